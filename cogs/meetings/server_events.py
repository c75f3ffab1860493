"""Makes, changes and deletes the events that meetings have in Discord, one for each meeting.

Discord has no key that makes a repeated creation harmless, and discord.py repeats a request after an error of a proxy. So before and after
one the server's events are listed, and those that the bot made for the meeting are known by its label at the end of their description.
A recurrence of Discord's is not used: discord.py has none, and there a meeting that was moved keeps its old time
(https://docs.discord.com/developers/resources/guild-scheduled-event).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.core.text import shortened
from bot.i18n import words
from cogs._ui.bot_protocol import plain_group_name
from cogs.meetings.calendar_entries import location

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.meetings.model import Meeting
    from bot.meetings.server_events import ServerEvents
    from cogs._ui.bot_protocol import BotProtocol

NAME, LOCATION = 100, 100
"""Discord's limits of an event's name and place."""
GUILD_ONLY, EXTERNAL = 2, 3
"""The privacy level, and the type of an event outside of Discord's channels: one in a voice channel needs more permissions."""
REASON = "Goodword meetings"
"""Shown in the server's own audit log."""
GONE = frozenset({10070, 180000})
"""Discord's codes for an event that was deleted, and for one that is over or was cancelled, of which it takes no change
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes)."""


class Events:
    def __init__(self, bot: BotProtocol, events: ServerEvents) -> None:
        self._bot = bot
        self._events = events

    async def event(self, message: Message) -> None:
        """Bring the meeting's event to what the meeting is at present. Renders no message; raises what discord.py raises."""
        found = await self._events.wanted(message.group_id, message.record_id)
        if found is None:
            return
        meeting, language = found.meeting, found.group.language.first
        events = await self._listed(meeting) if meeting.event_id is None else [meeting.event_id]
        if found.is_wanted and not found.has_begun:
            if events:
                await self._change(meeting, events[0], language)
            else:
                payload = await self._payload(meeting, language)
                await self._bot.http.create_guild_scheduled_event(meeting.group_id, **payload, reason=REASON)
                events = await self._listed(meeting)
        kept = next(iter(events), None) if found.is_wanted else None
        for each in events:
            if each != kept:
                await self._delete(meeting, each)
        await self._events.is_now(meeting.group_id, meeting.id, kept)

    async def _listed(self, meeting: Meeting) -> list[int]:
        """The ids of the events that the bot made for the meeting, the oldest first."""
        events: list[Any] = await self._bot.http.get_scheduled_events(meeting.group_id, with_user_count=False)
        assert self._bot.user is not None, "we are logged in"
        mine = (each for each in events if int(each.get("creator_id") or 0) == self._bot.user.id)
        return sorted(int(each["id"]) for each in mine if (each.get("description") or "").endswith(_mark(meeting)))

    async def _change(self, meeting: Meeting, event_id: int, language: str) -> None:
        """Change the event; one that somebody deleted, cancelled or ended in Discord stays so."""
        payload = await self._payload(meeting, language)
        try:
            await self._bot.http.edit_scheduled_event(meeting.group_id, event_id, **payload, reason=REASON)
        except discord.HTTPException as problem:
            if problem.code not in GONE:
                raise

    async def _delete(self, meeting: Meeting, event_id: int) -> None:
        try:
            await self._bot.http.delete_scheduled_event(meeting.group_id, event_id, reason=REASON)
        except discord.HTTPException as problem:
            if problem.code not in GONE:
                raise

    async def _payload(self, meeting: Meeting, language: str) -> dict[str, Any]:
        """The event as Discord's API takes it."""
        reader, group = words(language), await plain_group_name(self._bot, meeting.group_id)
        where = meeting.place or location(meeting.group_id, "", meeting.channel_id) or group
        return {
            "name": shortened(reader.t("Meeting: {group}", group=group), NAME),
            "description": f"{reader.t('Who comes, and who speaks: /meeting next')}{_mark(meeting)}",
            "privacy_level": GUILD_ONLY,
            "entity_type": EXTERNAL,
            "entity_metadata": {"location": shortened(where, LOCATION)},
            "scheduled_start_time": meeting.starts_at.isoformat(),
            "scheduled_end_time": meeting.ends_at.isoformat(),
        }


def _mark(meeting: Meeting) -> str:
    """What the description of a meeting's event ends with."""
    return f"\n{meeting.label}"
