"""Checks at Discord by REST: token, application, intents, session limit, commands, groups, clock. Reading requests alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.http import HTTPClient

from bot.core import outbox_admin
from bot.core.identify.model import is_low
from bot.doctor import guilds
from bot.doctor.commands import differences
from bot.doctor.findings import Finding, Health
from bot.setting_values import ConfigurationError
from bot.worker.checked_clock import MOST_SKEW, SKEW_TO_TELL
from bot.worker.http import REQUEST_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.db.database import Database
    from bot.settings import Settings

SECONDS = 15.0
"""Seconds within which each answer of Discord's has to come, discord.py's own repetitions included."""
MEMBERS_INTENT = 1 << 14 | 1 << 15
"""Flags of an application that may ask for members: GATEWAY_GUILD_MEMBERS, and LIMITED for less than a hundred servers
(https://docs.discord.com/developers/resources/application#application-object-application-flags).
"""
SHOWN = 5
NAMES = ("application", "intents", "sessions", "commands", "groups")
UNREACHED = (*REQUEST_ERRORS, discord.GatewayNotFound)


async def check(chosen: Settings, database: Database | None, *, online: bool, say: Callable[[str], None]) -> list[Finding]:
    """Every check at Discord; each is skipped with a sentence where there is no token, or Discord is not reached."""
    try:
        token = chosen.bot_token()
    except ConfigurationError:
        return [*_skipped("Discord is not asked: there is no token"), *await _stored_clock(database)]
    if not online:
        return [*_skipped("Discord is not asked, as --offline says"), *await _stored_clock(database)]
    portal = Portal(chosen, database, say)
    try:
        return await portal.check(token)
    finally:
        await portal.close()


class Portal:
    """One session of REST requests; `skew` is what the last answer's `Date` says of this machine's clock."""

    def __init__(self, chosen: Settings, database: Database | None, say: Callable[[str], None]) -> None:
        self._chosen = chosen
        self._database = database
        self._say = say
        self._skew: timedelta | None = None
        self._me = 0
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._answered)
        # 30 s is the least that discord.py takes for this limit; SECONDS ends a longer wait.
        self._http = HTTPClient(asyncio.get_running_loop(), http_trace=trace, max_ratelimit_timeout=30.0)

    async def close(self) -> None:
        """Close the session's connections."""
        await self._http.close()

    async def check(self, token: str) -> list[Finding]:
        """Make the checks in the order of NAMES, and that of the clock; one that Discord does not answer is SKIPPED."""
        try:
            async with asyncio.timeout(SECONDS):
                self._me = int((await self._http.static_login(token))["id"])
                about: dict[str, Any] = dict(await self._http.application_info())
        except discord.LoginFailure:
            refused = Finding(
                "application",
                Health.BAD,
                "Discord refuses the token",
                cure="Developer Portal: Bot, Reset Token; set the new one.",
            )
            return [refused, *_skipped("the token is refused")[1:], *await self._clock()]
        except UNREACHED as problem:
            return [*_skipped(f"Discord is not reached ({type(problem).__name__})"), *await _stored_clock(self._database)]
        found = [self._application(about), self._intents(about)]
        for name, ask in (("sessions", self._sessions), ("commands", lambda: self._commands(about)), ("groups", self._groups)):
            try:
                found.append(await ask())
            except UNREACHED as problem:
                found.append(Finding(name, Health.SKIPPED, f"Discord did not answer ({type(problem).__name__})"))
        return [*found, *await self._clock()]

    def _application(self, about: dict[str, Any]) -> Finding:
        name, number = about.get("name", "?"), int(about["id"])
        expected = self._chosen.application_id()
        if expected is not None and expected != number:
            said = f"the token's first part names application {expected}, but Discord says {number}"
            return Finding("application", Health.NOTE, said, cure="Copy the token again from the application that you mean.")
        if about.get("bot_require_code_grant"):
            said = f"{name} requires OAuth2 code grant, so nobody can add it by its link"
            return Finding("application", Health.BAD, said, cure="Developer Portal: Bot, switch Requires OAuth2 Code Grant off.")
        return Finding("application", Health.GOOD, f"Discord knows the token, as that of application {number}")

    def _intents(self, about: dict[str, Any]) -> Finding:
        granted, wanted = bool(int(about.get("flags") or 0) & MEMBERS_INTENT), self._chosen.discord.members_intent
        if wanted and not granted:
            cure = "Developer Portal: Bot, switch Server Members Intent on; or set discord.members_intent to false."
            return Finding("intents", Health.BAD, "discord.members_intent is true, but Discord does not grant it", cure=cure)
        used = "used" if wanted else "granted, but discord.members_intent is false" if granted else "not used"
        return Finding("intents", Health.GOOD, f"the Server Members Intent is {used}")

    async def _sessions(self) -> Finding:
        async with asyncio.timeout(SECONDS):
            recommended, _, limit = await self._http.get_bot_gateway()
        shards = self._chosen.discord.shard_count or recommended
        said = f"{limit['remaining']} of {limit['total']} sessions are left today; Discord recommends {recommended} shards"
        if is_low(limit["remaining"], limit["total"], shards):
            cure = f"Look for what starts the bot so often; there are more in {limit['reset_after'] // 60_000} minutes."
            return Finding("sessions", Health.BAD, said, cure=cure)
        if shards < recommended:
            return Finding("sessions", Health.NOTE, said, cure="Raise discord.shard_count, or leave it out.")
        return Finding("sessions", Health.GOOD, said)

    async def _commands(self, about: dict[str, Any]) -> Finding:
        async with asyncio.timeout(SECONDS):
            registered = [dict(each) for each in await self._http.get_global_commands(int(about["id"]))]
        different = await differences(self._database, registered)
        if different is None:
            return Finding("commands", Health.SKIPPED, "not compared: the store is not open")
        if different:
            said = f"{len(different)} differ from this version's: {', '.join(different[:SHOWN])}{' …' if len(different) > SHOWN else ''}"
            return Finding(
                "commands", Health.NOTE, said, cure="Start the bot: it tells Discord of its commands where they changed."
            )
        return Finding("commands", Health.GOOD, f"Discord has this version's {len(registered)} commands")

    async def _groups(self) -> Finding:
        if self._database is None:
            return Finding("groups", Health.SKIPPED, "not looked at: the store is not open")
        return await guilds.check(self._http, self._database, self._me, self._say)

    async def _clock(self) -> list[Finding]:
        return await _stored_clock(self._database) if self._skew is None else [_clock(self._skew, "is", "")]

    async def _answered(self, _: aiohttp.ClientSession, __: Any, params: aiohttp.TraceRequestEndParams) -> None:
        date = params.response.headers.get("Date")
        # An answer with `Age` comes from a cache, and its `Date` is as old (RFC 9111, 5.1).
        if date is not None and "Age" not in params.response.headers:
            self._skew = discord.utils.utcnow() - parsedate_to_datetime(date)


async def _stored_clock(database: Database | None) -> list[Finding]:
    """What the bot found when it last compared the clocks."""
    if database is None:
        return [Finding("clock", Health.SKIPPED, "not compared with Discord's")]
    return [_clock(await database.read(outbox_admin.skew), "was", " when the bot last compared them")]


def _clock(skew: timedelta, verb: str, when: str) -> Finding:
    if abs(skew) <= SKEW_TO_TELL:
        return Finding("clock", Health.GOOD, f"it {'agreed' if when else 'agrees'} with Discord's{when}")
    where = "ahead of" if skew > timedelta() else "behind"
    said = f"it {verb} {abs(skew).total_seconds():.0f} s {where} Discord's{when}; set it right"
    if abs(skew) > MOST_SKEW:
        said += ", for until then nothing that is due by it is done, and nothing is deleted"
    return Finding("clock", Health.NOTE, said, cure="Switch time synchronisation on, such as: timedatectl set-ntp true")


def _skipped(why: str) -> list[Finding]:
    return [Finding(name, Health.SKIPPED, why) for name in NAMES]
