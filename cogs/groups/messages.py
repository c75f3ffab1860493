"""Renders outbox rows to a group: the greeting, notices of what does not work, and the warning about a wrong clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin.job_repair import WRONG
from bot.admin.setup import GREETING, GroupSetup
from bot.core.errors import N_
from bot.core.outbox.model import Trouble
from bot.i18n import words
from bot.worker.rendered import Rendered
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import Card, primary, public

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.worker.rendered import Handler
    from cogs._ui.bot_protocol import BotProtocol


UNKNOWN_ROLE = "10011"
"""Discord's code for a role that was deleted
(https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes)."""

EVENTS = "meeting.event"
"""The kind of the requests that make events of meetings."""

TROUBLES = {
    Trouble.UNSURE.value: N_(
        "⚠️ I don't know whether the weekly news arrived in {channel}: the connection broke, and I can't look, for I lack"
        " Read Message History there. I don't send it again, so that it won't stand there twice. If it is missing,"
        " /digest post posts what there is."
    ),
    Trouble.UNSEEN.value: N_(
        "⚠️ Something that was taken back may stand in {channel} all the same: the connection broke when I posted it, and I"
        " can't look, for I lack Read Message History there. Let me read it, and I put it right."
    ),
    Trouble.FAULT.value: N_(
        "⚠️ The weekly news for {channel} could not be posted, by a fault of mine. Whoever runs me finds the reason in my"
        " log. /digest post posts what there is; the next one comes as planned."
    ),
}
NO_CHANNEL = N_(
    "⚠️ I can't post in {channel}: it is gone, is no text channel any more, or I lack View Channel or Send Messages"
    " there. Nothing is lost; mend the permissions or choose another channel with /group setup, and what waits goes"
    " out."
)
NO_EVENTS = N_(
    "⚠️ I can't make the events of your meetings: I need Create Events. Give my role that permission, and I try again by"
    " myself. If you want no events, end the series in /meeting schedule and set it again without them."
)
ROLE_GONE = N_(
    "⚠️ I can't switch the member role: it is gone, for it was deleted. Choose another with /group setup member_role, or"
    " clear it there, and I try again."
)
ROLE_REFUSED = N_(
    "⚠️ I can't switch the member role: I need Manage Roles, and my own role above it. Mend that, then run"
    " /group setup, and I try again."
)


class Messages:
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._setup = bot.services.of(GroupSetup)

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers |= {GREETING: self.greeting, "notice": self.notice, WRONG: self.wrong_clock}

    async def greeting(self, message: Message) -> Rendered | None:
        """The greeting to a server that added the bot, or to its owner; once the group is set up, the same message is edited."""
        reader = words(message.language)
        if (await self._setup.get(message.group_id)).set_up_at is not None:
            # A greeting that was not delivered before the setup is not needed any more.
            return Rendered(_set_up(reader)) if message.only_edit else None
        if message.user_id is None:
            return Rendered(_greeting(reader))
        return Rendered(_to_owner(reader, await group_name(self._bot, message.group_id)))

    async def notice(self, message: Message) -> Rendered | None:
        """A notice that something can't be delivered.

        `record_id` is the channel that it is about; 0 for a request, whose kind follows the code in `detail`: to give the member role, or to make
        the event of a meeting.
        """
        said, channel = _sentence(message), f"<#{message.record_id}>"
        return Rendered(public(message.language, lambda card, words: card.text(words.t(said, channel=channel))))

    async def wrong_clock(self, message: Message) -> Rendered | None:
        """The warning that the computer's clock is wrong, queued once for each time that it becomes so."""

        def fill(card: Card, words: Words) -> None:
            card.text(
                words.t(
                    "⚠️ The clock of the computer that I run on is wrong. Until it is right, nothing happens by itself: I post no weekly"
                    " news, send no reminders, and end and delete nothing. What you do with me works as ever. Whoever runs me has to set"
                    " that clock; then I go on by myself."
                )
            )

        return Rendered(public(message.language, fill))


def _sentence(message: Message) -> str:
    """The marked sentence of a notice, by what `detail` and `record_id` say of it."""
    if message.detail in TROUBLES:
        return TROUBLES[message.detail]
    if message.record_id:
        return NO_CHANNEL
    if message.detail.endswith(EVENTS):
        return NO_EVENTS
    return ROLE_GONE if message.detail.split(" ", 1)[0] == UNKNOWN_ROLE else ROLE_REFUSED


def _greeting(words: Words) -> Card:
    card = _introduced(words)
    card.text(
        words.t(
            "Whoever has Manage Server sets it up in two minutes: one question at a time, and all of it can be changed later."
        )
    )
    card.buttons([primary("setup:start", words.t("Set it up"), "⚙️")])
    return card.small(
        words.t("Until then nobody else can use it. Clients' names and contacts are seen by giver and receiver only.")
    )


def _to_owner(words: Words, server: str) -> Card:
    return _introduced(words).text(
        words.t(
            "It was added to {server}, but may not write in any channel there. Run /group setup there to start.", server=server
        )
    )


def _introduced(words: Words) -> Card:
    card = Card().title(f"👋 {words.t('Goodword passes on a good word')}")
    return card.text(words.t("Members refer clients to each other, hear what became of it, and say thank you."))


def _set_up(words: Words) -> Card:
    card = _introduced(words)
    return card.text(words.t("✅ It is set up here. /help shows what you can do, and /join is how one becomes a member."))
