"""Which members of the sample group note that they met, in its eight weeks; days as in `history`."""

from __future__ import annotations

from bot.demo.plan import Talk

TALKS: tuple[Talk, ...] = (
    Talk(12, "ana", "bruno", 1),
    Talk(21, "camila", "marina", 0),
    Talk(30, "felipe", "gabriela", None),
    Talk(44, "bruno", "camila", 2),
    Talk(50, "ana", "larissa", 1),
    # The last waits: whoever looks at the page as Diego can confirm it.
    Talk(54, "bruno", "diego", None),
)
