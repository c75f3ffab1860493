"""The floor: a bare discord.py bot that answers constants.

`/ping` does nothing else. Every other command executes the statements that were recorded of Goodword's, with aiosqlite, a
transaction in one hop as in Goodword; values that differ between runs (ids of person and referral, a form's nonce, the hash of a
contact) replace the recorded ones. With FLOOR_CARDS it answers with the recorded card instead of “ok”.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.core.db.sqlite import reading, writing

if TYPE_CHECKING:
    import sqlite3

    from bot.core.db.connection import Connection

SAY, UPDATE = 4, 7
BOUND = ("last_referral", "number", "id")
"""Columns whose values, returned by a statement, replace recorded values in later ones."""
SUBMIT, PRESS = discord.InteractionType.modal_submit, discord.InteractionType.component


class Replay:
    """A recorded transaction, executed on a connection and thread as Goodword's."""

    def __init__(self, recorded: dict[str, Any], path: str) -> None:
        self._begin: str = recorded["transaction"][0]
        self._marks = {name: _bare(value) for name, value in recorded["marks"].items()}
        self._statements = [(how, sql, [_bare(value) for value in values]) for how, sql, values in recorded["transaction"][1]]
        self._path = Path(path)

    async def run(self, **known: Any) -> None:
        connection = await _opened(self._path, writes=self._begin != "BEGIN")
        await connection.run(self._transact, known)

    def _transact(self, store: sqlite3.Connection, known: dict[str, Any]) -> None:
        store.execute(self._begin)
        try:
            for how, sql, values in self._statements:
                cursor = store.execute(sql, [self._now(value, known) for value in values])
                if how == "one":
                    row = cursor.fetchone()
                    cursor.close()
                    if row is not None and known.get("writes"):
                        self._bind(row, known)
                elif how == "all":
                    cursor.fetchall()
            store.execute("COMMIT")
        except BaseException:
            store.execute("ROLLBACK")
            raise

    def _bind(self, row: sqlite3.Row, known: dict[str, Any]) -> None:
        for name in BOUND:
            if name in row.keys():  # noqa: SIM118 - a Row's own `in` looks at its values
                known["number" if name == "last_referral" else name] = row[name]

    def _now(self, value: Any, known: dict[str, Any]) -> Any:
        for name, recorded in self._marks.items():
            if name in known:
                if value == recorded:
                    return known[name]
                if isinstance(value, str) and str(recorded) in value:
                    value = value.replace(str(recorded), str(known[name]))
        return value


def _bare(value: Any) -> Any:
    """A recorded value; bytes were written as base64 text."""
    return base64.b64decode(value["blob"]) if isinstance(value, dict) else value


_connections: dict[bool, Connection] = {}


async def _opened(path: Path, *, writes: bool) -> Connection:
    """The connection for reading or for writing, opened as Goodword's."""
    if writes not in _connections:
        connection = writing(path) if writes else reading(path)
        await connection
        _connections[writes] = connection
    return _connections[writes]


class Floor(discord.AutoShardedClient):
    def __init__(self, recorded: dict[str, Any], path: str, *, cards: bool) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self._cards = {name: each["answers"] for name, each in recorded.items()} if cards else {}
        self._adapter = AsyncWebhookAdapter()
        self._replays = {name: Replay(each, path) for name, each in recorded.items()}
        self.tree = app_commands.CommandTree(self)
        groups: dict[str, app_commands.Group] = {}
        for name in ("ping", *recorded):
            first, _, last = name.partition(" ")
            if first in {"refer", "accept"}:
                continue
            parent = groups.setdefault(first, app_commands.Group(name=first, description="-")) if last else self.tree
            parent.add_command(app_commands.Command(name=last or name, description="-", callback=self._read(name)))
        for group in groups.values():
            self.tree.add_command(group)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    def _read(self, name: str) -> Any:
        replay = self._replays.get(name)

        async def answer(interaction: discord.Interaction) -> None:
            if replay is not None:
                await replay.run(user=interaction.user.id)
            await self._say(interaction, name)

        return answer

    async def _say(self, interaction: discord.Interaction, name: str) -> None:
        if name in self._cards:
            await self._send(interaction, SAY, self._cards[name][-1])
        else:
            await interaction.response.send_message("ok", ephemeral=True)

    async def _send(self, interaction: discord.Interaction, kind: int, card: dict[str, Any]) -> None:
        """Send a recorded card, with nothing of discord.py's but the request."""
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=interaction.id, webhook_token=interaction.token)
        payload = {"type": kind, "data": card}
        await self._adapter.request(route, session=interaction._session, payload=payload)  # noqa: SLF001

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the two writes: a submitted form by one message; a button by an edited message and a new one."""
        if interaction.type not in {SUBMIT, PRESS}:
            return
        data: Any = interaction.data
        *_, before, last = data["custom_id"].split(":")
        if interaction.type is SUBMIT:
            known = {"user": interaction.user.id, "receiver": int(before), "nonce": last, "writes": True}
            known["print"] = os.urandom(32)
            await self._replays["refer"].run(**known)
            await self._say(interaction, "refer")
        else:
            await self._replays["accept"].run(user=interaction.user.id, id=int(last), writes=True)
            if self._cards:
                await self._send(interaction, UPDATE, self._cards["accept"][0])
                path = "/webhooks/{webhook_id}/{webhook_token}"
                route = Route("POST", path, webhook_id=interaction.application_id, webhook_token=interaction.token)
                payload = self._cards["accept"][1]
                await self._adapter.request(route, session=interaction._session, payload=payload)  # noqa: SLF001
                return
            await interaction.response.edit_message(content="ok")
            await interaction.followup.send("ok", ephemeral=True)


def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    recorded = json.loads(Path(os.environ["FLOOR_RECORDED"]).read_text(encoding="utf-8"))
    Floor(recorded, os.environ["FLOOR_STORE"], cards="FLOOR_CARDS" in os.environ).run(
        os.environ["GOODWORD_TOKEN"], log_handler=None
    )


if __name__ == "__main__":
    main()
