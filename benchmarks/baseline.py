"""The floors: bare discord.py bots that give recorded answers.

`/ping` answers “ok” and does nothing else. Every other command executes the statements that were recorded of Goodword's, with
the same driver and as many hops to its thread, and answers in one of three ways (FLOOR_ANSWER):

card     sends the recorded card, whose dicts are ready, by the same request: the same route, query, fields and files
views    builds the same card by discord.py's views for each answer, and sends it as discord.py does
ok       says “ok” as discord.py does, with the recorded files
"""

from __future__ import annotations

import io
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

from benchmarks.replay import WRITES, Sent, Transaction, bare
from benchmarks.views import view
from bot.core.db.sqlite import reading, writing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.db.connection import Connection

    Answer = Callable[[discord.Interaction, list[Sent]], Awaitable[None]]

UPDATE = 7
"""The response that edits the pressed message
(https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type).
"""
EPHEMERAL = 64
SUBMIT, PRESS = discord.InteractionType.modal_submit, discord.InteractionType.component
_adapter = AsyncWebhookAdapter()


async def _as_card(interaction: discord.Interaction, answers: list[Sent]) -> None:
    for sent in answers:
        name = interaction.id if sent.is_response else interaction.application_id
        route = Route(sent.method, sent.path, webhook_id=name, webhook_token=interaction.token)
        body: dict[str, Any] = {"payload": sent.body}
        if sent.files:
            parts = [{"name": "payload_json", "value": json.dumps(sent.body)}]
            parts += [_part(n, name, data) for n, (name, data) in enumerate(sent.files)]
            body = {"multipart": parts}
        await _adapter.request(route, session=interaction._session, params=sent.query, **body)  # noqa: SLF001


def _part(n: int, name: str, data: bytes) -> dict[str, Any]:
    return {"name": f"files[{n}]", "value": data, "filename": name, "content_type": "application/octet-stream"}


async def _by_views(interaction: discord.Interaction, answers: list[Sent]) -> None:
    for sent in answers:
        await _send(interaction, sent, view=view(sent.data["components"]))


async def _by_word(interaction: discord.Interaction, answers: list[Sent]) -> None:
    for sent in answers:
        await _send(interaction, sent, content="ok")


async def _send(interaction: discord.Interaction, sent: Sent, **shown: Any) -> None:
    """Send by discord.py's own means what Goodword sent by the same kind of request."""
    files = [discord.File(io.BytesIO(data), name) for name, data in sent.files]
    if sent.body.get("type") == UPDATE:
        await interaction.response.edit_message(**shown, attachments=files)
        return
    new: Any = interaction.response.send_message if sent.is_response else interaction.followup.send
    await new(**shown, files=files, ephemeral=bool(sent.data.get("flags", 0) & EPHEMERAL))


ANSWERS: dict[str, Answer] = {"card": _as_card, "views": _by_views, "ok": _by_word}


class Repeated:
    """A command: its transactions on their connections, and its answers."""

    def __init__(self, recorded: dict[str, Any]) -> None:
        self._marks = {name: bare(value) for name, value in recorded["marks"].items()}
        self._transactions = [Transaction(each, self._marks) for each in recorded["transactions"]]
        self.answers = [Sent.of(each) for each in recorded["answers"]]

    async def run(self, **known: Any) -> None:
        values = self._marks | known
        for transaction in self._transactions:
            await transaction.run(_connections[transaction.writes], values)


_connections: dict[bool, Connection] = {}
"""The connection for writing under True, that for reading under False."""


async def _open(path: Path) -> None:
    """Open the connections as Goodword's, each once.

    `writing` opens and closes the file, which would end the locks of an open connection
    (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    """
    for writes, connect in ((True, writing), (False, reading)):
        _connections[writes] = connect(path)
        await _connections[writes]


class Floor(discord.AutoShardedClient):
    def __init__(self, recorded: dict[str, Any], path: Path, answer: Answer) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self._answer, self._path = answer, path
        self._repeated = {name: Repeated(each) for name, each in recorded.items()}
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="ping", description="-", callback=self._ping))
        groups: dict[str, app_commands.Group] = {}
        for name in [name for name in recorded if name not in WRITES]:
            first, _, last = name.partition(" ")
            parent = groups.setdefault(first, app_commands.Group(name=first, description="-")) if last else self.tree
            parent.add_command(app_commands.Command(name=last or name, description="-", callback=self._read(name)))
        for group in groups.values():
            self.tree.add_command(group)

    async def setup_hook(self) -> None:
        await _open(self._path)
        await self.tree.sync()

    async def _ping(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("ok", ephemeral=True)

    def _read(self, name: str) -> Any:
        repeated = self._repeated[name]

        async def answer(interaction: discord.Interaction) -> None:
            await repeated.run(user=interaction.user.id)
            await self._answer(interaction, repeated.answers)

        return answer

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the writes, as recorded: by one message, or by an edited message and a new one."""
        if interaction.type not in {SUBMIT, PRESS}:
            return
        data: Any = interaction.data
        feature, verb, *rest = data["custom_id"].split(":")
        known: dict[str, Any] = {"user": interaction.user.id}
        match feature, verb, rest:
            case "ask", "offer", [need]:
                name = "offer"
                known |= {"need": int(need), "press": interaction.id}
            case "meeting", "coming", [meeting]:
                name = "coming"
                known["meeting"] = int(meeting)
            case "intro", "form", [one, two, nonce]:
                name = "introduce"
                known |= {"one": int(one), "two": int(two), "nonce": nonce}
            case "refer", "form", [receiver, nonce]:
                name = "refer"
                known |= {"receiver": int(receiver), "nonce": nonce, "print": os.urandom(32)}
            case _:
                name = "accept"
                known["id"] = int(rest[-1])
        repeated = self._repeated[name]
        await repeated.run(**known)
        await self._answer(interaction, repeated.answers)


def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    recorded = json.loads(Path(os.environ["FLOOR_RECORDED"]).read_text(encoding="utf-8"))
    floor = Floor(recorded, Path(os.environ["FLOOR_STORE"]), ANSWERS[os.environ["FLOOR_ANSWER"]])
    floor.run(os.environ["GOODWORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
