"""Sends answers to interactions, each by one plain request on connections of their own.

discord.py's own way asks Discord for a copy of the answer, parses it, locks and traces; it takes several times the CPU time of this one.
Whatever is not taken at once is sent by discord.py, whose errors and repetitions are then those of the answer
(https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
from discord.http import Route
from discord.utils import MISSING
from yarl import URL

from bot.worker.kept_connections import KeptConnections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import discord
    from discord.http import HTTPClient

MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, FORM = 4, 5, 6, 7, 9
"""Types of answers (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object)."""
NO_FILES: Mapping[str, bytes] = {}
REFUSED, FAILED = 400, 500
"""HTTP status codes: from the first on Discord refused the answer, from the second on it may have taken it or not."""


class Callbacks:
    """The answers of one client, once its `http` is logged in; `dumps` writes JSON."""

    def __init__(self, http: HTTPClient, dumps: Callable[[Any], str]) -> None:
        self._http = http
        self._dumps = dumps
        self._connections: KeptConnections | None = None
        self._is_closed = False

    async def taken(
        self, interaction: discord.Interaction[Any], kind: int, data: dict[str, Any], files: Mapping[str, bytes] = NO_FILES
    ) -> bool:
        """Send a first answer. False where Discord refused it, or discord.py is not logged in, and so has no connections.

        Raises aiohttp.ClientError where nobody can say whether it was taken.
        """
        path = f"/interactions/{interaction.id}/{quote(interaction.token, safe='')}/callback"
        status = await self._posted(path, {"type": kind, "data": data}, files)
        if status >= FAILED:
            raise aiohttp.ClientError(f"Discord answered {status}")
        return status < REFUSED

    async def followed(self, interaction: discord.Interaction[Any], message: dict[str, Any], files: Mapping[str, bytes]) -> bool:
        """Send a further message. False where Discord did not take it; raises aiohttp.ClientError where the connection broke.

        https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message
        """
        path = f"/webhooks/{interaction.application_id}/{quote(interaction.token, safe='')}"
        return await self._posted(path, message, files) < REFUSED

    async def _posted(self, path: str, payload: dict[str, Any], files: Mapping[str, bytes]) -> int:
        """The status of the response; REFUSED where discord.py is not logged in, or uses a proxy."""
        if self._http.connector is MISSING or self._http.proxy is not None:
            return REFUSED
        if self._is_closed:
            raise aiohttp.ClientConnectionError("the bot is stopping")
        if self._connections is None:
            self._connections = KeptConnections(URL(Route.BASE), self._http.user_agent)
        text = self._dumps(payload).encode()
        content_type, content = multipart(text, files) if files else ("application/json", text)
        return await self._connections.post(path, content_type, content)

    def close(self) -> None:
        """Close the connections, for good."""
        self._is_closed = True
        if self._connections is not None:
            self._connections.close()


def multipart(payload: bytes, files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The type and content of a payload with its files (https://docs.discord.com/developers/reference#uploading-files).

    A file's name has letters, digits, dots and dashes only (`Card.file`).
    """
    boundary = secrets.token_hex()
    parts = [('name="payload_json"', payload)]
    for number, (name, content) in enumerate(files.items()):
        parts.append((f'name="files[{number}]"; filename="{name}"\r\nContent-Type: application/octet-stream', content))
    written = [
        f"--{boundary}\r\nContent-Disposition: form-data; {described}\r\n\r\n".encode() + content + b"\r\n"
        for described, content in parts
    ]
    return f"multipart/form-data; boundary={boundary}", b"".join([*written, f"--{boundary}--\r\n".encode()])
