"""A database of its own on a PostgreSQL server, into which a dump is restored for a while."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from bot.core.db import postgres_tools, programs
from bot.core.db.errors import StoreError
from bot.core.db.postgres_server import connect, hang_up

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

PREFIX = "goodword_drill_"


@asynccontextmanager
async def restored(url: str, dump: Path) -> AsyncGenerator[str]:
    """The URL of a new database beside the one at `url`, which holds the dump and is dropped at the end. Raises StoreError."""
    connection = await connect(url, name="goodword, drill")
    name = f"{PREFIX}{secrets.token_hex(6)}"
    try:
        pg_restore = await postgres_tools.find("pg_restore", connection.get_server_version().major)
        try:
            # template1 may hold what an administrator added to it, with which the dump would collide
            # (https://www.postgresql.org/docs/current/manage-ag-templatedbs.html).
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        except asyncpg.InsufficientPrivilegeError as problem:
            raise StoreError(
                "The drill restores into a database of its own, and this user may not make one. Allow it, as a superuser, with: ALTER"
                " ROLE goodword CREATEDB"
            ) from problem
        try:
            with postgres_tools.address(url, name) as bare:
                words = ("--exit-on-error", "--no-owner", "--no-password", f"--dbname={bare}", str(dump))
                ended = await programs.run(pg_restore, *words)
            if ended.code:
                raise StoreError(f"{dump} could not be restored ({ended.problem}). Use another backup.")
            yield postgres_tools.joined(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            # FORCE ends sessions that are still connected to it, as of a pg_restore that was killed; without it the
            # database would stay.
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        await hang_up(connection)
