"""Decorators that run a service's method in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound="Service")


class Service:
    """Base of all services: the use cases of one feature, each a method with `@writes` or `@reads`, which provide its `tx`."""

    def __init__(self, database: Database) -> None:
        self.database = database


UseCase = Callable[Concatenate[S, "Tx", P], Coroutine[Any, Any, T]]
Called = Callable[Concatenate[S, P], Coroutine[Any, Any, T]]


def writes(method: UseCase[S, P, T]) -> Called[S, P, T]:
    """Run the method in a transaction that commits when it returns and rolls back when it raises. Raises Unsaved."""

    @wraps(method)
    async def call(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        # A function and not a coroutine: PostgreSQL calls it again for each try after a serialization failure.
        return await self.database.write(lambda tx: method(self, tx, *args, **kwargs))

    return call


def reads(method: UseCase[S, P, T]) -> Called[S, P, T]:
    """Run the method on one consistent snapshot; it can't write. Raises Unsaved."""

    @wraps(method)
    async def call(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.read(lambda tx: method(self, tx, *args, **kwargs))

    return call
