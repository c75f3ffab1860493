"""Run as a program: draws the pictures that it reads from standard input, and writes their PNGs to standard output.

A request is its length (LENGTH) and a pickled picture; only the bot writes them. An answer is whether drawing failed and its length
(ANSWER), and the PNG or the error's type and lines of code. The program ends with its standard input, so also where the bot was killed.
"""

from __future__ import annotations

import pickle
import signal
import struct
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cogs._ui.illustration import Picture

LENGTH, ANSWER = struct.Struct(">I"), struct.Struct(">?I")


def main() -> None:
    """Answer requests until standard input ends."""
    sys.path.insert(0, str(Path(__file__).parents[2]))  # a pickled picture names its module, which is imported then
    # Ctrl-C in a terminal reaches the whole process group; the bot then ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := requests.read(LENGTH.size):
        failed, answer = _answer(requests.read(*LENGTH.unpack(head)))
        answers.write(ANSWER.pack(failed, len(answer)) + answer)
        answers.flush()


def _answer(request: bytes) -> tuple[bool, bytes]:
    try:
        picture: Picture = pickle.loads(request)  # noqa: S301 - the bot's own, and nobody else holds the other end of the pipe
        return False, picture.draw()
    except Exception as problem:  # noqa: BLE001 - told to the bot, which logs it
        # Without its message, which may quote a member's name.
        return True, f"{type(problem).__qualname__}\n{''.join(traceback.format_tb(problem.__traceback__))}".encode()


if __name__ == "__main__":
    main()
