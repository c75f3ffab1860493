"""Line charts as SVG (https://www.w3.org/TR/SVG11/), both axes logarithmic."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

WIDTH, HEIGHT = 760, 340
LEFT, RIGHT, TOP, BOTTOM = 56, 200, 34, 44
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d1f", "#56b4e9", "#444444", "#e69f00", "#7b3294", "#999999")
"""The first eight after Okabe and Ito, who chose them for all kinds of colour vision (https://jfly.uni-koeln.de/color/)."""
LABEL_APART = 14
"""Least distance between the labels of two lines, in pixels."""


def draw(path: Path, title: str, across: str, at: Sequence[float], lines: Mapping[str, Sequence[float]]) -> None:
    """Write a chart of at most ten lines over the same positive values `at`; `across` names these values."""
    every = [value for line in lines.values() for value in line]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(value / at[0]) / math.log(at[-1] / at[0])

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (math.log10(value) - low) / (high - low)

    parts = [_text(LEFT, 18, title, "font-weight='bold'")]
    for power in range(low, high + 1):
        parts += [_line(LEFT, y(10**power), WIDTH - RIGHT, y(10**power)), _right(LEFT - 6, y(10**power) + 4, f"{10.0**power:g}")]
    for value in at:
        parts += [_line(x(value), TOP, x(value), HEIGHT - BOTTOM), _middle(x(value), HEIGHT - BOTTOM + 16, f"{value:,g}")]
    parts += [_middle((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across)]
    labels = _spread({name: y(line[-1]) for name, line in lines.items()})
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        points = " ".join(f"{x(value):.1f},{y(measured):.1f}" for value, measured in zip(at, line, strict=True))
        parts.append(f"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2'/>")
        parts.append(_text(WIDTH - RIGHT + 8, labels[name] + 4, f"{name}, {line[-1]:.3g}", f"fill='{colour}'"))
    style = "font-family='sans-serif' font-size='12'"
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' {style}>"
    ground = "<rect width='100%' height='100%' fill='white'/>"
    path.write_text("\n".join([head, ground, *parts, "</svg>"]) + "\n", encoding="utf-8")


def _spread(wanted: Mapping[str, float]) -> dict[str, float]:
    """Places near the wanted ones, far enough from each other."""
    placed: dict[str, float] = {}
    last = -math.inf
    for name, place in sorted(wanted.items(), key=lambda each: each[1]):
        placed[name] = last = max(place, last + LABEL_APART)
    return placed


def _line(left: float, top: float, right: float, bottom: float) -> str:
    return f"<path d='M{left:.1f} {top:.1f}L{right:.1f} {bottom:.1f}' stroke='#ddd'/>"


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {more}>{escape(text)}</text>"


def _middle(x: float, y: float, text: str) -> str:
    return _text(x, y, text, "text-anchor='middle'")


def _right(x: float, y: float, text: str) -> str:
    return _text(x, y, text, "text-anchor='end'")
