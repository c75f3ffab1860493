"""Stems that are kept in memory: of words, never of what may be a contact."""

import pytest

from bot.asks.matching.common import in_common
from bot.asks.matching.words import Said, Words, stems_as_written
from bot.core import stems
from bot.core.stems import Remembered, Stems
from bot.membership.members.model import Texts

OFFER = "Canarybread, “canarycakes” (canary-pies); canary@example.org, 98888-1234, +55 (11) 97777-0000 @canary canary1 wa.me/canary ①②③④"


def _itself(word: str) -> Stems:
    return frozenset({word})


@pytest.mark.parametrize("word", ["weddings", "café,", "“bread”", "e-commerce", "d'água", "(fast)", "-", ""])
def test_those_of_words_are_kept(word: str) -> None:
    kept = Remembered(_itself, 2)
    assert kept[word] == {word}
    assert list(kept) == [word]


@pytest.mark.parametrize(
    "word",
    ["98888", "98888-1234,", "(11)", "canary@example.org", "@canary", "canary1", "example.org", "wa.me/canary", "①②③④", "a_b"],
)
def test_those_of_what_may_be_a_contact_are_not(word: str) -> None:
    kept = Remembered(_itself, 2)
    assert kept[word] == {word}
    assert list(kept) == []


def test_no_more_are_kept_than_there_is_room_for() -> None:
    kept = Remembered(_itself, 2)
    assert [len(kept) for word in ("one", "two", "two", "three") if kept[word]] == [1, 2, 2, 1]


def test_no_contact_of_a_profile_stays_in_memory_after_a_comparison() -> None:
    baker = Texts(1, "Rosa", "Baker", "Rosa 3000", OFFER, OFFER, OFFER)
    in_common(baker, [baker])
    assert Said(baker).reasons(Words("canarybread 98888"))
    kept = [word for each in (stems.of, stems_as_written) for word in each.__self__ if "canary" in word.casefold()]
    assert {"canarybread", "Canarybread,", "“canarycakes”", "(canary-pies);"} <= set(kept)
    both = [word for each in (stems.of, stems_as_written) for word in each.__self__]
    assert [word for word in both if "@" in word or any(map(str.isnumeric, word))] == []


@pytest.mark.parametrize(("one", "other"), [("weddings", "wedding"), ("advogada", "advogados"), ("2027", "2027"), ("b2b", "b2b")])
def test_words_of_one_stem_are_the_same(one: str, other: str) -> None:
    assert stems.same(one, other)


@pytest.mark.parametrize(("one", "other"), [("2027", "2028"), ("b2b", "b2c"), ("a4s", "a4")])
def test_what_has_a_digit_has_no_ending(one: str, other: str) -> None:
    assert not stems.same(one, other)
