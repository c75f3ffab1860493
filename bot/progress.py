"""How far long work has come: counted, and shown on standard error at least every two seconds."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

EVERY = 2.0
"""Seconds between two lines where standard error is no terminal. Work that is done sooner writes none."""
ON_TERMINAL = 0.2
"""Seconds between two changes of the one line of a terminal."""
ERASE_LINE = "\r\x1b[K"
"""Carriage return and Erase in Line (ECMA-48, 8.3.41)."""


class Progress:
    """A counter that may be advanced in any thread. As a context manager it is shown, from a thread of its own.

    The thread writes also while a single step takes long, so that a silence always means a process that hangs. `total` is None
    where it is not known. `what` follows the numbers: “1,200 of 5,000 rows copied”.
    """

    def __init__(self, total: int | None, what: str, *, stream: TextIO | None = None) -> None:
        self.total, self.what, self.done = total, what, 0
        self.waits_for = ""
        """What the work waits for, as shown in parentheses; "" while it goes on."""
        self._growing: Path | None = None
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._show, name="progress", daemon=True)

    def advance(self, by: int = 1) -> None:
        """Count `by` more as done; what the work waited for has come."""
        with self._lock:
            self.done += by
            self.waits_for = ""

    def begin(self, total: int | None, what: str) -> None:
        """Go on to the next part of the work, counted from 0."""
        with self._lock:
            self.total, self.what, self.done, self.waits_for = total, what, 0, ""

    def follow(self, file: Path) -> None:
        """Take the size of a file that is being written, in bytes, for what is done."""
        with self._lock:
            self._growing = file

    def wait(self, reason: str) -> None:
        """Show what the work waits for, until it advances."""
        with self._lock:
            self.waits_for = reason

    def __str__(self) -> str:
        with self._lock:
            if self._growing is not None and self._growing.exists():
                self.done = self._growing.stat().st_size
            counted = f"{self.done:,} {self.what}" if self.total is None else f"{self.done:,} of {self.total:,} {self.what}"
            return f"{counted} ({self.waits_for})" if self.waits_for else counted

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()
        if self._is_terminal:
            self._write(ERASE_LINE)

    def _show(self) -> None:
        start, end, every = (ERASE_LINE, "", ON_TERMINAL) if self._is_terminal else ("", "\n", EVERY)
        while not self._ended.wait(every):
            self._write(f"{start}{self}{end}")

    def _write(self, text: str) -> None:
        """Write at once; without an error where nobody reads standard error any more, for the work goes on."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # a closed pipe, a closed stream
            self._ended.set()
