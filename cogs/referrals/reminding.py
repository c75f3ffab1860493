"""Reminders: what waits for somebody, one message a day at most, with the buttons to deal with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.i18n import words
from bot.model.referrals import Kind, Party, State, Verb
from bot.worker.parcel import Parcel
from cogs._ui import referral_card
from cogs._ui.cards import Card, button, primary
from cogs._ui.host import group_name
from cogs._ui.referral_card import VERB_LABELS
from cogs._ui.routing import pressed
from cogs._ui.turn import number, stale
from cogs.referrals import cards

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.model.outbox import Message
    from bot.services.care import Reminder
    from bot.services.referral_moves import Opened
    from cogs._ui.cards import Button
    from cogs._ui.host import Host
    from cogs._ui.turn import Turn

WITH_BUTTONS = 3
"""How many of them can be dealt with in the message itself."""
OFFERED = {
    State.OPEN: (Verb.ACCEPT, Verb.CONTACTED),
    State.ACCEPTED: (Verb.CONTACTED,),
    State.CONTACTED: (),
}
"""What a receiver may most likely say now; all else is behind “Open”."""


class Reminding(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._care = bot.services.care
        self._referrals = bot.services.referrals

    async def remind(self, message: Message) -> Parcel | None:
        """A row of the outbox: rendered at delivery, so that what was dealt with meanwhile is not said."""
        assert message.user_id is not None, "a reminder has somebody to be reminded"
        found = await self._care.reminder(message.group_id, message.user_id, datetime.fromisoformat(message.detail))
        if not found.waiting and not message.only_edit:
            return None
        return Parcel(reminder_card(words(message.language), found, await group_name(self._bot, message.group_id)))

    @pressed("reminder:open")
    async def open(self, turn: Turn) -> None:
        await turn.show(referral_card.card(turn.words, await self._referrals.open(turn.user_id, turn.id)))

    @pressed("reminder:accept")
    async def accept(self, turn: Turn) -> None:
        opened = await self._move(turn, Verb.ACCEPT)
        await turn.show(cards.contact(turn.words, opened))

    @pressed("reminder:contacted")
    async def contacted(self, turn: Turn) -> None:
        await self._move(turn, Verb.CONTACTED)

    @pressed("reminder:agreed")
    async def agreed(self, turn: Turn) -> None:
        await self._move(turn, Verb.AGREED)

    @pressed("reminder:stop")
    async def stop(self, turn: Turn) -> None:
        await self._care.stop(turn.id, turn.user_id)
        await turn.say(
            turn.words.t(
                "🔕 You get no more reminders from this group. What waits for you stands in /referrals; /settings turns them on again."
            )
        )

    async def _move(self, turn: Turn, verb: Verb) -> Opened:
        """Make a move, and leave on the reminder what still waits."""
        referral_id, stamp = (number(part) for part in turn.take(2))
        opened = await self._referrals.move(turn.user_id, referral_id, verb)
        group_id = opened.referral.group_id
        found = await self._care.reminder(group_id, turn.user_id, _moment(stamp))
        await turn.update(reminder_card(turn.words, found, await group_name(self._bot, group_id)))
        return opened


def reminder_card(words: Words, found: Reminder, group: str) -> Card:
    """What waits, longest first; the first few with their buttons."""
    card = Card().title(f"⏰ {words.t('Waiting for you in {group}', group=group)}")
    if not found.waiting:
        return card.text(words.t("All of this is dealt with. Thank you!"))
    for opened in found.waiting[:WITH_BUTTONS]:
        card.text(_line(words, opened)).buttons(_buttons(words, opened, int(found.at.timestamp())))
    rest = [_line(words, opened) for opened in found.waiting[WITH_BUTTONS:]]
    if rest:
        card.rule().rows("", rest)
    card.small(words.t("All that waits for you stands in /referrals. Any answer helps, a no too: the giver sees it at once."))
    return card.buttons([button(f"reminder:stop:{found.group_id}", words.t("No more reminders"), "🔕")])


def _line(words: Words, opened: Opened) -> str:
    referral = opened.referral
    entry = cards.entry(words, referral, opened.other_name, opened.user_id)
    if opened.me is Party.GIVER:
        asks = words.t("Have they agreed to be called?")
    elif referral.state is State.OPEN:
        asks = words.t("Will you call them?")
    else:
        asks = words.t("Is there any news?")
    return f"{entry}\n{asks}"


def _buttons(words: Words, opened: Opened, stamp: int) -> list[Button]:
    referral = opened.referral
    verbs = (Verb.AGREED,) if opened.me is Party.GIVER else OFFERED[referral.state]
    if referral.kind is Kind.LEAD and opened.me is Party.RECEIVER:
        verbs = (Verb.ACCEPT,)
    made = [button(f"reminder:open:{referral.id}", words.t("Open {referral}", referral=referral.label), "📖")]
    for verb in verbs:
        label, mark = VERB_LABELS[verb]
        made.insert(len(made) - 1, primary(f"reminder:{verb.value}:{referral.id}:{stamp}", words.t(label), mark))
    return made


def _moment(stamp: int) -> datetime:
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        raise stale() from None
