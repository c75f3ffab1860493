"""The routes of a server's scheduled events (https://docs.discord.com/developers/resources/guild-scheduled-event)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.standin.ids import snowflake
from tests.standin.interactions import INVALID_BODY, json_error, read_body
from tests.standin.world import Permission

if TYPE_CHECKING:
    from tests.standin.core import Core
    from tests.standin.world import Guild

MISSING_PERMISSIONS, UNKNOWN_EVENT, FINISHED_EVENT = 50013, 10070, 180000
EXTERNAL = 3
ENDED = (3, 4)
"""The status of an event that is completed, or cancelled."""


class ScheduledEvents:
    def __init__(self, core: Core) -> None:
        self._core = core

    def routes(self) -> list[tuple[str, str, Any]]:
        many, one = "/guilds/{guild}/scheduled-events", "/guilds/{guild}/scheduled-events/{event}"
        return [
            ("GET", many, self.listed),
            ("POST", many, self.create),
            ("PATCH", one, self.change),
            ("DELETE", one, self.delete),
        ]

    async def listed(self, request: web.Request) -> web.Response:
        return web.json_response([event for event in self._guild(request).events.values() if event["status"] not in ENDED])

    async def create(self, request: web.Request) -> web.Response:
        guild, body = self._guild(request), await read_body(request)
        refused = self._refused(guild, body)
        if refused is None:
            event = body | {"id": str(snowflake()), "creator_id": str(self._core.bot.id), "guild_id": str(guild.id), "status": 1}
            guild.events[int(event["id"])] = event
            self._core.notify()
            return web.json_response(event)
        return refused

    async def change(self, request: web.Request) -> web.Response:
        guild, body, event_id = self._guild(request), await read_body(request), int(request.match_info["event"])
        if event_id not in guild.events:
            return json_error(404, UNKNOWN_EVENT, "Unknown Guild Scheduled Event")
        if guild.events[event_id]["status"] in ENDED:
            return json_error(400, FINISHED_EVENT, "Cannot update a finished event")
        refused = self._refused(guild, body)
        if refused is None:
            guild.events[event_id] |= body
            return web.json_response(guild.events[event_id])
        return refused

    async def delete(self, request: web.Request) -> web.Response:
        guild, event_id = self._guild(request), int(request.match_info["event"])
        if event_id not in guild.events:
            return json_error(404, UNKNOWN_EVENT, "Unknown Guild Scheduled Event")
        if Permission.CREATE_EVENTS not in guild.permissions(self._core.bot):
            return json_error(403, MISSING_PERMISSIONS, "Missing Permissions")
        del guild.events[event_id]
        return web.Response(status=204)

    def _guild(self, request: web.Request) -> Guild:
        return self._core.guilds[int(request.match_info["guild"])]

    def _refused(self, guild: Guild, body: dict[str, Any]) -> web.Response | None:
        """Discord's rules of an event that takes place outside of its channels."""
        if Permission.CREATE_EVENTS not in guild.permissions(self._core.bot):
            return json_error(403, MISSING_PERMISSIONS, "Missing Permissions")
        start, end = (datetime.fromisoformat(body[name]) for name in ("scheduled_start_time", "scheduled_end_time"))
        place = body["entity_metadata"]["location"]
        problems = [
            *["its type"] * (body["entity_type"] != EXTERNAL),
            *["its privacy level"] * (body["privacy_level"] != 2),
            *["its name"] * (not 1 <= len(body["name"]) <= 100),
            *["its place"] * (not 1 <= len(place) <= 100),
            *["its description"] * (len(body["description"]) > 1000),
            *["its times"] * (not start < end),
        ]
        return json_error(400, INVALID_BODY, "Invalid Form Body") if self._core.violated("event", problems) else None
