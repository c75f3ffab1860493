"""The cards of keep-in-touch, each for the owner alone. Whoever is late is not said to be."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import discord

from bot.core.errors import N_
from bot.core.ledger.model import EntryKind
from bot.core.text import shortened
from bot.relationships.keep_in_touch.model import MOST, Every, Last
from bot.relationships.keep_in_touch.service import Done
from bot.relationships.touches.model import Kind
from cogs._ui.cards import Button, Card, button, menu, pages, primary
from cogs._ui.limits import OPTIONS
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.relationships.keep_in_touch.model import Acquaintance, Owed, Today
    from bot.relationships.keep_in_touch.service import Kept, Pressed

MOST_BUTTONS = 24
"""Number of buttons in the card of a day: with the texts and rows of WITH_BUTTONS people these are within Discord's 40 components."""
WITH_BUTTONS = 5
"""Most people of a day who have buttons in the card."""
PAGE = OPTIONS
"""People on one page of the list, each an option of the menu below it."""
LINE = 600
"""Maximum length of what one looks for in a line to ask with, in UTF-16 units."""
EVERY = {
    Every.WEEK: N_("every week"),
    Every.MONTH: N_("every month"),
    Every.QUARTER: N_("every three months"),
    Every.HALF_YEAR: N_("every half year"),
}
DID = {
    Kind.CALLED: (N_("Called"), "📞"),
    Kind.WROTE: (N_("Wrote"), "✉️"),
    Kind.VISITED: (N_("Visited"), "🚪"),
    Kind.ASKED: (N_("Asked"), "🙋"),
    Kind.THANKED: (N_("Thanked"), "💚"),
}
LAST = {
    Last.TALKED: N_("you talked"),
    Last.MET: N_("you met"),
    Last.CALLED: N_("you called"),
    Last.WROTE: N_("you wrote"),
    Last.VISITED: N_("you visited"),
    Last.ASKED: N_("you asked"),
    Last.THANKED: N_("thanks"),
    Last.REFERRED: N_("a referral"),
}
OWED = {
    EntryKind.THANKS: N_("**{name}** thanked you {ago}."),
    EntryKind.REFERRAL: N_("**{name}** passed you a referral {ago}."),
    EntryKind.INTRODUCTION: N_("**{name}** introduced you to somebody {ago}."),
    EntryKind.ANSWER: N_("**{name}** helped you {ago}."),
}


def today_card(words: Words, found: Today, said: Sequence[str] = ()) -> Card:
    """Whom it is time for, the first with buttons, below what a press did (`said`)."""
    card = Card().title(f"🌱 {words.t('Keep in touch')}")
    for each in said:
        card.text(each)
    entries = [_owed(words, each) for each in found.owed] + [(_about(words, each), _buttons(words, each)) for each in found.due]
    used = accumulate(len(buttons) for _, buttons in entries[:WITH_BUTTONS])
    first = sum(1 for each in used if each <= MOST_BUTTONS)
    for text, buttons in entries[:first]:
        card.text(text).buttons(buttons)
    if entries[first:]:
        card.rows("", [text for text, _ in entries[first:]], apart=True)
    if not entries:
        card.text(_nobody(words, found))
    return card.small(words.t("Only you read it; nobody is told, they neither. All of your people: /keep-in-touch list."))


def pressed_card(words: Words, pressed: Pressed) -> Card:
    """The list of the day after a press, and what that did."""
    return today_card(words, pressed.today, _said(words, pressed))


def kept_card(words: Words, kept: Kept) -> Card:
    """The answer to whoever put somebody on their list, or changed what it says."""
    found = kept.found
    name, every, day = one_line(found.name), words.t(EVERY[found.every]), words.date(found.due_on)
    card = Card().text(
        f"🌱 {words.t('On your list: **{name}**, {every}; next on {day}.', name=name, every=every, day=day)}"
        if kept.is_new
        else f"🌱 {words.t('**{name}** was on your list, and is changed: {every}; next on {day}.', name=name, every=every, day=day)}"
    )
    if found.member_id is not None:
        card.text(
            words.t(
                "{name} is a member here: a one-to-one, a referral or thanks between you two begins the time anew.", name=name
            )
        )
        card.buttons([_unlink(words, found)])
    return card.small(
        words.t(
            "Only you read it, no moderator, and nobody is told. To change it, use /keep-in-touch add with the same name. Names and notes"
            " are enough; their number is in your phone."
        )
    )


def person_card(words: Words, found: Acquaintance) -> Card:
    """One of the owner's people, with all that may be pressed."""
    card = Card().text(_about(words, found))
    card.text(_next_on(words, found))
    if found.received and found.received_on is not None:
        sent = words.n(
            "Sent you {count} client, on {day}.",
            "Sent you {count} clients, the last on {day}.",
            found.received,
            day=words.date(found.received_on),
        )
        card.text(f"🎁 {sent}")
    card.buttons(_buttons(words, found))
    if found.member_id is not None:
        card.buttons([_unlink(words, found)])
    return card.small(words.t("Only you read it. To change it, use /keep-in-touch add with the same name."))


def list_card(words: Words, people: Sequence[Acquaintance], page: int) -> Card:
    """A page of the owner's people, in the order in which they are due."""
    card = Card().title(f"🌱 {words.t('Your people')}")
    card.text(words.t("{count} of at most {most}", count=words.number(len(people)), most=words.number(MOST)))
    page = min(page, max(len(people) - 1, 0) // PAGE)
    shown = people[page * PAGE : (page + 1) * PAGE]
    if not shown:
        return card.text(
            words.t("Nobody yet. /keep-in-touch add puts somebody on it, /keep-in-touch import many from a file of your phone.")
        )
    card.rows("", [_line(words, each) for each in shown])
    options = [(str(each.id), each.name) for each in shown]
    card.menu(menu("keep:open", words.t("Open somebody"), options))
    card.small(words.t("Only you read it, and it is in /privacy export; /privacy delete deletes it."))
    return pages(card, words, "page:keep", "", page, more=(page + 1) * PAGE < len(people))


def due_this_morning(words: Words, found: Acquaintance, stamp: int) -> tuple[str, list[Button]]:
    """The line in the morning list of the owner."""
    text = f"🌱 {_about(words, found)}\n{words.t('Others for whom it is time: /keep-in-touch today.')}"
    buttons = [
        button(f"touch:did:{found.id}:{kind.value}:{stamp}", words.t(DID[kind][0]), DID[kind][1])
        for kind in (Kind.CALLED, Kind.WROTE, Kind.VISITED, Kind.THANKED)
    ]
    return text, [*buttons, button(f"keep:later:{found.id}:{stamp}", words.t("Later"), "🕓")]


def _about(words: Words, found: Acquaintance) -> str:
    """A paragraph about somebody: name, how one knows them, the last contact, the note."""
    parts = [_who(found)]
    if found.owes_thanks and found.received_on is not None:
        day = words.date(found.received_on)
        parts.append(f"🎁 {words.t('Sent you a client on {day}. Say thanks now, not only when the job is done.', day=day)}")
    if found.last_on is not None and found.last_kind is not None:
        last = words.t("Last: {what}, {day}", what=words.t(LAST[found.last_kind]), day=words.date(found.last_on))
        parts.append(last)
    if found.note:
        parts.append(quoted(found.note))
    return "\n".join(parts)


def _line(words: Words, found: Acquaintance) -> str:
    return f"{_who(found)} · {_next_on(words, found)}"


def _who(found: Acquaintance) -> str:
    relation = f" · {one_line(found.relation)}" if found.relation else ""
    return f"**{one_line(found.name)}**{relation}"


def _next_on(words: Words, found: Acquaintance) -> str:
    return words.t("{every}; next on {day}", every=words.t(EVERY[found.every]), day=words.date(found.due_on))


def _buttons(words: Words, found: Acquaintance) -> list[Button]:
    """Two rows: what one did, and what else there is to say of somebody."""
    likely = Kind.THANKED if found.owes_thanks else None
    did = [
        (primary if kind is likely else button)(f"touch:did:{found.id}:{kind.value}", words.t(label), mark)
        for kind, (label, mark) in DID.items()
    ]
    return [
        *did,
        button(f"keep:later:{found.id}", words.t("Later"), "🕓"),
        button(f"keep:received:{found.id}", words.t("They sent me a client"), "🎁"),
        button(f"keep:stop:{found.id}", words.t("Take off the list"), "🗑️"),
    ]


def _unlink(words: Words, found: Acquaintance) -> Button:
    return button(f"keep:unlink:{found.id}", words.t("That is somebody else"))


def _owed(words: Words, owed: Owed) -> tuple[str, list[Button]]:
    ago = discord.utils.format_dt(owed.at, "R")
    text = f"💬 {words.t(OWED[owed.kind], name=one_line(owed.name), ago=ago)}"
    wrote = [
        button(f"keep:word:{owed.user_id}:{kind.value}", words.t(DID[kind][0]), DID[kind][1])
        for kind in (Kind.WROTE, Kind.CALLED)
    ]
    if owed.kind is EntryKind.THANKS:
        return text, wrote
    return text, [primary(f"thank:open:{owed.user_id}", words.t("Say thank you"), "💚"), *wrote]


def _nobody(words: Words, found: Today) -> str:
    if not found.count:
        return words.t(
            "Your list is empty. /keep-in-touch add puts somebody on it, /keep-in-touch import many from a file of your phone."
        )
    return words.t("There is nobody for whom it is time today.")


def _said(words: Words, pressed: Pressed) -> list[str]:
    """What a press did, in one or two paragraphs."""
    found = pressed.found
    name, day = one_line(found.name), words.date(found.due_on)
    if pressed.done is Done.PUT_OFF:
        return [f"🕓 {words.t('{name} stands here again on {day}.', name=name, day=day)}"]
    if pressed.done is Done.TAKEN_OFF:
        said = words.t("{name} is off your list, and what stood there is deleted. It was:", name=name)
        return [f"🗑️ {said}\n{_about(words, found)}"]
    if pressed.done is Done.RECEIVED:
        return [f"🎁 {words.t('Noted for you alone. Say thanks to {name} now, not only when the job is done.', name=name)}"]
    if pressed.done is Done.UNLINKED:
        return [f"🌱 {words.t('Noted: {name} is not the member of that name.', name=name)}"]
    assert found.last_kind is not None, "a contact was noted"
    did = words.t(LAST[found.last_kind])
    said = [f"✅ {words.t('Noted: {name}, {what}. Next on {day}.', name=name, what=did, day=day)}"]
    return [*said, _line_to_ask(words, pressed)] if found.last_kind is Last.ASKED else said


def _line_to_ask(words: Words, pressed: Pressed) -> str:
    """A text to copy, in which the owner asks for whom they look for by their profile."""
    line = " ".join(pressed.line.split())
    if not line:
        return words.t("If you say in /profile edit whom you look for, a line to ask with stands here.")
    asks = words.t(
        "Hi {name}, I would like to meet more people like this: {line}. Who comes to your mind?",
        name=pressed.found.name.partition(" ")[0],
        line=shortened(line, LINE).rstrip("."),
    )
    return f"{words.t('A line to ask with, to copy:')}\n{quoted(asks)}"
