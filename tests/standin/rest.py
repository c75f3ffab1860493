"""The bot's REST routes: application, commands, channels, messages, members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.standin.command_rules import command_problems
from tests.standin.ids import snowflake
from tests.standin.interactions import INVALID_BODY, UNKNOWN_MESSAGE, Answers, json_error, read_body
from tests.standin.rules import message_problems
from tests.standin.scheduled_events import ScheduledEvents
from tests.standin.world import TEXT, Permission

if TYPE_CHECKING:
    from tests.standin.core import Core
    from tests.standin.world import Channel, Message, Payload

API = "/api/v10"
UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_USER, UNKNOWN_ROLE, UNKNOWN_GUILD = 10003, 10007, 10013, 10011, 10004
MISSING_ACCESS, CANNOT_MESSAGE_USER, MISSING_PERMISSIONS, NOT_MINE, NO_TEXT_CHANNEL = 50001, 50007, 50013, 50005, 50008


class Rest:
    def __init__(self, core: Core) -> None:
        self._core = core

    def add_routes(self, app: web.Application) -> None:
        answers = Answers(self._core)
        routes = [
            ("GET", "/gateway/bot", self.gateway),
            ("GET", "/users/@me", self.me),
            ("GET", "/oauth2/applications/@me", self.application),
            ("GET", "/applications/@me", self.application),
            ("GET", "/applications/{app}/commands", self.registered),
            ("PUT", "/applications/{app}/commands", self.register),
            ("POST", "/users/@me/channels", self.open_direct),
            ("GET", "/channels/{channel}", self.channel),
            ("POST", "/channels/{channel}/messages", self.send),
            ("GET", "/channels/{channel}/messages", self.history),
            ("GET", "/channels/{channel}/messages/{message}", self.message),
            ("PATCH", "/channels/{channel}/messages/{message}", self.message),
            ("DELETE", "/channels/{channel}/messages/{message}", self.message),
            ("GET", "/guilds/{guild}", self.guild),
            ("GET", "/guilds/{guild}/members/{user}", self.member),
            ("PUT", "/guilds/{guild}/members/{user}/roles/{role}", self.switch_role),
            ("DELETE", "/guilds/{guild}/members/{user}/roles/{role}", self.switch_role),
            *ScheduledEvents(self._core).routes(),
            ("POST", "/interactions/{id}/{token}/callback", answers.callback),
            ("POST", "/webhooks/{app}/{token}", answers.follow_up),
            ("GET", "/webhooks/{app}/{token}/messages/{message}", answers.original),
            ("PATCH", "/webhooks/{app}/{token}/messages/{message}", answers.original),
            ("DELETE", "/webhooks/{app}/{token}/messages/{message}", answers.original),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, API + path, handler)
        app.router.add_route("*", "/{rest:.*}", self.unknown)

    async def gateway(self, request: web.Request) -> web.Response:
        core = self._core
        return web.json_response(
            {"url": core.gateway_url, "shards": core.shard_count, "session_start_limit": core.session_start_limit}
        )

    async def me(self, request: web.Request) -> web.Response:
        return web.json_response(self._core.bot.payload())

    async def application(self, request: web.Request) -> web.Response:
        bot = self._core.bot
        return web.json_response(
            {
                "id": str(bot.id),
                "name": bot.name,
                "description": "",
                "icon": None,
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": self._core.application_flags,
                "owner": bot.payload(),
                "team": None,
            }
        )

    async def register(self, request: web.Request) -> web.Response:
        commands: list[Payload] = await request.json()
        if self._core.violated("commands", command_problems(commands)):
            return json_error(400, INVALID_BODY, "Invalid Form Body")
        self._core.times_synced += 1
        self._core.commands = [
            {"type": 1, "description": "", "application_id": str(self._core.bot.id), "version": str(snowflake())}
            | command
            | {"id": str(snowflake())}
            for command in commands
        ]
        self._core.notify()
        return web.json_response(self._core.commands)

    async def registered(self, request: web.Request) -> web.Response:
        return web.json_response(self._core.commands)

    async def open_direct(self, request: web.Request) -> web.Response:
        user = self._core.users.get(int((await request.json())["recipient_id"]))
        if user is None:
            return json_error(400, UNKNOWN_USER, "Unknown User")
        return web.json_response(self._core.direct_channel(user).payload(self._core.bot))

    async def channel(self, request: web.Request) -> web.Response:
        channel = self._core.channels.get(int(request.match_info["channel"]))
        refusal = self._refusal(channel, Permission.VIEW_CHANNEL)
        if refusal is not None or channel is None:
            return refusal or json_error(404, UNKNOWN_CHANNEL, "Unknown Channel")
        return web.json_response(channel.payload(self._core.bot))

    async def send(self, request: web.Request) -> web.Response:
        channel = self._core.channels.get(int(request.match_info["channel"]))
        with_files = Permission.ATTACH_FILES if request.content_type == "multipart/form-data" else Permission.NONE
        refusal = self._refusal(channel, Permission.SEND_MESSAGES | with_files)
        if refusal is not None or channel is None:
            return refusal or json_error(404, UNKNOWN_CHANNEL, "Unknown Channel")
        if channel.guild is not None and channel.kind != TEXT:
            return json_error(400, NO_TEXT_CHANNEL, "Cannot send messages in a non-text channel")
        body = await read_body(request)
        if self._core.violated(f"message to {channel.name}", message_problems(body)):
            return json_error(400, INVALID_BODY, "Invalid Form Body")
        return web.json_response(self._core.post(channel, body).payload())

    async def history(self, request: web.Request) -> web.Response:
        channel = self._core.channels.get(int(request.match_info["channel"]))
        refusal = self._refusal(channel, Permission.VIEW_CHANNEL)
        if refusal is not None or channel is None:
            return refusal or json_error(404, UNKNOWN_CHANNEL, "Unknown Channel")
        limit = int(request.query.get("limit", 50))
        if not 1 <= limit <= 100:
            self._core.violated("history", [f"limit {limit}"])
        found = channel.messages if Permission.READ_MESSAGE_HISTORY in self._core.allowed(channel) else []
        if "after" in request.query:
            found = [message for message in found if message.id > int(request.query["after"])][:limit]
        elif "before" in request.query:
            found = [message for message in found if message.id < int(request.query["before"])][-limit:]
        return web.json_response([message.payload() for message in reversed(found[-limit:])])

    async def message(self, request: web.Request) -> web.Response:
        """GET, PATCH and DELETE of a message."""
        message = self._core.messages.get(int(request.match_info["message"]))
        if message is None or message.seen_by is not None or message.channel.id != int(request.match_info["channel"]):
            return json_error(404, UNKNOWN_MESSAGE, "Unknown Message")
        refusal = self._refusal(message.channel, Permission.VIEW_CHANNEL)
        if refusal is not None:
            return refusal
        if request.method == "DELETE":
            self._core.delete(message)
            return web.Response(status=204)
        if request.method == "PATCH" and (problem := await self._edited(message, request)) is not None:
            return problem
        return web.json_response(message.payload())

    async def _edited(self, message: Message, request: web.Request) -> web.Response | None:
        if message.author is not self._core.bot:
            return json_error(403, NOT_MINE, "Cannot edit a message authored by another user")
        body = await read_body(request)
        if self._core.violated(f"edit in {message.channel.name}", message_problems(body, edits=True)):
            return json_error(400, INVALID_BODY, "Invalid Form Body")
        self._core.edit(message, body)
        return None

    async def guild(self, request: web.Request) -> web.Response:
        guild = self._core.guilds.get(int(request.match_info["guild"]))
        return web.json_response(guild.payload(self._core.bot)) if guild else json_error(404, UNKNOWN_GUILD, "Unknown Guild")

    async def member(self, request: web.Request) -> web.Response:
        guild = self._core.guilds.get(int(request.match_info["guild"]))
        member = guild.members.get(int(request.match_info["user"])) if guild else None
        return web.json_response(member.payload()) if member else json_error(404, UNKNOWN_MEMBER, "Unknown Member")

    async def switch_role(self, request: web.Request) -> web.Response:
        guild = self._core.guilds[int(request.match_info["guild"])]
        member = guild.members.get(int(request.match_info["user"]))
        role = guild.roles.get(int(request.match_info["role"]))
        if member is None or role is None:
            return json_error(404, UNKNOWN_MEMBER if member is None else UNKNOWN_ROLE, "Unknown")
        mine = guild.members[self._core.bot.id].roles
        above = max((each.position for each in mine), default=0)
        if Permission.MANAGE_ROLES not in guild.permissions(self._core.bot) or role.position >= above:
            return json_error(403, MISSING_PERMISSIONS, "Missing Permissions")
        member.roles = [each for each in member.roles if each is not role] + ([role] if request.method == "PUT" else [])
        self._core.notify()
        return web.Response(status=204)

    async def unknown(self, request: web.Request) -> web.Response:
        self._core.violated("request", [f"{request.method} {request.path} is not known here"])
        return json_error(404, 0, "404: Not Found")

    def _refusal(self, channel: Channel | None, wanted: Permission) -> web.Response | None:
        if channel is None:
            return None
        if channel.recipient is not None and not channel.recipient.takes_direct_messages:
            return json_error(403, CANNOT_MESSAGE_USER, "Cannot send messages to this user")
        allowed = self._core.allowed(channel)
        if Permission.VIEW_CHANNEL not in allowed:
            return json_error(403, MISSING_ACCESS, "Missing Access")
        return None if wanted in allowed else json_error(403, MISSING_PERMISSIONS, "Missing Permissions")
