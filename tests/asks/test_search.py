"""Searching what a group asked, answered and told: what is found, in which order, and which question was answered before."""

import pytest

from bot.asks.matching.model import SEARCHED, Entry, EntryKind
from bot.asks.matching.search import answered_before, ranked

TAX = Entry(9, EntryKind.QUESTION, "Do I have to leave the simplified tax regime if I invoice more?", 1, is_helped=True)
TAX_ANSWER = Entry(3, EntryKind.ANSWER, "Only from 4.8 million on. Until then you stay in the simplified regime.", 1)
NOTARY = Entry(8, EntryKind.QUESTION, "Qual cartório atende sem fila em Pinheiros?", 1)
ROOMS = Entry(7, EntryKind.TIP, "Meeting rooms by the hour: the library rents them, with coffee.", 1)
VAN = Entry(6, EntryKind.NEED, "Somebody with a van for Saturday", 1)
ALL = [TAX, TAX_ANSWER, NOTARY, ROOMS, VAN]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("tax", [TAX]),
        ("simplified regime", [TAX, TAX_ANSWER]),
        ("meeting room", [ROOMS]),
        ("libary", [ROOMS]),
        ("cartorio", [NOTARY]),
        ("CARTÓRIOS", [NOTARY]),
        ("cartório sem fila no centro", [NOTARY]),
        ("van", [VAN]),
        ("4.8", [TAX_ANSWER]),
        ("unicorn", []),
        ("", []),
        ("   ", []),
        ("?", [TAX, NOTARY]),
    ],
)
def test_a_search_by_words(search: str, found: list[Entry]) -> None:
    assert ranked(search, ALL) == found


def test_newer_ones_come_first_where_they_fit_alike() -> None:
    twice = [Entry(number, EntryKind.TIP, "Print shop in Lapa", 1) for number in (5, 4, 3)]
    assert ranked("print shop", twice) == twice


def test_no_more_than_the_newest_are_searched() -> None:
    many = [Entry(number, EntryKind.TIP, "Parking", 1) for number in range(SEARCHED)]
    assert len(ranked("parking", [*many, Entry(-1, EntryKind.TIP, "Parking", 1)])) == SEARCHED


def test_meaning_finds_what_no_word_does_and_puts_words_first() -> None:
    likeness = [0.1, 0.05, 0.2, 0.6, 0.24]
    assert ranked("a place for a workshop", ALL, likeness) == [ROOMS]
    assert ranked("van", ALL, likeness) == [VAN, ROOMS]
    assert ranked("a place for a workshop", ALL, [-0.4] * 5) == []


@pytest.mark.parametrize(
    "question",
    [
        "Must I leave the simplified regime when I invoice more?",
        "simplified tax regime",
        "Leaving the simplified tax regime: from which invoices on?",
    ],
)
def test_a_question_that_was_answered_is_found_again(question: str) -> None:
    assert answered_before(question, ALL) == TAX


@pytest.mark.parametrize(
    "question",
    ["", "Do I have to?", "Which regime for my diet?", "Qual cartório atende em Pinheiros?", "Meeting rooms by the hour"],
)
def test_another_question_or_one_without_an_answer_is_not(question: str) -> None:
    """The notary's question has no answer that helped, and a tip is no question."""
    assert answered_before(question, ALL) is None


def test_by_meaning_the_same_question_in_other_words_is_found() -> None:
    asked = "Quando deixo de ser Simples?"
    assert answered_before(asked, ALL, [0.65, 0.9, 0.9, 0.9, 0.9]) == TAX
    assert answered_before(asked, ALL, [0.55, 0.9, 0.9, 0.9, 0.9]) is None


def test_the_likeliest_of_several_is_taken() -> None:
    other = Entry(1, EntryKind.QUESTION, "Which simplified regime is for bakeries?", 1, is_helped=True)
    assert answered_before("Is the simplified tax regime for invoices?", [other, TAX]) == TAX
