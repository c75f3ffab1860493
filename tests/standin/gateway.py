"""The gateway: hello, identify, resume, heartbeats and events (https://docs.discord.com/developers/topics/gateway)."""

from __future__ import annotations

import json
import secrets
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from tests.standin.core import Core
    from tests.standin.world import Payload

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 3, 6, 8, 9, 10, 11
REFUSED, NOT_GRANTED = 4004, 4014
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
"""Bits of the privileged intents: members, presences, message content."""


@dataclass(eq=False)
class Session:
    """A session that a client may resume, with all events sent in it."""

    shard: int
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    sent: list[Payload] = field(default_factory=list)


class Connection:
    """An open websocket."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.shard = 0
        self._compressor = zlib.compressobj() if compressed else None

    async def send(self, payload: Payload) -> None:
        text = json.dumps(payload)
        if self._compressor is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self._compressor.compress(text.encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH))


class Gateway:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._sessions: dict[str, Session] = {}
        self.connections: dict[int, Connection] = {}
        """Identified connections, by shard."""
        self.twins: list[Connection] = []
        """Connections whose shard another one identified for later; they get the same interactions."""
        self.refuses_with: int | None = None
        """The close code for clients that identify; None accepts them."""
        self.grants_intents = True
        self.refusals = 0
        self.identifies = 0
        self.resumes = 0
        self.intents: int | None = None

    @property
    def current(self) -> Connection | None:
        """The connection of shard 0."""
        return self.connections.get(0)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, compressed=request.query.get("compress") == "zlib-stream")
        await connection.send({"op": HELLO, "d": {"heartbeat_interval": 20_000}})
        with suppress(ConnectionError):
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._received(connection, json.loads(message.data))
        self._gone(connection)
        return socket

    async def dispatch(self, event: str, data: Payload, shard: int = 0) -> bool:
        """Send an event to the bot; False where it is not connected."""
        connection = self.connections.get(shard)
        if event == "INTERACTION_CREATE":
            for twin in [each for each in self.twins if each.shard == shard]:
                await self._send(twin, event, data)
        return connection is not None and await self._send(connection, event, data)

    async def _send(self, connection: Connection, event: str, data: Payload) -> bool:
        if connection.session is None:
            return False
        sent = connection.session.sent
        payload = {"op": DISPATCH, "t": event, "s": len(sent) + 1, "d": data}
        sent.append(payload)
        try:
            await connection.send(payload)
        except ConnectionError:
            self._gone(connection)
            return False
        return True

    async def invalidate(self) -> None:
        """Invalidate every session, so that it can't be resumed."""
        for connection in [*self.connections.values()]:
            await connection.send({"op": INVALID_SESSION, "d": False})

    async def drop(self, code: int = 1001) -> None:
        """Close every connection."""
        for connection in [*self.connections.values()]:
            await connection.socket.close(code=code)

    async def _received(self, connection: Connection, message: Payload) -> None:
        data = message.get("d")
        op = message["op"]
        if op == HEARTBEAT:
            await connection.send({"op": ACK})
        elif op == IDENTIFY:
            await self._identify(connection, data)
        elif op == RESUME:
            await self._resume(connection, data)
        elif op not in {PRESENCE, REQUEST_MEMBERS}:
            self._core.violated("gateway", [f"unknown op {op}"])

    async def _identify(self, connection: Connection, data: Any) -> None:
        if data["token"] != self._core.token or self.refuses_with is not None:
            self.refusals += 1
            await connection.socket.close(code=self.refuses_with or REFUSED)
            return
        if data["intents"] & PRIVILEGED and not self.grants_intents:
            await connection.socket.close(code=NOT_GRANTED)
            return
        connection.shard, shard_count = data.get("shard", [0, 1])
        if shard_count != self._core.shard_count:
            self._core.violated("IDENTIFY", [f"{shard_count} shards, where {self._core.shard_count} were recommended"])
        self.identifies += 1
        self.intents = data["intents"]
        connection.session = session = Session(connection.shard)
        self._sessions[session.id] = session
        if (other := self.connections.get(connection.shard)) is not None and not other.socket.closed:
            self.twins.append(other)
        self.connections[connection.shard] = connection
        await self.dispatch("READY", self._ready(connection, session), connection.shard)
        for guild in self._core.guilds.values():
            if self._core.shard_of(guild) == connection.shard:
                await self.dispatch("GUILD_CREATE", guild.payload(self._core.bot), connection.shard)
        self._core.notify()

    async def _resume(self, connection: Connection, data: Any) -> None:
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self._core.token:
            await connection.send({"op": INVALID_SESSION, "d": False})
            return
        self.resumes += 1
        connection.session = session
        for payload in session.sent[data["seq"] :]:
            await connection.send(payload)
        connection.shard = session.shard
        self.connections[connection.shard] = connection
        await self.dispatch("RESUMED", {}, connection.shard)
        self._core.notify()

    def _ready(self, connection: Connection, session: Session) -> Payload:
        core = self._core
        guilds = [guild for guild in core.guilds.values() if core.shard_of(guild) == connection.shard]
        return {
            "v": 10,
            "user": core.bot.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": core.gateway_url,
            "shard": [connection.shard, core.shard_count],
            "application": {"id": str(core.bot.id), "flags": 0},
        }

    def _gone(self, connection: Connection) -> None:
        """Remove a closed connection, and mark its unanswered interactions as lost."""
        if connection in self.twins:
            self.twins.remove(connection)
        if self.connections.get(connection.shard) is not connection:
            return
        del self.connections[connection.shard]
        for reply in self._core.interactions.values():
            if self._core.shard_of(reply.guild) == connection.shard:
                reply.lost = reply.lost or not reply.answered
        self._core.notify()
