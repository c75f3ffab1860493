"""One use case, one transaction: decorators that make a method's body one."""

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
    """What people do with one feature. Its methods get their transaction from `@writes` or `@reads`."""

    def __init__(self, database: Database) -> None:
        self.database = database


UseCase = Callable[Concatenate[S, "Tx", P], Coroutine[Any, Any, T]]
Called = Callable[Concatenate[S, P], Coroutine[Any, Any, T]]


def writes(method: UseCase[S, P, T]) -> Called[S, P, T]:
    """The method runs in a transaction that commits when it returns and rolls back when it raises."""

    @wraps(method)
    async def call(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.write(lambda tx: method(self, tx, *args, **kwargs))

    return call


def reads(method: UseCase[S, P, T]) -> Called[S, P, T]:
    """The method reads one consistent snapshot and changes nothing."""

    @wraps(method)
    async def call(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.read(lambda tx: method(self, tx, *args, **kwargs))

    return call
