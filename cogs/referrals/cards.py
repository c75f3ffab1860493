"""How a referral looks: to its receiver, to its giver, and, without the client, to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import time_stamp
from bot.model.referrals import (
    KIND_LABELS,
    STATE_LABELS,
    WARMTH_LABELS,
    Kind,
    Party,
    Referral,
    State,
    Verb,
    Warmth,
    shows_contact,
)
from bot.model.words import N_
from cogs._ui.cards import Button, Card, button, primary
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.services.referrals import Opened

VERB_LABELS = {
    Verb.ACCEPT: (N_("Accept"), "✅"),
    Verb.CONTACTED: (N_("In touch"), "📞"),
    Verb.WON: (N_("Got the job"), "🎉"),
    Verb.NO_FIT: (N_("Didn't work out"), "🍂"),
    Verb.DECLINE: (N_("Can't take it"), "🙏"),
    Verb.WITHDRAW: (N_("Take back"), "↩️"),
    Verb.AGREED: (N_("They have agreed"), "👍"),
}
STATE_MARKS = {
    State.OPEN: "🆕",
    State.ACCEPTED: "✅",
    State.CONTACTED: "📞",
    State.WON: "🎉",
    State.NO_FIT: "🍂",
    State.DECLINED: "🙏",
    State.WITHDRAWN: "↩️",
    State.VOIDED: "🚫",
    State.LAPSED: "💤",
}
STEPS = {
    Verb.ACCEPT: N_("{receiver} accepted {referral} and will call {client}."),
    Verb.CONTACTED: N_("{receiver} is in touch with {client} ({referral})."),
    Verb.NO_FIT: N_(
        "{receiver} talked with {client}, but it didn't work out this time ({referral}). Thank you for thinking of them."
    ),
    Verb.DECLINE: N_("{receiver} can't take {referral} for {client} right now. You may know somebody else for them: /directory."),
    Verb.AGREED: N_("{giver} says that {client} has agreed to be called ({referral})."),
}
"""What the other one of the two is told, at each step, in one line."""


def card(words: Words, opened: Opened) -> Card:
    """The whole referral for one of the two, with the buttons that they may press now. The contact is behind a button."""
    referral = opened.referral
    receiving = opened.me is Party.RECEIVER
    client = one_line(referral.client.prospect) or words.t("a client whose data was deleted")
    if receiving:
        headline = words.t("{giver} refers {client} to you", giver=one_line(opened.giver_name), client=client)
    else:
        headline = words.t("You referred {client} to {receiver}", client=client, receiver=one_line(opened.receiver_name))
    shown = Card().title(f"🤝 {referral.label} · {headline}")
    if referral.client.need:
        shown.text(quoted(referral.client.need))
    shown.text(f"{_agreement(words, opened)}\n{_standing(words, referral)}")
    shown.small(_timeline(words, opened))
    shown.buttons(buttons(words, opened))
    return shown.small(words.t("Only you and {other} can see this.", other=one_line(opened.other_name)))


def buttons(words: Words, opened: Opened) -> list[Button]:
    """What this person may press now: the next step first, the contact always."""
    referral = opened.referral
    made: list[Button] = []
    for verb in opened.moves:
        label, mark = VERB_LABELS[verb]
        make = button if made or verb is Verb.WITHDRAW else primary
        made.append(make(f"referral:{verb.value}:{referral.id}", words.t(label), mark))
    if referral.state is State.WON and opened.me is Party.RECEIVER:
        made.append(primary(f"referral:more:{referral.id}", words.t("More work came from this"), "➕"))
    if shows_contact(referral, opened.user_id):
        made.append(button(f"referral:show:{referral.id}", words.t("Show contact"), "📇"))
    return made


def contact(words: Words, opened: Opened) -> Card:
    """The client's contact, as plain text that a phone can call."""
    client = opened.referral.client
    shown = Card().title(f"📇 {one_line(client.prospect)}").text(one_line(client.contact))
    if client.need:
        shown.text(quoted(client.need))
    if opened.referral.kind is Kind.LEAD and opened.me is Party.RECEIVER:
        shown.text(
            words.t(
                "⚠️ They have not been asked yet. Please wait until {giver} tells you that they agreed.",
                giver=one_line(opened.giver_name),
            )
        )
    return shown.small(words.t("Only you can see this. Please don't pass it on."))


def confirmation(words: Words, opened: Opened) -> Card:
    """What the giver sees at once: that it went out, what happens next, how to take it back, how to introduce the two."""
    referral = opened.referral
    receiver = one_line(opened.receiver_name)
    shown = Card().title(f"🤝 {words.t('{referral} is on its way to {receiver}', referral=referral.label, receiver=receiver)}")
    if referral.kind is Kind.LEAD:
        shown.text(
            words.t("It is a lead: it counts as a referral as soon as they agree. Then press “They have agreed” in /referrals.")
        )
    else:
        shown.text(words.t("You will hear from me at every step: accepted, in touch, got the job."))
    if referral.kind is Kind.DIRECT:
        shown.text(words.t("To introduce the two on your phone, copy this:"))
        shown.text(f"> {introduction(words, opened)}")
    return shown.buttons([button(f"referral:undo:{referral.id}", words.t("Undo"), "↩️")]).small(
        words.t("You can undo this for ten minutes.")
    )


def introduction(words: Words, opened: Opened) -> str:
    """A text to paste into the phone's messenger."""
    return words.t(
        "Hello {client}, as we said: this is {receiver}, who can help you. {receiver}, this is {client}. I leave the rest to you two!",
        client=one_line(opened.referral.client.prospect),
        receiver=one_line(opened.receiver_name),
    )


def public_line(words: Words, opened: Opened, ping: str = "") -> str:
    """What everybody may read: who helped whom, and nothing of the client."""
    giver, receiver = f"**{one_line(opened.giver_name)}**", ping or f"**{one_line(opened.receiver_name)}**"
    if opened.referral.state is State.WITHDRAWN:
        return f"↩️ {words.t('{referral} from {giver} to {receiver} was taken back.', referral=opened.referral.label, giver=giver, receiver=receiver)}"
    if opened.referral.kind is Kind.LEAD:
        said = words.t("{giver} passed {receiver} a lead.", giver=giver, receiver=receiver)
    else:
        said = words.t("{giver} passed {receiver} a referral.", giver=giver, receiver=receiver)
    hint = f"\n-# {words.t('Your direct messages are closed: open it with /referrals.')}" if ping else ""
    return f"🤝 {said} ({opened.referral.label}){hint}"


def step(words: Words, opened: Opened, verb: Verb) -> Card:
    """The one line that the other of the two gets; a reason, where one was given, is quoted under it."""
    shown = Card().text(
        words.t(
            STEPS[verb],
            giver=f"**{one_line(opened.giver_name)}**",
            receiver=f"**{one_line(opened.receiver_name)}**",
            client=one_line(opened.referral.client.prospect),
            referral=opened.referral.label,
        )
    )
    reasons = [moved.reason for moved in opened.history if moved.verb is verb and moved.reason]
    if reasons:
        shown.text(quoted(reasons[-1]))
    return shown


def entry(words: Words, referral: Referral, other_name: str, me: int) -> str:
    """A line of a list: number, state, client, the other person."""
    other = one_line(other_name)
    whose = words.t("from {name}", name=other) if referral.receiver_id == me else words.t("to {name}", name=other)
    client = one_line(referral.client.prospect) or words.t("a client whose data was deleted")
    return f"{STATE_MARKS[referral.state]} **{referral.label}** · {words.t(STATE_LABELS[referral.state])} · {client} · {whose}"


def _agreement(words: Words, opened: Opened) -> str:
    referral = opened.referral
    if referral.kind is not Kind.DIRECT:
        return words.t(KIND_LABELS[referral.kind])
    done = [words.t(WARMTH_LABELS[Warmth(level)]) for level in range(Warmth.MAY_CALL, referral.warmth + 1)]
    return f"{words.t(KIND_LABELS[referral.kind])}. {', '.join(done)}."


def _standing(words: Words, referral: Referral) -> str:
    state = f"{STATE_MARKS[referral.state]} **{words.t(STATE_LABELS[referral.state])}**"
    return words.t("Where it stands: {state}", state=state)


def _timeline(words: Words, opened: Opened) -> str:
    given = words.t("{time}: passed by {name}", time=time_stamp(opened.referral.given_at), name=one_line(opened.giver_name))
    moved = [
        f"{time_stamp(each.at)}: {words.t(VERB_LABELS[each.verb][0])}" for each in opened.history if each.verb in VERB_LABELS
    ]
    return "\n".join([given, *moved[-5:]])
