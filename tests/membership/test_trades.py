"""The catalogue keeps its rules, and whatever a trade is called leads to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import compared, key
from bot.membership import trades
from bot.membership.members.profile import SEAT
from bot.membership.trades import known, seat_key

LONGEST_NAME = 40
"""A directory's page buttons hold no longer one."""
LANGUAGES = ("en", "pt-BR")


def test_there_are_enough_and_each_has_both_languages() -> None:
    assert 200 <= len(trades.catalogue()) <= 300
    for trade in trades.catalogue():
        assert trade.id.isascii()
        assert trade.id.replace("_", "").islower()
        assert trade.english
        assert trade.portuguese


@pytest.mark.parametrize("tag", LANGUAGES)
def test_names_are_short_and_differ(tag: str) -> None:
    names = [trade.name(tag) for trade in trades.catalogue()]
    assert max(map(len, names)) <= min(LONGEST_NAME, SEAT.limit)
    assert len({compared(name) for name in names}) == len(names)
    assert not [name for name in names if name != name.strip() or ":" in name or not name[0].isupper()]


def test_no_word_belongs_to_two_trades_nor_twice_to_one() -> None:
    owners: dict[str, str] = {}
    for trade in trades.catalogue():
        for those in (trade.english, trade.portuguese):
            assert len({compared(words) for words in those}) == len(those), trade.id
        for words in map(compared, trade.synonyms):
            assert words
            assert owners.setdefault(words, trade.id) == trade.id, words


def test_an_id_leads_home_too_also_read_as_words() -> None:
    for trade in trades.catalogue():
        assert known(trade.id) is trade
        assert seat_key(trade.id.replace("_", " ")) == seat_key(trade.id) == trade.id


def test_each_word_leads_home_however_it_is_written() -> None:
    for trade in trades.catalogue():
        for words in trade.synonyms:
            for written in (words, f"  {words.upper()} ", words.replace(" ", "-"), compared(words), f"\u200f{words}\u200b"):
                assert known(written) is trade, written
                assert seat_key(written) == trade.id


def test_those_that_nearly_every_group_has_fit_into_one_list() -> None:
    assert len(set(trades.popular())) == len(trades.popular()) == 25


@pytest.mark.parametrize(
    ("texts", "seat"),
    [
        (
            ("Realtor", "REALTOR ", "real-estate agent", "corretor de imóveis", "Corretora de Imoveis", "ＲＥＡＬＴＯＲ"),
            "real_estate_agent",
        ),
        (("Lawyer", "advogada", "Advocacia"), "lawyer"),
        (("ﬂorist", "Florista", "floricultura"), "florist"),
        (("Cloud painter", " CLOUD  painter", "Cloud\u200b painter", "Ｃloud painter"), "cloud painter"),
        (("🐕 walker",), "🐕 walker"),
    ],
)
def test_texts_that_mean_one_seat_have_one_key(texts: tuple[str, ...], seat: str) -> None:
    assert {seat_key(text) for text in texts} == {seat}


def test_a_letter_of_another_script_stays_another_letter() -> None:
    assert seat_key("B\u0430ker") == "b\u0430ker"


@pytest.mark.parametrize(
    ("tag", "name"), [("pt-BR", "Fotografia"), ("pt", "Fotografia"), ("en", "Photographer"), ("de", "Photographer")]
)
def test_a_name_is_in_the_readers_language_or_english(tag: str, name: str) -> None:
    trade = known("fotógrafa")
    assert trade is not None
    assert trade.name(tag) == name


@given(st.text(max_size=80))
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    trade = known(text)
    assert seat_key(seat_key(text)) == seat_key(text) or trade is not None
    assert seat_key(key(text)) == seat_key(text)
