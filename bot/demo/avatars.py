"""Pictures of the people and of the bot, drawn here: the page fetches nothing from outside."""

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
"""What stands for a picture in Discord's addresses. Ours are told apart by their owners."""
ADDRESSES = (f"{CDN_BASE}/avatars/{{user_id}}/{HASH}.png", f"{Asset.BASE}/avatars/{{user_id}}/{HASH}.png?size=1024")
"""Where simcord's page looks for the picture beside a name, and where a card of the bot points to."""


def assets(people: Iterable[tuple[int, str]], bot_id: int) -> dict[str, tuple[str, bytes]]:
    """Each person's initials and the bot's sign, by the addresses under which Discord and discord.py look for them."""
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
    """A speech bubble with a tick in it: a good word."""
    large = SIZE * 4  # drawn large and shrunk, for smooth edges
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
