"""A PostgreSQL server: one connection to it, and the errors of connecting as sentences."""

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
"""asyncpg has no type hints."""

OLDEST = 14
"""The oldest major version that is supported (https://www.postgresql.org/support/versioning/)."""
CONNECT_SECONDS = 10.0
FAREWELL_SECONDS = 1.0
"""Seconds to wait for a server to confirm that a connection is closed."""
_NOT_YET = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    Unsaved,
)
"""Errors of a server that does not run yet, starts, ends, or has no connection left: worth another attempt."""
_NOT_BY_WAITING = (PermissionError, ssl.SSLCertVerificationError)
"""Those among them that another attempt can't mend."""


async def connect(url: str, name: str) -> Connection:
    """One connection outside the pool, with `name` as its application_name. Raises StoreError."""
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


async def pool(url: str, connections: int, statement_seconds: float) -> Any:
    """A pool of up to so many connections, on which no statement takes longer. Raises StoreError."""
    with told(place(url)):
        return await _driver.create_pool(
            url,
            min_size=1,
            max_size=connections,
            timeout=CONNECT_SECONDS,
            command_timeout=statement_seconds,
            init=_plan_by_indexes,
            reset=_as_it_is,
        )


async def _plan_by_indexes(connection: Connection) -> None:
    """Have the server read along indexes, which every statement has, also where a table is small or its statistics say so.

    A plan that was made for an empty outbox would else read all of it for each message once thousands wait. The tests check the same plans
    (https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-ENABLE-SEQSCAN).
    """
    await connection.execute("SET enable_seqscan = off")


async def _as_it_is(_: Connection) -> None:
    """Reset of a returned connection: nothing, which saves a statement, since transactions leave no session state."""


async def hang_up(connection: Connection) -> None:
    """Close the connection; abort it where the server does not answer in time."""
    try:
        await connection.close(timeout=FAREWELL_SECONDS)
    except TimeoutError:
        connection.terminate()


@contextmanager
def told(where: str) -> Generator[None]:
    """Turn errors of connecting and of checking into StoreError with a sentence, without the address's password.

    Raises StoreUnavailable where a later attempt may succeed.
    """
    try:
        yield
    except (OSError, OverflowError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, Unsaved) as problem:
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
    """The host in a URL, without user and password."""
    return urlsplit(url).hostname or "this machine"
