"""Texts and cards about a referral: for its receiver, for its giver, and for the public channel, which never name the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.labels import unbroken
from bot.referrals.model import STATE_LABELS, Kind, Party, Referral, State, Verb
from cogs._ui.cards import Card
from cogs._ui.passed_card import client_lines
from cogs._ui.referral_card import LISTED, STATE_MARKS, client_name, for_act, is_giver_the_client, pass_on, with_group
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.referrals.transitions import Opened

STEPS = {
    Verb.ACCEPT: N_("{receiver} accepted {referral} and will call {client}."),
    Verb.CONTACTED: N_("{receiver} is in touch with {client} ({referral})."),
    Verb.NO_FIT: N_(
        "{receiver} talked with {client}, but it didn't work out this time ({referral}). Thank you for thinking of them."
    ),
    Verb.DECLINE: N_("{receiver} can't take {referral} for {client} right now. You may know somebody else for them: /directory."),
    Verb.REOPEN: N_("{receiver} opened {referral} for {client} again and takes it up."),
    Verb.SAME: N_(
        "{receiver} already had {client} from somebody else, so the earlier referral counts ({referral}). Thank you for thinking of them!"
    ),
    Verb.EDIT: N_("{giver} changed {referral} for {client}. Open it in /referrals to read what is new."),
    Verb.LAPSE: N_(
        "{referral} for {client} went quiet: there was no news for 120 days. {receiver} can open it again within 30 days. Thank you"
        " for thinking of them."
    ),
    Verb.FORGET: N_("The client of {referral} asked to be forgotten, so their data is deleted and it ended."),
    Verb.VOID: N_("A moderator cancelled {referral} for {client}, from {giver} to {receiver}."),
    Verb.AGREED: N_("{giver} says that {client} has agreed to be called ({referral})."),
}
"""The sentence that the other party reads after a move, by its verb."""
OWN_STEPS = {
    Verb.ACCEPT: N_("{receiver} accepted {referral} and will call you."),
    Verb.CONTACTED: N_("{receiver} noted that you two are in touch ({referral})."),
    Verb.NO_FIT: N_("{receiver} noted that it didn't work out this time ({referral}). Thank you for thinking of them."),
    Verb.DECLINE: N_("{receiver} can't take {referral} right now. Somebody else may help you: /directory."),
    Verb.REOPEN: N_("{receiver} opened {referral} again and takes it up."),
    Verb.EDIT: N_("{giver} changed {referral}. Open it in /referrals to read what is new."),
    Verb.LAPSE: N_(
        "{referral} went quiet: there was no news for 120 days. {receiver} can open it again within 30 days. Thank you for thinking"
        " of them."
    ),
    Verb.VOID: N_("A moderator cancelled {referral}, from {giver} to {receiver}."),
}
"""The same where the giver is the client, whom no sentence names as somebody else."""
LEAD_ACCEPTED = N_(
    "{receiver} takes {referral} as soon as {client} has agreed. Ask them, then press “They have agreed” in /referrals."
)


LAPSED_MINE = N_(
    "{referral} for {client} went quiet: there was no news for 120 days. If there is work in it after all, open it again in"
    " /referrals within 30 days."
)
"""The sentence after a lapse, for the receiver."""


def contact(words: Words, opened: Opened) -> Card:
    """The client's contact as plain text, in which phones recognise numbers to call."""
    shown = client_lines(Card().title(f"📇 {one_line(opened.referral.client.prospect)}"), opened)
    if opened.referral.kind is Kind.LEAD and opened.me is Party.RECEIVER:
        shown.text(
            words.t(
                "⚠️ They have not been asked yet. Please wait until {giver} tells you that they agreed.",
                giver=one_line(opened.giver_name),
            )
        )
    return shown.buttons(for_act(words, opened)).small(words.t("Only you can see this. Please don't pass it on."))


def public_line(words: Words, opened: Opened, ping: str = "") -> str:
    """The public channel's line: giver and receiver, nothing about the client. `ping` is a mention in place of the receiver's name."""
    giver, receiver = f"**{with_group(opened, Party.GIVER)}**", ping or f"**{one_line(opened.receiver_name)}**"
    if opened.referral.state is State.VOIDED:
        return f"🚫 {words.t('{referral} from {giver} to {receiver} was cancelled by a moderator.', referral=opened.referral.label, giver=giver, receiver=receiver)}"
    if opened.referral.state is State.WITHDRAWN:
        return f"↩️ {words.t('{referral} from {giver} to {receiver} was taken back.', referral=opened.referral.label, giver=giver, receiver=receiver)}"
    if opened.referral.kind is Kind.LEAD:
        said = words.t("{giver} passed {receiver} a lead.", giver=giver, receiver=receiver)
    else:
        said = words.t("{giver} passed {receiver} a referral.", giver=giver, receiver=receiver)
    hint = f"\n-# {words.t('Your direct messages are closed: open it with /referrals.')}" if ping else ""
    return f"🤝 {said} ({unbroken(opened.referral.label)}){hint}"


def step(words: Words, opened: Opened, verb: Verb) -> Card:
    """The direct message to the other party after a move, with the reason quoted where one was given."""
    said = OWN_STEPS.get(verb, STEPS[verb]) if is_giver_the_client(opened) else STEPS[verb]
    if verb is Verb.ACCEPT and opened.referral.kind is Kind.LEAD:
        said = LEAD_ACCEPTED
    elif verb is Verb.LAPSE and opened.me is Party.RECEIVER:
        said = LAPSED_MINE
    shown = Card().text(
        words.t(
            said,
            giver=f"**{with_group(opened, Party.GIVER)}**",
            receiver=f"**{with_group(opened, Party.RECEIVER)}**",
            client=client_name(words, opened.referral),
            referral=opened.referral.label,
        )
    )
    reasons = [moved.reason for moved in opened.history if moved.verb is verb and moved.reason]
    if reasons and opened.belongs:  # a reason may name the client
        shown.text(quoted(reasons[-1]))
    return shown.buttons([pass_on(words, opened)]) if verb is Verb.DECLINE and opened.can_be_passed_on else shown


def entry(words: Words, referral: Referral, other_name: str, me: int) -> str:
    """A list's line: state, number, client, the other party, and the receiver's private label. `me` is the reader's id."""
    other = one_line(other_name)
    whose = words.t("from {name}", name=other) if referral.receiver_id == me else words.t("to {name}", name=other)
    label = f" · 🏷️ {one_line(referral.private_label)}" if referral.private_label and referral.receiver_id == me else ""
    client = client_name(words, referral, LISTED)
    return f"{STATE_MARKS[referral.state]} **{unbroken(referral.label)}** · {words.t(STATE_LABELS[referral.state])} · {client} · {whose}{label}"
