"""Pictures that notify a file of each time that they are drawn, and what becomes of their process. Without imports that take long."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from cogs._ui.board_image import BoardImage


@dataclass(frozen=True)
class Noting:
    """Writes its process's id into a file, and is that id as text."""

    file: str
    alt: str = ""

    def draw(self) -> bytes:
        with Path(self.file).open("a", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
        return f"{self.alt} {os.getpid()}".encode()


class Failing(Noting):
    """Raises an error that quotes its text."""

    def draw(self) -> bytes:
        super().draw()
        raise MemoryError(self.alt)


class Deadly(Noting):
    """Kills the process that draws it."""

    def draw(self) -> bytes:
        super().draw()
        os.kill(os.getpid(), signal.SIGKILL)
        return b""


class OnceDeadly(Noting):
    """Kills the first process that draws it."""

    def draw(self) -> bytes:
        if not Path(self.file).exists():
            super().draw()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().draw()


class Endless(Noting):
    """Is never done."""

    def draw(self) -> bytes:
        super().draw()
        while True:
            signal.pause()


class FailingBoard(BoardImage):
    def draw(self) -> bytes:
        raise MemoryError


class DeadlyBoard(BoardImage):
    def draw(self) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b""
