"""How a message's room is shared, and where a text is cut."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.graphemes import graphemes
from bot.core.text import beginning, longest_shown, units
from cogs._ui.cards import Card, button
from cogs._ui.limits import COMPONENTS, TEXT, TooMuch, checked_id
from cogs._ui.room import Listing, Prose, Rows, shared
from cogs._ui.text import cut, one_line, quoted, safe_text
from tests.discord.longest import FAMILY, FILLS
from tests.fuzz import examples

odd = st.lists(st.sampled_from(FILLS) | st.text(max_size=9), max_size=40).map("".join)
long = st.tuples(st.sampled_from(FILLS), st.integers(1, 3000)).map(lambda each: each[0] * (each[1] // len(each[0]) + 1))
shown = st.one_of(odd.map(safe_text), odd.map(lambda text: f"**{one_line(text)}** <t:1767225600:D>\n{quoted(text)}"), long)


def test_an_emoji_is_two_units() -> None:
    assert [units(text) for text in ("", "abc", "é李", "🎉", FAMILY, "x\ud83c")] == [0, 3, 2, 2, 11, 2]


@given(odd, st.integers(0, 60))
def test_a_beginning_ends_between_graphemes_and_could_not_be_longer(text: str, limit: int) -> None:
    begun = beginning(text, limit)
    assert units(begun) <= limit
    whole = graphemes(text)
    parts = graphemes(begun)
    assert whole[: len(parts)] == parts
    assert len(parts) == len(whole) or units(begun + whole[len(parts)]) > limit


@given(odd)
def test_no_text_is_shown_longer_than_it_is_taken_for(text: str) -> None:
    assert units(one_line(text)) <= longest_shown(text)


@given(shown, st.integers(0, 300))
def test_a_cut_text_fits_and_leaves_nothing_open(text: str, room: int) -> None:
    short = cut(text, room)
    assert units(short) <= room
    if short == text or not room:
        return
    body = short.removesuffix("**").removesuffix("…")
    assert "…" in short
    assert text.startswith(body)
    trailing = len(body) - len(body.rstrip("\\"))
    assert trailing % 2 == 0, "a backslash escapes the sign after it, or itself"
    bold = len(re.findall(r"\*\*", re.sub(r"\\.|https?://\S*", "", short, flags=re.DOTALL)))
    assert bold % 2 == 0 or "*" in text.replace("\\*", "").removeprefix("**"), "a text of ours closes what it opens"


@pytest.mark.parametrize(
    ("text", "room", "kept"),
    [
        ("short", 5, "short"),
        ("short", 0, ""),
        ("longer", 1, "…"),
        ("longer", 4, "lon…"),
        ("a **bold name** b", 12, "a **bold…**"),
        ("a **bold**", 5, "a…"),
        ("a \\*\\*b", 4, "a…"),
        ("a \\*\\*b", 5, "a \\*…"),
        ("see https://a.example/long", 15, "see…"),
        ("at <t:1767225600:D> it", 12, "at…"),
        ("> one\n> two", 9, "> one…"),
        ("one\n-# two", 7, "one…"),
        (f"{FAMILY}{FAMILY}", 20, f"{FAMILY}…"),
        ("🇧🇷🇧🇷", 7, "🇧🇷…"),
    ],
)
def test_where_a_text_is_cut(text: str, room: int, kept: str) -> None:
    assert cut(text, room) == kept


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=30), st.integers(30, 4000))
def test_room_is_shared_max_min_fairly(wants: list[int], room: int) -> None:
    got = [units(text) for text in shared([Prose("x" * want) for want in wants], room)]
    assert sum(got) <= room
    if sum(wants) <= room:
        assert got == wants
    else:
        level = max(got)
        assert all(has == want or has >= level - 2 for has, want in zip(got, wants, strict=True)), "only the longest are cut"


@given(st.lists(odd.map(one_line), max_size=20), st.integers(0, 99), st.integers(1, 400))
def test_a_list_tells_of_all_that_it_leaves_out(entries: list[str], unlisted: int, room: int) -> None:
    listing = Listing("**Who**", entries, lambda count: f"and {count} more", unlisted=unlisted)
    for fitted in (listing.whole, listing.within(room)):
        assert fitted == listing.whole or units(fitted) <= room
        named = listing.named_in(fitted)
        if room > 40 and named + (more := len(entries) - named + unlisted) and more:
            assert fitted.endswith(f"and {more} more")


@given(st.lists(odd.map(one_line), min_size=1, max_size=9), st.integers(200, 400))
def test_every_row_stays(rows: list[str], room: int) -> None:
    fitted = Rows("**All**", [Prose(f"{number}: {row}") for number, row in enumerate(rows)]).within(room)
    assert units(fitted) <= room
    assert all(f"\n{number}:" in fitted for number in range(len(rows)))


part = st.one_of(
    st.tuples(st.sampled_from(["text", "title", "small"]), long | odd),
    st.tuples(st.just("lines"), st.lists(odd, max_size=30)),
    st.tuples(st.just("rows"), st.lists(odd, max_size=30)),
)


@examples(60)
@given(st.lists(part, max_size=30))
def test_whatever_is_put_into_a_card_it_keeps_the_limits(parts: list[tuple[str, str | list[str]]]) -> None:
    card = Card()
    for kind, what in parts:
        if isinstance(what, str):
            getattr(card, kind)(what)
        elif kind == "lines":
            card.lines("**Who**", what, more=lambda count: f"-# and {count} more")
        else:
            card.rows("**Who**", what)
        assert sum(map(units, card.texts)) == TEXT - card.room <= TEXT
        assert all(card.texts)


def test_headings_and_footnotes_are_whole_however_long_the_rest_is() -> None:
    card = Card().title("Who").text("x" * 9000).rows("", ["y" * 5000, "z"]).small("Only you see this.")
    told = card.texts
    assert (told[0], told[-1]) == ("### Who", "-# Only you see this.")
    assert told[2].endswith("…\nz")
    assert card.room in range(3)


def test_what_can_not_be_cut_is_refused_where_it_is_made() -> None:
    card = Card()
    for number in range(COMPONENTS // 2 - 1):
        card.buttons([button(f"a:b:{number}", "Press")])
    with pytest.raises(TooMuch):
        card.buttons([button("a:b:c", "Press")])
    assert checked_id("a:" + "🎉" * 49)
    with pytest.raises(TooMuch):
        button("a:" + "🎉" * 50, "Press")
