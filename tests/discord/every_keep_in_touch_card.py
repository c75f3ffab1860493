"""Every card and form of keep-in-touch, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ledger.model import EntryKind
from bot.referrals.daily_job import MOST_ITEMS, Item, Reminder
from bot.relationships.keep_in_touch.importing import SHOWN, Found
from bot.relationships.keep_in_touch.model import (
    ITEM,
    MOST,
    MOST_DUE,
    NAME,
    NOTE,
    RELATION,
    Acquaintance,
    Every,
    Last,
    Owed,
    Today,
)
from bot.relationships.keep_in_touch.service import Done, Kept, Pressed
from cogs._ui import morning_list
from cogs.keep_in_touch import cards, importing
from tests.discord.longest import COUNT, ID, NONCE, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord import ui

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    def one(number: int = 0) -> Acquaintance:
        texts = made.field(NAME), made.field(RELATION), made.field(NOTE)
        name, relation, note = texts
        day = NOON.date()
        return Acquaintance(
            ID - number, ID, ID, name, Every.QUARTER, day, relation, note, ID, day, Last.ASKED, COUNT, day, owes_thanks=True
        )

    def today(owed: int) -> Today:
        words_owed = tuple(Owed(ID - number, made.name(), EntryKind.INTRODUCTION, NOON) for number in range(owed))
        return Today(ID, words_owed, tuple(one(number) for number in range(MOST_DUE - owed)), COUNT)

    def pressed(done: Done) -> Card:
        return cards.pressed_card(words, Pressed(done, one(MOST_DUE), today(0), made.text(400, multiline=True)))

    def listed() -> Card:
        items = tuple(Item(ITEM, one(number)) for number in range(MOST_ITEMS))
        return morning_list.morning_card(words, Reminder(ID, NOON, (), items), made.text(100), {ITEM: cards.due_this_morning})

    def found(*, added: bool) -> Card:
        people = tuple((20_000 - number, made.field(NAME)) for number in range(SHOWN))
        names = tuple(made.field(NAME) for _ in range(MOST)) if added else ()
        return importing.found_card(words, Found(NONCE, COUNT, COUNT, people, more=True, typed=made.text(60), added=names))

    return {
        "keep in touch, found": lambda: found(added=False),
        "keep in touch, added": lambda: found(added=True),
        "keep in touch, nobody found": lambda: importing.found_card(words, Found(NONCE, COUNT, 0, typed=made.text(60))),
        "keep in touch today": lambda: cards.today_card(words, today(0)),
        "keep in touch, words owed": lambda: cards.today_card(words, today(2)),
        "keep in touch, nobody": lambda: cards.today_card(words, Today(ID, (), (), 0)),
        "keep in touch, kept": lambda: cards.kept_card(words, Kept(one(), is_new=True)),
        "keep in touch, changed": lambda: cards.kept_card(words, Kept(one())),
        "keep in touch, one": lambda: cards.person_card(words, one()),
        "keep in touch, list": lambda: cards.list_card(words, [one(number) for number in range(MOST)], 1),
        "keep in touch, empty list": lambda: cards.list_card(words, [], 0),
        "keep in touch, morning": listed,
        **{f"keep in touch, {done.name}": lambda done=done: pressed(done) for done in Done},
    }


def forms_of(words: Words, made: Longest) -> dict[str, Callable[[], ui.Modal]]:
    return {
        "keep in touch, search": lambda: importing.search_form(
            words, f"{importing.FORM}:{NONCE}:{NONCE}", {"search": made.text(60)}
        )
    }
