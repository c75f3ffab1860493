"""Sends answers to interactions, each by one plain request on discord.py's connections.

discord.py's own way asks Discord for a copy of the answer, parses it, locks and traces: that takes twice the CPU time of this one.
Whatever is not taken at once is sent by discord.py, whose errors and repetitions are then those of the answer
(https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
from discord.http import Route
from discord.utils import MISSING

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
    """The answers of one client, on a session without cookies and traces that shares the connections of `http`; `dumps` writes JSON."""

    def __init__(self, http: HTTPClient, dumps: Callable[[Any], str]) -> None:
        self._http = http
        self._dumps = dumps
        self._session: aiohttp.ClientSession | None = None

    async def taken(
        self, interaction: discord.Interaction[Any], kind: int, data: dict[str, Any], files: Mapping[str, bytes] = NO_FILES
    ) -> bool:
        """Send a first answer. False where Discord refused it, or discord.py is not logged in, and so has no connections.

        Raises aiohttp.ClientError where nobody can say whether it was taken.
        """
        route = Route("POST", "/interactions/{id}/{token}/callback", id=interaction.id, token=interaction.token)
        status = await self._posted(route, {"type": kind, "data": data}, files)
        if status >= FAILED:
            raise aiohttp.ClientError(f"Discord answered {status}")
        return status < REFUSED

    async def followed(self, interaction: discord.Interaction[Any], message: dict[str, Any], files: Mapping[str, bytes]) -> bool:
        """Send a further message. False where Discord did not take it; raises aiohttp.ClientError where the connection broke.

        https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message
        """
        route = Route("POST", "/webhooks/{id}/{token}", id=interaction.application_id, token=interaction.token)
        return await self._posted(route, message, files) < REFUSED

    async def _posted(self, route: Route, payload: dict[str, Any], files: Mapping[str, bytes]) -> int:
        """The status of the response; REFUSED where there are no connections."""
        if self._http.connector is MISSING:
            return REFUSED
        session = self._session or self._opened()
        if session.closed:  # aiohttp would raise RuntimeError, which is no failure of an answer
            raise aiohttp.ClientConnectionError("the bot is stopping")
        body: dict[str, Any] = {"data": self._with_files(payload, files)} if files else {"json": payload}
        async with session.post(route.url, proxy=self._http.proxy, proxy_auth=self._http.proxy_auth, **body) as response:
            return response.status

    def _with_files(self, payload: dict[str, Any], files: Mapping[str, bytes]) -> aiohttp.FormData:
        """The payload with its files (https://docs.discord.com/developers/reference#uploading-files)."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", self._dumps(payload))
        for number, (name, content) in enumerate(files.items()):
            form.add_field(f"files[{number}]", content, filename=name, content_type="application/octet-stream")
        return form

    def _opened(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            connector=self._http.connector,
            connector_owner=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._http.user_agent},
            json_serialize=self._dumps,
        )
        return self._session

    async def close(self) -> None:
        """Close the session, for good; the connections stay discord.py's."""
        if self._session is not None:
            await self._session.close()
