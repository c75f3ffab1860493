"""Draws the avatars of the people and the bot, so that the page makes no request to other hosts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from discord import Asset
from PIL import Image, ImageDraw, ImageFont

from bot.demo.simulator import CDN_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE = 128
COLOURS = ("#2f7f6e", "#8a5a83", "#b3673a", "#3d6fa5", "#7a7f2f", "#a04a5a")
ACCENT = "#2f7f6e"
HASH = "0" * 32
"""The avatar's hash, the same for everybody; the URL differs by the user's id."""
ADDRESSES = (f"{CDN_BASE}/avatars/{{user_id}}/{HASH}.png", f"{Asset.BASE}/avatars/{{user_id}}/{HASH}.png?size=1024")
"""The URLs by which simcord's page shows an avatar beside a name, and to which the bot's cards point."""


def assets(people: Iterable[tuple[int, str]], bot_id: int) -> dict[str, tuple[str, bytes]]:
    """The PNG of each person's initials and of the bot's sign, by the URLs in ADDRESSES."""
    drawn = {user_id: _initials(name, COLOURS[nth % len(COLOURS)]) for nth, (user_id, name) in enumerate(people)}
    drawn[bot_id] = _sign()
    return {
        address.format(user_id=user_id): (f"{user_id}.png", picture)
        for user_id, picture in drawn.items()
        for address in ADDRESSES
    }


def _initials(name: str, colour: str) -> bytes:
    words = name.split()
    image = Image.new("RGB", (SIZE, SIZE), colour)
    font = ImageFont.load_default(SIZE * 0.42)
    middle = (SIZE / 2, SIZE / 2)
    ImageDraw.Draw(image).text(middle, words[0][0] + words[-1][0], fill="white", font=font, anchor="mm")
    return _png(image)


def _sign() -> bytes:
    """The bot's sign: a speech bubble with a tick."""
    large = SIZE * 4  # drawn larger and scaled down, which smooths the edges
    image = Image.new("RGB", (large, large), ACCENT)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((96, 112, 416, 344), radius=72, fill="white")
    draw.polygon(((168, 320), (168, 424), (272, 320)), fill="white")
    draw.line(((184, 232), (236, 284), (336, 180)), fill=ACCENT, width=36, joint="curve")
    return _png(image.resize((SIZE, SIZE), Image.Resampling.LANCZOS))


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
