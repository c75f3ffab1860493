"""The services of all features over one database. Imports nothing of Discord."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from bot import features as _features  # noqa: F401 - declares them
from bot.core.declarations import declared

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.db.database import Database
    from bot.core.use_case import Service

S = TypeVar("S", bound="Service")


class Services:
    """One instance of each declared service, found by its class, or by its declared name as an attribute, which is not typed."""

    def __init__(self, database: Database) -> None:
        self._by_name = {name: service(database) for name, service in declared().services.items()}
        self._by_class = {type(each): each for each in self._by_name.values()}

    def of(self, service: type[S]) -> S:
        """The instance of that class. Raises KeyError where no feature declares it."""
        found = self._by_class[service]
        assert isinstance(found, service)
        return found

    def job_handlers(self) -> dict[str, Callable[[Any], Awaitable[None]]]:
        """For each declared kind of job the method that runs it, bound to its service."""
        return {name: partial(kind.run, self.of(kind.service)) for name, kind in declared().jobs.items()}

    def __getattr__(self, name: str) -> Service:
        try:
            return self.__dict__["_by_name"][name]
        except KeyError:
            raise AttributeError(name) from None
