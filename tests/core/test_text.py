"""What people type is cleaned, and refused with the name of the field."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused, Sentence
from bot.core.text import Field, clean, is_blank, key, plain, read, read_contact, shortened, sort_key

FIELD = Field("Your business", 20)
anything = st.text(st.characters(exclude_categories=[]), max_size=60)


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\u200d\ufe0f", "\u2800", "\u3164", "\u202e \u2066", "\n\t", "\u0301"])
def test_what_shows_nothing_is_refused_with_the_field(typed: str) -> None:
    assert is_blank(typed)
    with pytest.raises(Refused) as refusal:
        read(FIELD, typed)
    assert refusal.value.sentence.params["field"] == Sentence("Your business")


def test_an_optional_field_may_stay_empty() -> None:
    assert read(Field("Links", required=False), " \u200b ") == ""


@pytest.mark.parametrize("typed", ["Ж", "李", "é", "👩‍🍳", "שלום", "0"])
def test_every_script_is_welcome(typed: str) -> None:
    assert read(FIELD, typed) == typed


def test_too_long_names_field_length_and_limit() -> None:
    with pytest.raises(Refused) as refusal:
        read(FIELD, "x" * 21)
    assert refusal.value.sentence.params == {"field": Sentence("Your business"), "length": 21, "limit": 20}


@given(anything)
def test_clean_text_is_stable_and_harmless(typed: str) -> None:
    cleaned = clean(typed)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {"\u202e", "\u2066", "\x00"} & set(cleaned)
    cleaned.encode()  # no lone surrogate is left


@given(anything)
def test_keys_of_look_alikes_are_stable(typed: str) -> None:
    assert key(key(typed)) == key(typed)
    assert plain(plain(typed)) == plain(typed)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_have_the_key_that_any_text_has(typed: str) -> None:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold())
    assert key(typed) == plain(typed) == " ".join(folded.split())


def test_keys_fold_case_width_and_accents() -> None:
    assert key("ＡＤＶＯＧＡＤＯ  Ltda") == key("advogado ltda")
    assert plain("São João") == "sao joao"
    assert plain("Nguyễn Đức, ŁÓDŹ, Søren, Ægir, İstanbul, Işık, Þór, Œuvre, Straße") == (
        "nguyen duc, lodz, soren, aegir, istanbul, isik, thor, oeuvre, strasse"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "+55 11 98888-1234",
        "(11) 98888-1234",
        "maria@example.org",
        "example.org/maria",
        "https://x.co",
        "Ana, tel. 11 3333 4444",
        "@padaria_real",
    ],
)
def test_phones_mails_and_links_are_contacts(typed: str) -> None:
    assert read_contact(Field("Contact"), typed) == typed


@pytest.mark.parametrize("typed", ["nope", "@everyone", "call me", "12345", "a@b", "1" * 30])
def test_anything_else_is_no_contact(typed: str) -> None:
    with pytest.raises(Refused):
        read_contact(Field("Contact"), typed)


@given(st.text(max_size=50), st.integers(2, 40))
def test_shortened_never_exceeds_its_limit(text: str, limit: int) -> None:
    cut = shortened(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith("…")


@pytest.mark.parametrize(
    "names",
    [
        ["Álvaro Zé", "Bob Stone", "İva Kiss", "Ivan", "Özgür", "Zuleika Q"],
        ["Anna", "Ánna", "Annabel"],
        ["Æsa", "Łukasz", "Luz", "Øystein", "Ózzy"],
        ["Ana", "🌟 Bia", "“Caio”", "D'Ávila", "Davilo"],
        ["Ana", "Zé", "Ярослав", "محمد", "李"],
    ],
)
def test_people_are_sorted_by_their_letters(names: list[str]) -> None:
    shuffled = names[::-1]
    assert sorted(shuffled, key=sort_key) == names


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_two_texts_that_people_tell_apart_share_a_place(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (key(one) == key(other))


@pytest.mark.parametrize("gap", ["\n" * 300, "\n\u200b\n \n\t\n", "\n\n", "\n\u2800\n\u200b\n"])
def test_of_blank_lines_one_stays(gap: str) -> None:
    paragraph = Field("Your text", 400, multiline=True)
    found = read(paragraph, f"One{gap}two\nthree")
    assert [bool(line.strip("\u200b\u2800")) for line in found.splitlines()] == [True, False, True, True]
    assert read(paragraph, found) == found


def test_lines_stay_as_they_are() -> None:
    text = "- One\n- two\n\nThree\n  four"
    assert read(Field("Your text", 400, multiline=True), text) == text
