"""Run as a program: the command line, killed by SIGKILL before its n-th statement on either engine; 0 only counts them.

killed_at.py N FILE WORDS...   writes the number of statements into FILE
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

SQLITE = {"execute", "executemany", "fetchmany"}
POSTGRES = {"execute", "fetch", "fetchval", "fetchrow", "copy_records_to_table"}


def main(number: int, counts: Path, words: list[str]) -> None:
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


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
