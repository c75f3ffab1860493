"""Runs a module as `python -m` does, with Discord's two addresses replaced by a stand-in's.

STANDIN_API and STANDIN_GATEWAY are these addresses. With BENCH_RECORD, a file, each transaction of the bot is appended to it as a
line of JSON with its statements and values, which the floors then execute.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import runpy
import sqlite3
import sys
from pathlib import Path
from typing import Any

import discord
import yarl

sys.path.insert(0, str(Path(__file__).parents[1]))


class Cursor(sqlite3.Cursor):
    """Notes its statement, and in what way its rows are read."""

    connection: Connection

    def execute(self, sql: str, values: Any = ()) -> Cursor:
        plain = [{"blob": base64.b64encode(value).decode()} if isinstance(value, bytes) else value for value in values]
        self._noted = ["run", sql, plain]
        self.connection.note(self._noted)
        return super().execute(sql, values)

    def fetchone(self) -> Any:
        self._noted[0] = "one"
        return super().fetchone()

    def fetchall(self) -> list[Any]:
        self._noted[0] = "all"
        return super().fetchall()


class Connection(sqlite3.Connection):
    """Records each transaction when it ends; a statement outside of one is its own."""

    _begun: list[Any] | None = None

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, sql: str, values: Any = ()) -> Cursor:
        return self.cursor().execute(sql, values)

    def note(self, noted: list[Any]) -> None:
        sql = noted[1]
        if sql.startswith("BEGIN"):
            self._begun = [sql, []]
        elif self._begun is None:
            _write(["", [noted]])
        elif sql in {"COMMIT", "ROLLBACK"}:
            _write(self._begun)
            self._begun = None
        else:
            self._begun[1].append(noted)


def _write(transaction: list[Any]) -> None:
    with open(os.environ["BENCH_RECORD"], "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write(json.dumps(transaction) + "\n")


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["STANDIN_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["STANDIN_GATEWAY"])
    if "BENCH_RECORD" in os.environ:
        sqlite3.connect = functools.partial(sqlite3.connect, factory=Connection)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
