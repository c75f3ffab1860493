"""A PostgreSQL server: one connection to it, and what is said where there is none to be had."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from bot.core.db.errors import StoreError, StoreUnavailable
from bot.core.errors import Unsaved

if TYPE_CHECKING:
    from collections.abc import Generator

Connection = Any
_driver: Any = asyncpg
"""asyncpg has no types of its own."""

OLDEST = 14
CONNECT_SECONDS = 10.0
FAREWELL_SECONDS = 1.0
"""How long a server that does not answer any more may keep a single connection from being closed."""
_NOT_YET = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    Unsaved,
)
"""What a server raises that does not run yet, starts, ends, or has no connection left: it may be there in a while."""
_NOT_BY_WAITING = (PermissionError, ssl.SSLCertVerificationError)
"""Of those, what stays as it is until somebody changes it."""


async def connect(url: str, name: str) -> Connection:
    """One connection outside the pool, which the server shows by `name`. Raises StoreError."""
    with told(place(url)):
        connection = await _driver.connect(url, timeout=CONNECT_SECONDS, server_settings={"application_name": name})
    version = connection.get_server_version()
    if version.major < OLDEST:
        await hang_up(connection)
        raise StoreError(
            f"database.url: PostgreSQL at {place(url)} is version {version.major}.{version.minor}; Goodword needs {OLDEST} or newer."
            " Update the server, or name another one."
        )
    return connection


async def hang_up(connection: Connection) -> None:
    """Take leave of the server, and cut the line where it does not answer."""
    try:
        await connection.close(timeout=FAREWELL_SECONDS)
    except TimeoutError:
        connection.terminate()


@contextmanager
def told(where: str) -> Generator[None]:
    """Say a failure to connect, or to look at what is there, in a sentence, without the address's password.

    Raises StoreUnavailable where the server may be there in a while, else StoreError.
    """
    try:
        yield
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, Unsaved) as problem:
        cause = problem.__cause__ if isinstance(problem, Unsaved) and problem.__cause__ else problem
        said = f"{type(cause).__name__}: {cause}"
        if isinstance(problem, _NOT_YET) and not isinstance(problem, _NOT_BY_WAITING):
            raise StoreUnavailable(
                f"database.url: PostgreSQL at {where} can't be used yet ({said}). Check that it runs, its address, and how many"
                " connections it gives."
            ) from problem
        raise StoreError(
            f"database.url: PostgreSQL at {where} can't be used ({said}). Check its address, the database's name, the password,"
            " and that the database belongs to this user."
        ) from problem


def place(url: str) -> str:
    """Where the server is, without user and password."""
    return urlsplit(url).hostname or "this machine"
