"""The command line in a process that is killed (SIGKILL) before its n-th statement on either engine; `tests.forked` runs it."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

SQLITE = {"execute", "executemany", "fetchmany"}
POSTGRES = {"execute", "fetch", "fetchval", "fetchrow", "copy_records_to_table"}


def main(number: int, counts: Path, words: list[str]) -> None:
    """Write the number of statements into the file `counts`; they are only counted where `number` is 0."""
    seen = 0

    def look(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal seen
        if event == "c_call":
            is_statement = argument.__name__ in SQLITE and type(argument.__self__).__module__ == "sqlite3"
        else:
            code = frame.f_code
            is_statement = event == "call" and code.co_name in POSTGRES and code.co_filename.endswith("asyncpg/connection.py")
        if is_statement:
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    from bot.__main__ import cli

    sys.setprofile(look)
    try:
        cli(words)
    finally:
        sys.setprofile(None)
        counts.write_text(str(seen))
