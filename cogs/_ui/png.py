"""Writes a picture of at most sixteen colours as a PNG (https://www.w3.org/TR/png/).

Pillow compresses with the interpreter lock held, so the event loop would wait; `zlib.compress` releases it.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

BITS, INDEXED = 4, 3
PACKED = 4
"""zlib's compression level; higher ones take much longer for slightly smaller files."""


def png(image: Image, colours: Sequence[tuple[int, ...]], alphas: bytes) -> bytes:
    """The PNG of an image whose pixels are indexes of `colours`; `alphas` are the opacities of the first of these."""
    head = struct.pack(">IIBBBBB", image.width, image.height, BITS, INDEXED, 0, 0, 0)
    palette = bytes(part for colour in colours for part in colour)
    image.putpalette(palette)
    pixels = image.tobytes("raw", "P;4")
    row = (image.width * BITS + 7) // 8
    # Each scanline begins with its filter type, 0 for none (PNG specification, section 9); filters gain little on indexed pixels.
    unfiltered = b"".join(b"\0" + pixels[start : start + row] for start in range(0, len(pixels), row))
    chunks = (
        (b"IHDR", head),
        (b"PLTE", palette),
        (b"tRNS", alphas),
        (b"IDAT", zlib.compress(unfiltered, PACKED)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    # Length of the data, type, data, and a CRC over type and data (PNG specification, section 5.3).
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
