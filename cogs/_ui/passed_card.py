"""The answer to whoever passed a referral, by /refer or out of a need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts.characters import plain_characters
from bot.core.errors import N_
from bot.core.outbox.model import Reach
from bot.referrals.model import Kind, Party
from cogs._ui.cards import Card, button
from cogs._ui.closed_messages import OPEN_MESSAGES
from cogs._ui.referral_card import go_to_more, with_group
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.referrals.transitions import Opened

HEARS_NOTHING = N_("Your direct messages are closed, so I can't tell you what becomes of it: look in /referrals.")
WANTS_NOTHING = N_(
    "You switched messages about progress off, so look in /referrals for what becomes of it. /settings switches them on again."
)


def confirmation(words: Words, opened: Opened) -> Card:
    """The answer to the giver's form: what was sent, what happens next, a text to introduce the two, and the button *Undo*."""
    referral = opened.referral
    receiver = with_group(opened, Party.RECEIVER)
    shown = Card().title(f"🤝 {words.t('{referral} is on its way to {receiver}', referral=referral.label, receiver=receiver)}")
    if referral.client.prospect:
        client_lines(shown.text(f"📇 **{one_line(referral.client.prospect)}**"), opened)
    if referral.kind is Kind.LEAD:
        shown.text(
            words.t("It is a lead. As soon as they agree, press “They have agreed” in /referrals.")
            if referral.is_linked
            else words.t(
                "It is a lead: it counts as a referral as soon as they agree. Then press “They have agreed” in /referrals."
            )
        )
    if opened.reach is Reach.CLOSED:
        shown.text(f"📪 {words.t(HEARS_NOTHING)} {words.t(OPEN_MESSAGES)}")
    elif opened.reach is Reach.UNWANTED:
        shown.text(f"🔕 {words.t(WANTS_NOTHING)}")
    elif referral.kind is not Kind.LEAD and opened.belongs:
        shown.text(words.t("You will hear from me at every step: accepted, in touch, got the job."))
    if referral.kind is Kind.DIRECT and referral.client.prospect:
        shown.text(words.t("To introduce the two on your phone, copy this:"))
        shown.text(f"```\n{introduction(words, opened)}\n```")
    if referral.is_linked:
        shown.text(words.t("It belongs to the other group, and counts on nobody's board."))
    made = [button(f"referral:undo:{referral.id}", words.t("Undo"), "↩️")]
    if opened.can_go_to_more:
        made.append(go_to_more(words, opened))
    return shown.buttons(made).small(words.t("You can undo this for ten minutes."))


def client_lines(shown: Card, opened: Opened) -> Card:
    """Append the client's contact, and the need where there is one, to a card that only giver or receiver reads."""
    client = opened.referral.client
    shown.text(one_line(plain_characters(client.contact)))
    return shown.text(quoted(client.need)) if client.need else shown


def introduction(words: Words, opened: Opened) -> str:
    """A text to paste into a messenger. It stands in a code block, where Discord reads no Markdown, so none is escaped."""
    client, receiver = (
        " ".join(name.replace("`", "'").split()) for name in (opened.referral.client.prospect, opened.receiver_name)
    )
    return words.t(
        "Hello {client}, as we said: this is {receiver}, who can help you. {receiver}, this is {client}. I leave the rest to you two!",
        client=client,
        receiver=receiver,
    )
