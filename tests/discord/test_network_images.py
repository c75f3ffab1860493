"""The picture of the network: no two names overlap, any name is drawn or has its number, and it is loaded where it is drawn."""

from __future__ import annotations

import io
import subprocess
import sys

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from cogs._ui.dot_layout import Box, placed
from cogs._ui.drawing import Drawing
from cogs._ui.network_image import DOT, LETTERS, LINE, ROOM, NetworkImage
from cogs._ui.paper import INK, LONGEST_ALT, MARGIN, PAPER, WIDTH, colour
from tests.discord.test_board_images import EVERYDAY, HARD, contrast
from tests.fuzz import examples

ROOM_FOR_DOTS = WIDTH - 2 * MARGIN
FORTY = 40
HEAVIEST = 300_000


def network(*names: str, lines: tuple[tuple[int, int], ...] = ()) -> NetworkImage:
    return NetworkImage("Harbour", "The network", "all time", names, lines, ("3 more members are not in it.",))


def every_pair(count: int) -> tuple[tuple[int, int], ...]:
    return tuple((one, other) for other in range(count) for one in range(other))


@examples(40)
@given(
    st.lists(st.integers(DOT, ROOM), min_size=1, max_size=FORTY),
    st.lists(st.tuples(st.integers(0, FORTY - 1), st.integers(0, FORTY - 1)), max_size=120),
)
@example([ROOM] * FORTY, [])
@example([ROOM] * FORTY, list(every_pair(FORTY)))
@example([ROOM] * FORTY, [(0, other) for other in range(1, FORTY)])
@example([DOT], [])
def test_no_two_names_overlap_and_all_are_inside(widths: list[int], lines: list[tuple[int, int]]) -> None:
    boxes = [Box(width + 12, DOT + LETTERS + 12) for width in widths]
    drawn = [pair for pair in lines if max(pair) < len(boxes) and pair[0] != pair[1]]
    height, centres = placed(boxes, drawn, ROOM_FOR_DOTS)
    assert len(centres) == len(boxes)
    for one, (x, y) in enumerate(centres):
        assert boxes[one].width / 2 <= x <= ROOM_FOR_DOTS - boxes[one].width / 2
        assert boxes[one].height / 2 <= y <= height - boxes[one].height / 2
        for other in range(one):
            across = abs(x - centres[other][0]) >= (boxes[one].width + boxes[other].width) / 2
            down = abs(y - centres[other][1]) >= (boxes[one].height + boxes[other].height) / 2
            assert across or down, (one, other)
    assert (height, centres) == placed(boxes, drawn, ROOM_FOR_DOTS), "drawn again it is the same"


def test_any_name_is_drawn_and_none_makes_another_picture_of_what_is_told() -> None:
    names = [*EVERYDAY, *HARD.values()]
    drawn = network(*names, lines=every_pair(len(names))).draw()
    assert Image.open(io.BytesIO(drawn)).width == WIDTH
    assert network("田中", "Ana").draw() == network("金", "Ana").draw(), "what no font has is its number in the list"
    assert network("Ana", "田中").draw() != network("田中", "Ana").draw()


def test_pixels_differ_when_what_is_told_does_and_only_then() -> None:
    two = network("Ana", "Bruno", lines=((0, 1),))
    others = [
        replace(two, lines=()),
        replace(two, names=("Ana", "Åna")),
        replace(two, group="Harbor"),
        replace(two, days="this week"),
        replace(two, notes=()),
    ]
    assert two.draw() == replace(two).draw()
    assert len({each.draw() for each in (two, *others)}) == 1 + len(others)


def test_it_reads_well_on_any_ground_and_weighs_little() -> None:
    full = network(*(f"Maximiliana Hohenlohe {number}" for number in range(FORTY)), lines=every_pair(FORTY))
    image = Image.open(io.BytesIO(full.draw()))
    assert len(full.draw()) < HEAVIEST
    solid = image.convert("RGBA")
    assert solid.getpixel((0, 0))[3] == 0
    assert solid.getpixel((MARGIN, 40)) == (*colour(PAPER), 255)
    assert contrast(colour(INK), colour(PAPER)) >= 4.5
    assert contrast(colour(LINE), colour(PAPER)) >= 3, "https://www.w3.org/TR/WCAG22/#non-text-contrast"


def test_the_description_has_dots_lines_and_others_and_fits() -> None:
    few = network("Ana", "B\nruno", "Caio", lines=((0, 2), (1, 2)))
    assert few.alt == "The network (all time): Ana, B runo, Caio. Ana – Caio; B runo – Caio. 3 more members are not in it."
    assert len(network(*["👩🏽‍💻" * 32] * FORTY, lines=every_pair(FORTY)).alt) <= LONGEST_ALT


async def test_it_is_drawn_in_the_process_that_draws() -> None:
    drawing = Drawing()
    try:
        assert await drawing.drawn(network("Ana", "Bruno")) == network("Ana", "Bruno").draw()
    finally:
        await drawing.close()


def test_the_bot_itself_loads_nothing_of_what_lays_the_dots_out() -> None:
    code = (
        "import sys, bot.app, bot.features, cogs.activity, cogs._ui.network_image\n"
        "assert not {'networkx', 'numpy', 'PIL'} & sys.modules.keys(), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
