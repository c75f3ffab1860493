"""The picture of a board: it shows what is counted, whatever people are called."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from cogs._ui import text_layout
from cogs._ui.board_image import BoardImage, Row
from cogs._ui.paper import ACCENT, INK, LONGEST_ALT, PAPER, QUIET, TRACK, colour
from cogs._ui.text_layout import ELLIPSIS, Type, line, typeset
from tests.fuzz import examples

HEAVIEST = 60_000
EVERYDAY = [
    "Ana María Ñandú-Łódź Åse Ørsted Șerban Ğül İpek Nguyễn Thị Ánh",
    "ÀÁÂÃÄÇÈÉÊËÌÍÎÏÒÓÔÕÖÙÚÛÜÝ àáâãäçèéêëìíîïòóôõöùúûüýÿ ßœæžščřďťňůęąłśćźżőű",
    "Дмитрий Іваненко Ђорђе Ўладзімір Ғалия Эъыё",
    "Γιώργος Παπαδόπουλος Άννα Ώρα ϊΰ",
    "★ ☆ ♥ ♡ ✓ ✔ ● ○ ■ ▲ ◆ → ← ♪ ☀ ☕ ⚡ ✨ ☎ ✉ ✈ ♠ ♣ ™ ® © № € £ ₿ ½ § † • · ° × “ ” « » – — …",
    "😀 🔥 🌟 👍 🎉 🐶 🇧🇷",
]
HARD = {
    "32 emoji": "👩🏽‍💻" * 32,
    "200 letters": "W" * 200,
    "zalgo": "Z" + "\u0334\u0321\u0327\u031b\u031c" * 20 + "algo",
    "other scripts": "田中太郎 محمد علي שרה नमस्ते",
    "blank": "\u3164",
    "turned around": "\u202eevil\u202c",
    "nothing": "",
    "unassigned": "\U000e1000\ud800\uffff",
}


def poster(*rows: Row) -> BoardImage:
    return BoardImage(
        "Harbour", "Who helped most members", "16–22 November 2026", rows, ("Equal numbers share a rank.",), "(see list)"
    )


def row(rank: int, name: str, number: int = 3) -> Row:
    return Row(rank, name, number, f"{number} members helped", "4 referrals")


def pixels(drawn: BoardImage) -> bytes:
    return Image.open(io.BytesIO(drawn.draw())).convert("RGBA").tobytes()


def test_pixels_differ_when_what_is_told_does_and_only_then() -> None:
    two = poster(row(1, "Ana", 3), row(2, "Bruno", 2))
    assert two.draw() == replace(two).draw(), "sent again it is the same picture"
    first, second = two.rows
    others = [
        replace(two, rows=(replace(first, number=4), second)),
        replace(two, rows=(replace(first, said="4 members helped"), second)),
        replace(two, rows=(replace(first, name="Åna"), second)),
        replace(two, rows=(first, replace(second, rank=1))),
        replace(two, group="Harbor"),
        replace(two, days="23–29 November 2026"),
        replace(two, footnotes=()),
    ]
    assert len({pixels(each) for each in (two, *others)}) == 1 + len(others)


@pytest.mark.parametrize("text", EVERYDAY)
def test_every_letter_of_everyday_names_is_in_a_font(text: str) -> None:
    runs = typeset(list(text))
    assert "".join(run.text for run in runs) == text
    for run in runs:
        missing = text_layout._looks(run.face, text_layout._NO_CHARACTER)
        for character in run.text.replace(" ", ""):
            assert text_layout._looks(run.face, character) != missing, f"no {character} in {run.face}"


@pytest.mark.parametrize("name", HARD.values(), ids=HARD)
def test_any_name_is_cut_to_its_room_and_leaves_the_rest_as_it_is(name: str) -> None:
    assert line(name, Type(35), 300).width <= 300
    image = Image.open(io.BytesIO(poster(row(1, name), row(2, "Bruno")).draw())).convert("RGBA")
    beside = Image.open(io.BytesIO(poster(row(1, "Ana"), row(2, "Bruno")).draw())).convert("RGBA")
    for box in ((0, 0, 1200, 200), (800, 216, 1200, 320), (0, 330, 1200, image.height)):
        assert image.crop(box).tobytes() == beside.crop(box).tobytes(), "nothing runs over what is around"


def test_what_no_font_has_gives_way_to_something_readable() -> None:
    assert [run.text for run in typeset(list("田中 Ana"))] == [f"{ELLIPSIS} Ana"]
    assert typeset(list("田中")) == ()
    assert [run.text for run in typeset(list("𝓐𝓷𝓪"))] == ["Ana"]
    assert pixels(poster(row(1, "田中"))) == pixels(poster(row(1, "金")))


@examples(25)
@given(st.text(max_size=40), st.integers(0, 600))
def test_no_text_is_wider_than_its_room(text: str, room: int) -> None:
    assert line(text, Type(28), room).width <= max(room, 40)


def test_it_reads_well_on_any_ground_and_weighs_little() -> None:
    full = poster(*(row(rank, f"Maximiliana Hohenlohe-Langenburg {rank}", 40 - rank) for rank in range(1, 11)))
    image = Image.open(io.BytesIO(full.draw()))
    assert len(full.draw()) < HEAVIEST
    assert image.width == 1200
    solid = image.convert("RGBA")
    corners = (0, 0, 1, 1), (1199, 0, 1200, 1), (0, image.height - 1, 1, image.height)
    assert all(solid.crop(corner).tobytes()[3] == 0 for corner in corners)
    assert solid.getpixel((60, 40)) == (*colour(PAPER), 255)
    for ink, ground in ((INK, PAPER), (QUIET, PAPER), (ACCENT, PAPER), (INK, TRACK)):
        assert contrast(colour(ink), colour(ground)) >= 4.5


def test_the_description_names_who_is_in_it_and_fits() -> None:
    full = poster(*(row(rank, "👩🏽‍💻" * 32) for rank in range(1, 11)))
    assert len(full.alt) <= LONGEST_ALT
    few = poster(row(1, "Ana"), row(1, "Bruno"))
    assert "1. Ana: 3 members helped, 4 referrals; 1. Bruno: 3 members helped" in few.alt
    assert poster(row(1, "*A\n*")).alt.count("*A *") == 1


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast of two colours, as the Web Content Accessibility Guidelines count it."""
    dark, light = sorted(
        sum(share * linear(part) for share, part in zip((0.2126, 0.7152, 0.0722), each, strict=True)) for each in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
