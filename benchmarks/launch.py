"""Runs a module as `python -m` does, with Discord's two addresses replaced by a stand-in's.

STANDIN_API and STANDIN_GATEWAY are these addresses. With BENCH_RECORD, a file, each transaction of the bot is appended to it as a
line of JSON with its statements and values, which the floors then execute.
"""

from __future__ import annotations

import base64
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

import discord
import yarl

sys.path.insert(0, str(Path(__file__).parents[1]))


def record(path: str) -> None:
    from bot.core.db import sqlite

    transact = sqlite.SqliteDatabase._transact  # noqa: SLF001
    kept: list[list[Any]] = []

    def plain(value: object) -> object:
        return {"blob": base64.b64encode(value).decode()} if isinstance(value, bytes) else value

    def spied(name: str) -> Any:
        original = getattr(sqlite.SqliteTx, name)

        async def call(self: Any, sql: str, *values: object) -> Any:
            kept.append([name, sql, [plain(value) for value in values]])
            return await original(self, sql, *values)

        return call

    def spied_transact(self: Any, connection: Any, begin: str, *more: Any) -> Any:
        kept.clear()
        try:
            return transact(self, connection, begin, *more)
        finally:
            with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123
                file.write(json.dumps([begin, kept]) + "\n")

    for name in ("one", "all", "run"):
        setattr(sqlite.SqliteTx, name, spied(name))
    sqlite.SqliteDatabase._transact = spied_transact  # noqa: SLF001


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["STANDIN_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["STANDIN_GATEWAY"])
    if "BENCH_RECORD" in os.environ:
        record(os.environ["BENCH_RECORD"])
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
