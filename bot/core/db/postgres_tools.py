"""PostgreSQL's own programs, pg_dump and pg_restore: found, of a version that fits the server, and called without a password in their words.

https://www.postgresql.org/docs/current/app-pgdump.html, https://www.postgresql.org/docs/current/app-pgrestore.html
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from bot.core.db import backup, programs
from bot.core.db.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path
    from urllib.parse import SplitResult

UNDERSTOOD = {"host", "port", "user", "dbname", "sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "passfile"}
"""Options of an address that libpq knows too. asyncpg takes others for settings of the session; libpq refuses them
(https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
"""
BACKSLASH = "\\"
"""Escapes itself and a colon in a password file (https://www.postgresql.org/docs/current/libpq-pgpass.html)."""
_COPY = re.compile(rb"COPY (?:\w+\.)?\"?(\w+)\"? .*FROM stdin;\n")


@contextmanager
def address(url: str, database: str | None = None) -> Generator[str]:
    """The address for libpq, whose password is in a file that exists as long as the context, with mode 0600.

    `database` replaces the one that is named.
    """
    parts = urlsplit(url)
    user, _, hosts = parts.netloc.rpartition("@")
    named, _, password = user.partition(":")
    options = parse_qsl(parts.query)
    password = dict(options).get("password", unquote(password))
    kept = [(key, value) for key, value in options if key in UNDERSTOOD]
    with tempfile.NamedTemporaryFile("w", prefix="goodword-", encoding="utf-8") as file:
        if password:
            file.write(f"*:*:*:*:{password.replace(BACKSLASH, BACKSLASH * 2).replace(':', BACKSLASH + ':')}\n")
            file.flush()
            kept.append(("passfile", file.name))
        netloc = f"{named}@{hosts}" if named else hosts
        path = f"/{quote(database)}" if database else parts.path
        yield joined(parts._replace(netloc=netloc, query=urlencode(kept), path=path))


def joined(parts: SplitResult) -> str:
    """The address of its parts. Not `urlunsplit`, which leaves the “//” out where there is no host, as with a socket of this machine."""
    return f"{parts.scheme}://{parts.netloc}{parts.path}{parts.query and f'?{parts.query}'}"


async def find(program: str, server_version: int) -> str:
    """The path of a program that is at least as new as the server (major version). Raises StoreError with what is missing."""
    path = shutil.which(program)
    package = f"PostgreSQL's client programs of version {server_version} or newer (Debian: postgresql-client-{server_version})"
    if path is None:
        raise StoreError(f"{program} is not installed, and a PostgreSQL store is copied and put back by it. Install {package}.")
    try:
        said = (await programs.run(path, "--version")).output.decode(errors="replace")
    except OSError as problem:
        raise StoreError(f"{path} can't be run ({problem}). Install {package}.") from problem
    number = re.search(r"\(PostgreSQL\) (\d+)", said)
    if number is None or int(number[1]) < server_version:
        raise StoreError(
            f"{path} is version {number[1] if number else 'unknown'}, but the server is {server_version}, and it refuses a server that is"
            f" newer than itself. Install {package}, and put it first on PATH."
        )
    return path


async def dump(pg_dump: str, url: str, snapshot: str, target: Path) -> None:
    """Write the database as of an exported snapshot to `target`. Raises StoreError and leaves no `target`."""
    words = (f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-password", f"--file={target}")
    done = False
    try:
        with address(url) as bare:
            ended = await programs.run(pg_dump, *words, f"--dbname={bare}")
        if ended.code:
            raise StoreError(
                f"The store could not be copied to {target} ({ended.problem}). Check the disk's free space and the server."
            )
        done = True
    finally:
        # Also where the caller was cancelled: half a file must not be taken for a copy.
        if not done:
            backup.remove(target)


async def counted(pg_restore: str, file: Path) -> Mapping[str, int]:
    """The number of rows of each table in a dump, which is read and unpacked to its end. Raises StoreError where it is damaged."""
    return await programs.in_thread(lambda: _counted(pg_restore, file))


def _counted(pg_restore: str, file: Path) -> Mapping[str, int]:
    rows: Counter[str] = Counter()
    # Without --dbname it writes SQL, here to standard output, and so reads and unpacks the whole file without a server.
    words = [pg_restore, "--data-only", "--file=-", str(file)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:  # noqa: S603 - the found program
        assert reading.stdout is not None
        assert reading.stderr is not None
        table = ""
        # A row is a line, since COPY escapes line breaks within values; a line of `\.` ends the table
        # (https://www.postgresql.org/docs/current/sql-copy.html).
        for line in reading.stdout:
            if not table:
                found = _COPY.match(line)
                if found is not None:
                    table = found[1].decode()
                    rows[table] = 0
            elif line == b"\\.\n":
                table = ""
            else:
                rows[table] += 1
        problem = " ".join(reading.stderr.read().decode(errors="replace").split())
    if reading.returncode:
        raise StoreError(f"{file} is damaged or no copy of a PostgreSQL store ({problem}). Use another backup.")
    return rows
