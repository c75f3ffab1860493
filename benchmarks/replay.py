"""Recorded transactions and answers, as the floors repeat them.

Values that differ between runs (the ids of a person and a referral, a form's nonce, the hash of a contact) take the recorded
ones' places. Where they belong is found once, when a recording is loaded: a run fills them in, and searches nothing.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from bot.core.db.connection import Connection

WRITES = ("refer", "accept", "offer", "introduce", "coming")
"""The actions that write; the others are slash commands without options."""
BOUND = {
    "last_referral": "number",
    "last_introduction": "number",
    "number": "number",
    "id": "id",
    "author_id": "author",
    "version": "version",
}
"""Columns whose values, returned by a statement, replace recorded values in later ones, and the names of these values."""


def bare(value: Any) -> Any:
    """A recorded value; bytes were written as base64 text."""
    return base64.b64decode(value["blob"]) if isinstance(value, dict) else value


@dataclass
class Statement:
    """A statement with its constant values, the places of those that are known when it runs, and templates of texts that contain some."""

    how: str
    sql: str
    values: list[Any]
    whole: list[tuple[int, str]] = field(default_factory=list)
    templates: list[tuple[int, str]] = field(default_factory=list)
    bound: list[tuple[int, str]] | None = None
    """The places in its row of the values that BOUND names; None until it first ran."""

    @classmethod
    def of(cls, how: str, sql: str, recorded: Sequence[Any], marks: Mapping[str, Any]) -> Statement:
        made = cls(how, sql, [bare(value) for value in recorded])
        for place, value in enumerate(made.values):
            name = next((name for name, mark in marks.items() if value == mark), None)
            if name is not None:
                made.whole.append((place, name))
            elif isinstance(value, str) and any(str(mark) in value for mark in marks.values() if not isinstance(mark, bytes)):
                made.templates.append((place, _template(value, marks)))
        return made

    def filled(self, known: Mapping[str, Any]) -> list[Any]:
        values = self.values
        if self.whole or self.templates:
            values = values.copy()
            for place, name in self.whole:
                values[place] = known[name]
            for place, template in self.templates:
                values[place] = template % known
        return values

    def run(self, store: sqlite3.Connection, known: dict[str, Any]) -> None:
        cursor = store.execute(self.sql, self.filled(known))
        if self.how == "all":
            cursor.fetchall()
        elif self.how == "one":
            row = cursor.fetchone()
            if self.bound is None:
                names = [column[0] for column in cursor.description or ()]
                self.bound = [(names.index(column), name) for column, name in BOUND.items() if column in names and name in known]
            if row is not None:
                known.update([(name, row[place]) for place, name in self.bound])
            cursor.close()


def _template(value: str, marks: Mapping[str, Any]) -> str:
    """The text as a format of the operator `%`, with a name in place of each mark."""
    value = value.replace("%", "%%")
    for name, mark in sorted(marks.items(), key=lambda each: -len(str(each[1]))):
        if not isinstance(mark, bytes):
            value = value.replace(str(mark), f"%({name})s")
    return value


class Transaction:
    """A recorded transaction, executed in one hop to a connection's thread, as Goodword's."""

    def __init__(self, recorded: tuple[str, list[Any]], marks: Mapping[str, Any]) -> None:
        self._begin, statements = recorded
        self._statements = [Statement.of(how, sql, values, marks) for how, sql, values in statements]
        self.writes = self._begin == "BEGIN IMMEDIATE"

    async def run(self, connection: Connection, known: dict[str, Any]) -> None:
        """Run it with the values of the moment, to which it adds those that its statements return."""
        await connection.run(self._transact, known)

    def _transact(self, store: sqlite3.Connection, known: dict[str, Any]) -> None:
        if not self._begin:
            for statement in self._statements:
                statement.run(store, known)
            return
        store.execute(self._begin)
        try:
            for statement in self._statements:
                statement.run(store, known)
            store.execute("COMMIT")
        except BaseException:
            store.execute("ROLLBACK")
            raise


@dataclass(frozen=True, slots=True)
class Sent:
    """A request by which Goodword answered: its route, query, body, and attached files by name."""

    method: str
    path: str
    """With discord.py's parameters `{webhook_id}` and `{webhook_token}` in place of the interaction's id, or the application's, and token."""
    query: dict[str, str]
    body: dict[str, Any]
    files: list[tuple[str, bytes]]

    @classmethod
    def of(cls, recorded: dict[str, Any]) -> Sent:
        files = [(name, base64.b64decode(data)) for name, data in recorded["files"]]
        return cls(recorded["method"], recorded["path"], recorded["query"], recorded["body"], files)

    @property
    def is_response(self) -> bool:
        """Whether it is the response to the interaction, not what follows it."""
        return self.path.endswith("/callback")

    @property
    def data(self) -> dict[str, Any]:
        """The message: that of a response lies within `data`."""
        return self.body["data"] if self.is_response else self.body
