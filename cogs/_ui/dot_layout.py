"""Places dots with their names on a plane, so that dots with a line are near one another and no two boxes overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 7
"""The layout begins at places that this number determines, so that the same network is drawn as the same picture."""
FILLED, GROWS = 0.42, 1.15
"""Share of the plane that the boxes take at most, and by what its height grows until they fit."""
LOWEST = 360
"""Minimum height in pixels."""
ROUNDS = 300
"""How often all overlapping boxes are moved apart before the plane grows."""


class Box(Struct, frozen=True):
    """The size of a dot with its name, in pixels."""

    width: int
    height: int


def placed(boxes: Sequence[Box], lines: Sequence[tuple[int, int]], width: int) -> tuple[int, list[tuple[float, float]]]:
    """The height of a plane of that width, and the centre of each box on it; no two of them overlap."""
    import networkx as nx

    drawn = nx.Graph()
    drawn.add_nodes_from(range(len(boxes)))
    drawn.add_edges_from(lines)
    area = sum(box.width * box.height for box in boxes)
    height = max(LOWEST, round(area / FILLED / width))
    spots = nx.spring_layout(drawn, k=1.6 / max(len(boxes), 1) ** 0.5, iterations=100, seed=SEED)
    while True:
        centres = _spread([tuple(spots[number]) for number in range(len(boxes))], boxes, width, height)
        if _moved_apart(centres, boxes, width, height):
            return height, [(x, y) for x, y in centres]
        height = round(height * GROWS)


def _spread(spots: Sequence[Sequence[float]], boxes: Sequence[Box], width: int, height: int) -> list[list[float]]:
    """The layout spread over the plane by the order of its coordinates, so that no dot far from all others takes the room of many."""
    spread: list[list[float]] = [[], []]
    for axis, size in enumerate((width, height)):
        order = sorted(range(len(spots)), key=lambda number: (float(spots[number][axis]), number))
        step = size / max(len(order), 1)
        places = {number: (place + 0.5) * step for place, number in enumerate(order)}
        spread[axis] = [places[number] for number in range(len(spots))]
    centres = [[x, y] for x, y in zip(*spread, strict=True)]
    for centre, box in zip(centres, boxes, strict=True):
        _keep_inside(centre, box, width, height)
    return centres


def _moved_apart(centres: list[list[float]], boxes: Sequence[Box], width: int, height: int) -> bool:
    """Move overlapping boxes apart, each pair along the shorter way, until none overlap; False where ROUNDS do not suffice."""
    for _ in range(ROUNDS):
        is_free = True
        for one in range(len(boxes)):
            for other in range(one):
                gaps = _overlap(centres[one], centres[other], boxes[one], boxes[other])
                if gaps is not None:
                    is_free = False
                    axis = 0 if gaps[0] < gaps[1] else 1
                    way = 1 if centres[one][axis] >= centres[other][axis] else -1
                    centres[one][axis] += way * (gaps[axis] / 2 + 0.5)
                    centres[other][axis] -= way * (gaps[axis] / 2 + 0.5)
                    for number in (one, other):
                        _keep_inside(centres[number], boxes[number], width, height)
        if is_free:
            return True
    return False


def _overlap(one: Sequence[float], other: Sequence[float], box: Box, second: Box) -> tuple[float, float] | None:
    """By how much two boxes overlap in each direction; None where they do not."""
    across = (box.width + second.width) / 2 - abs(one[0] - other[0])
    down = (box.height + second.height) / 2 - abs(one[1] - other[1])
    return (across, down) if across > 0 and down > 0 else None


def _keep_inside(centre: list[float], box: Box, width: int, height: int) -> None:
    for axis, (half, size) in enumerate(((box.width / 2, width), (box.height / 2, height))):
        centre[axis] = min(max(centre[axis], half), size - half)
