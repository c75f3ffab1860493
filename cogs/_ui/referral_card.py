"""A referral's card for its giver or receiver, shown by several features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.labels import unbroken
from bot.core.text import LINE, shortened
from bot.i18n import time_stamp
from bot.referrals.access import shows_contact
from bot.referrals.model import (
    KIND_LABELS,
    NOT_COUNTED,
    STATE_LABELS,
    Kind,
    Moved,
    Party,
    Referral,
    State,
    Verb,
    warmth_labels,
)
from bot.referrals.transitions import Other
from cogs._ui.cards import Button, Card, button, primary
from cogs._ui.fit_text import sentence, tell_fit
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.referrals.transitions import Opened

VERB_LABELS = {
    Verb.ACCEPT: (N_("Accept"), "✅"),
    Verb.CONTACTED: (N_("In touch"), "📞"),
    Verb.WON: (N_("Got the job"), "🎉"),
    Verb.NO_FIT: (N_("Didn't work out"), "🍂"),
    Verb.DECLINE: (N_("Can't take it"), "🙏"),
    Verb.WITHDRAW: (N_("Take back"), "↩️"),
    Verb.AGREED: (N_("They have agreed"), "👍"),
    Verb.EDIT: (N_("Change"), "✏️"),
    Verb.REOPEN: (N_("Open again"), "🔄"),
}
HAPPENED = {
    Verb.AGREED: N_("They have agreed"),
    Verb.EDIT: N_("Changed by the giver"),
    Verb.REOPEN: N_("Opened again"),
    Verb.SAME: N_("The same client as in an earlier one"),
    Verb.FORGET: N_("The client asked to be forgotten"),
}
"""Labels in the history for moves that the state after them does not describe."""
MOVES_SHOWN = 5
PARTS_SHOWN = 6
"""How many others who have the same client a card names."""
LISTED = 60
"""Characters of a client's name in a line of a list: a page of the longest fits Discord's limit."""
FOR_ACT = frozenset({State.ACCEPTED, State.CONTACTED, State.NO_FIT})
"""States in which a receiver may thank for the referral itself; a job has a thank-you of its own."""
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


def card(words: Words, opened: Opened) -> Card:
    """A referral for its giver or receiver, with the buttons that they may press now. The contact is shown by a button only."""
    referral = opened.referral
    receiving = opened.me is Party.RECEIVER
    shown = Card().title(f"🤝 {unbroken(referral.label)} · {_headline(words, opened)}")
    if referral.client.is_hidden or not opened.belongs:
        shown.text(words.t(_why_hidden(opened)))
    if referral.client.need:
        shown.text(quoted(referral.client.need))
    if receiving and referral.private_label:
        shown.text(f"🏷️ {one_line(referral.private_label)}")
    if opened.earlier_client:
        shown.text(
            words.t(
                "🔎 The same contact, another name: it came in {earlier} as {client}. Is it the same client? Then the earlier one counts.",
                earlier=opened.earlier,
                client=one_line(opened.earlier_client),
            )
        )
    elif opened.earlier:
        shown.text(words.t("🔎 Is this the same client as in {earlier}? Then the earlier one counts.", earlier=opened.earlier))
    shown.text(f"{_agreement(words, opened)}\n{_standing(words, referral)}")
    if referral.state is State.DECLINED and not receiving:
        told = words.t("{receiver} can't take it. Somebody else may: /directory", receiver=one_line(opened.receiver_name))
        shown.text(f"🙏 {told}")
    shown.text(_fit(words, opened))
    shown.text(_brought(words, opened))
    shown.text(_origin(words, opened))
    if opened.other is not Other.HERE and opened.belongs:
        shown.text(f"🚪 {words.t(_without_other(opened), name=one_line(opened.other_name))}")
    shown.rule().small(_timeline(words, opened))
    shown.buttons(buttons(words, opened))
    return shown.small(words.t("Only you and {other} can see this.", other=one_line(opened.other_name)))


def is_giver_the_client(opened: Opened) -> bool:
    """Whether the giver passed themselves, under their own name: it would read as that of a third person."""
    return opened.referral.kind is Kind.OWN and opened.referral.client.prospect == opened.giver_name


def _headline(words: Words, opened: Opened) -> str:
    """Who passed whom to whom, as its reader sees it."""
    receiving, is_own = opened.me is Party.RECEIVER, is_giver_the_client(opened)
    if opened.referral.client.is_hidden:
        return words.t(STATE_LABELS[opened.referral.state])
    if receiving:
        said = N_("{giver} would like your services") if is_own else N_("{giver} refers {client} to you")
        return words.t(said, giver=with_group(opened, Party.GIVER), client=client_name(words, opened.referral))
    said = N_("You would like the services of {receiver}") if is_own else N_("You referred {client} to {receiver}")
    return words.t(said, client=client_name(words, opened.referral), receiver=with_group(opened, Party.RECEIVER))


def with_group(opened: Opened, party: Party) -> str:
    """The name of one of the two, with the linked group of the one who is not the reader."""
    name = one_line(opened.giver_name if party is Party.GIVER else opened.receiver_name)
    is_other = party is not opened.me and opened.others_group
    return f"{name} ({one_line(opened.others_group)})" if is_other else name


def client_name(words: Words, referral: Referral, most: int = LINE) -> str:
    """The client's name, of at most `most` units; a placeholder once their data is deleted."""
    if referral.client.is_hidden:
        return words.t("a client who is not shown any more")
    return one_line(shortened(referral.client.prospect, most)) or words.t("a client whose data was deleted")


def _why_hidden(opened: Opened) -> str:
    """Why nothing of the client is shown, and what is left to do."""
    if not opened.belongs:
        return N_(
            "You are no member of the group now, so nothing of its client is shown. While it is new you can still take back what you"
            " gave, and you can have the client forgotten. Once you are a member again, you find it as it was."
        )
    if opened.referral.state is State.VOIDED:
        return N_("A moderator cancelled it, so nothing of its client is shown any more. There is nothing to do.")
    return N_("Its giver took it back, so nothing of its client is shown any more. There is nothing to do.")


def _without_other(opened: Opened) -> str:
    """What to do while the other one of the two is not in the group."""
    if opened.other is Other.ELSEWHERE and opened.me is Party.RECEIVER:
        return N_("{name} left the server. If they return, they find this as it is.")
    if opened.me is Party.RECEIVER:
        return N_("{name} is no member any more and hears nothing of it. Go on as you would; the client is yours to call.")
    if Verb.WITHDRAW in opened.moves and opened.other is Other.ELSEWHERE:
        return N_(
            "{name} left the server. If they return, they find this as it is. If it can't wait, take it back and pass the client to somebody else with /refer."
        )
    if Verb.WITHDRAW in opened.moves:
        return N_(
            "{name} is no member any more, so nothing new reaches them. Take it back, and pass the client to somebody else with /refer."
        )
    if opened.other is Other.ELSEWHERE:
        return N_(
            "{name} left the server. If they return, they find this as it is. If it can't wait, pass the client to somebody else with /refer."
        )
    return N_("{name} is no member any more, so nothing new reaches them. You may pass the client to somebody else with /refer.")


def known_by(referral: Referral) -> str:
    """The label of a referral in a menu: the client's name, or once their data is deleted the day of the referral."""
    return referral.client.prospect or referral.given_at.date().isoformat()


def buttons(words: Words, opened: Opened) -> list[Button]:
    """The buttons for the moves that this person may make now, the next step first, and for the contact where they may see it."""
    referral = opened.referral
    made: list[Button] = []
    for verb in opened.moves:
        label, mark = VERB_LABELS[verb]
        make = button if made or verb in {Verb.WITHDRAW, Verb.REOPEN} else primary
        made.append(make(f"referral:{verb.value}:{referral.id}", words.t(label), mark))
    if referral.state is State.WON and opened.me is Party.RECEIVER and opened.belongs:
        made.append(primary(f"referral:more:{referral.id}", words.t("More work came from this"), "➕"))
    if opened.can_be_passed_on:
        made.append(pass_on(words, opened))
    if opened.can_go_to_more:
        made.append(go_to_more(words, opened))
    made += for_act(words, opened)
    made += [tell_fit(words, referral.id)] * opened.may_tell_fit
    if opened.earlier:
        made.append(button(f"referral:same:{referral.id}", words.t("Yes, the same"), "🔎"))
    if shows_contact(referral, opened.user_id):
        made.append(button(f"referral:show:{referral.id}", words.t("Show contact"), "📇"))
    if opened.me is Party.RECEIVER and opened.belongs and referral.state not in NOT_COUNTED:
        made.append(button(f"referral:label:{referral.id}", words.t("Private label"), "🏷️"))
    if opened.me is Party.RECEIVER and opened.belongs and not opened.is_taken_back:
        made.append(button(f"mute:sender:{referral.id}", words.t("Mute this sender"), "🔕"))
    if referral.client.prospect or (referral.client.is_hidden and not opened.is_taken_back):
        made.append(button(f"referral:forget:{referral.id}", words.t("Forget the client"), "🗑️"))
    return made


def pass_on(words: Words, opened: Opened) -> Button:
    """The button by which the giver of a declined referral passes the client to somebody else."""
    return primary(f"referral:pass:{opened.referral.id}", words.t("Pass it to another member"), "🤝")


def go_to_more(words: Words, opened: Opened) -> Button:
    """The button by which the giver passes the client to another member too."""
    return button(f"referral:also:{opened.referral.id}", words.t("They need more trades"), "🧩")


def for_act(words: Words, opened: Opened) -> list[Button]:
    """The button by which a receiver thanks for the referral itself; none where they have, or the state does not allow it."""
    may = opened.me is Party.RECEIVER and opened.belongs
    if not may or opened.referral.state not in FOR_ACT or opened.said.for_act:
        return []
    return [button(f"thanks:act:{opened.referral.id}", words.t("Thanks for thinking of me"), "💚")]


def _brought(words: Words, opened: Opened) -> str:
    """The amounts that the receiver entered, or only their number while the card shows the client's name; empty for the giver."""
    if not opened.said.brought:
        return ""
    times = opened.said.times
    if opened.referral.client.is_kept:
        apart = words.t("Amounts never stand beside a client's name: /me adds yours up.")
        said = words.n("You noted work from it {count} time.", "You noted work from it {count} times.", times)
        return f"{said} {apart}"
    amounts = " + ".join(words.money(each) for each in opened.said.brought)
    said = words.n(
        "Work it brought: {amounts}, in {count} thank-you.",
        "Work it brought: {amounts}, in {count} thank-yous.",
        times,
        amounts=amounts,
    )
    return f"{said} {words.t('Only you see this.')}"


def _fit(words: Words, opened: Opened) -> str:
    """What its receiver told the giver, for whom alone it was read; empty where there is nothing."""
    return "" if opened.fit is None else f"🎯 {sentence(words, opened.receiver_name, opened.fit)}"


def _origin(words: Words, opened: Opened) -> str:
    """What led to the referral, and who else has the client: for their giver with how far each is, for a receiver by name alone."""
    came_of = f"🙋 {words.t('It came of {cause}.', cause=opened.hub.led_by)}\n" if opened.hub.led_by else ""
    parts = opened.hub.parts[:PARTS_SHOWN]
    if opened.me is Party.RECEIVER:
        names = [one_line(part.name) for part in parts]
        return came_of + (f"🧩 {words.t('The same client also went to: {names}', names=', '.join(names))}" if names else "")
    lines = [f"{STATE_MARKS[part.state]} {one_line(part.name)} · {words.t(STATE_LABELS[part.state])}" for part in parts]
    return came_of + ("\n".join([f"🧩 {words.t('The same client also went to:')}", *lines]) if lines else "")


def _agreement(words: Words, opened: Opened) -> str:
    """The kind and warmth that the giver chose in the form, after their name."""
    referral = opened.referral
    said = f"{words.t(KIND_LABELS[referral.kind])}."
    if referral.kind is Kind.DIRECT:
        done = ", ".join(words.t(label) for label in warmth_labels(referral.warmth))
        said = f"{said} {done}." if done else said
    return f"**{one_line(opened.giver_name)}**: {said}"


def _standing(words: Words, referral: Referral) -> str:
    state = f"{STATE_MARKS[referral.state]} **{words.t(STATE_LABELS[referral.state])}**"
    return words.t("Where it stands: {state}", state=state)


def _timeline(words: Words, opened: Opened) -> str:
    given = words.t("{time}: passed by {name}", time=time_stamp(opened.referral.given_at), name=one_line(opened.giver_name))
    moved = [f"{time_stamp(each.at)}: {words.t(_happened(each))}" for each in opened.history]
    return "\n".join([given, *moved[-MOVES_SHOWN:]])


def _happened(moved: Moved) -> str:
    """The label of a move in the history: the state after it, or the move itself where it changed no state."""
    return HAPPENED.get(moved.verb) or STATE_LABELS[moved.after]
