"""Names that a reader may take for one another."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookalikes import shape, told_apart
from tests.fuzz import examples


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bruno Silva", "bruno  silva"),
        ("Ana", "Аnа"),  # Cyrillic
        ("ANA", "ΑΝΑ"),  # Greek
        ("Ana", "Ana\u200b"),
        ("Ana", "A\u200dna\u2060"),
        ("João", "Joao"),
        ("Ilda", "lIda"),
        ("Bia 10", "Bia lO"),
        ("Carna", "Cama"),
        ("Ana", "𝐀𝐧𝐚"),  # mathematical letters
        ("Ana", "**Ana**"),
        ("O'Brien", "O’Brien"),
        *(("Bruno", each) for each in ("Brunօ", "Bruոo", "ꓐruno", "ʙruno", "Brսno", "Ᏼruno", "Brunᴏ", "Вruпо".replace("п", "n"))),
        *(("Bruno", f"Bruno{unseen}") for unseen in ("\u180e", "\u2800", "\u3164", "\uffa0", "\u115f", "\U000e0020")),
    ],
)
def test_they_look_alike(one: str, other: str) -> None:
    assert shape(one) == shape(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "Anna"), ("Bruno", "Bruna"), ("Rui", "Rita"), ("李明", "李月"), ("Лена", "Лёля")]
)
def test_they_do_not(one: str, other: str) -> None:
    assert shape(one) != shape(other)


@examples(200)
@given(st.text(st.characters(max_codepoint=127), max_size=12))
def test_what_is_seen_of_ascii_is_what_any_text_would_be_compared_by(name: str) -> None:
    same = "\u200b" + name
    assert unicodedata.normalize("NFKC", same).isascii() is False, "a character that is not seen leads it the longer way"
    assert shape(name) == shape(same)


def test_only_those_who_look_alike_have_their_trade_beside_them() -> None:
    people = [
        (1, "Ana", "Lawyer"),
        (2, "Аnа", "Baker"),
        (3, "Caio", "Photographer"),
        (-4, "A former member", ""),
        (-5, "A former member", ""),
    ]
    assert told_apart(people) == {1: "Ana (Lawyer)", 2: "Аnа (Baker)", 3: "Caio", -4: "A former member", -5: "A former member"}
