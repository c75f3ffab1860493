"""/meeting speaker and /meeting announce, and the buttons of speakers, which the cog of /meeting inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.core.errors import N_, Doubt, Refused
from bot.core.text import LINE
from bot.meetings.attendance.service import Attendance
from bot.meetings.speakers.model import TOPIC
from bot.meetings.speakers.service import Chosen, Speakers
from bot.membership.members.model import Person
from cogs._ui import forms
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import line
from cogs._ui.interaction import InteractionContext, number, person, stale
from cogs._ui.morning_list import show_again
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.meetings import speaker_cards as cards
from cogs.meetings.announcements import AnnouncementCommands
from cogs.meetings.calendar_buttons import CalendarButtons

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.meetings.speakers.seen import Rota, Slot
    from cogs._ui.bot_protocol import BotProtocol

FORM, PLAN_FORM = "speaker:form", "speaker:plan_form"
Topic = app_commands.Range[str, 0, LINE]


class SpeakerCommands(AnnouncementCommands, CalendarButtons):
    """Who presents: the rota, for moderators; one's own wish, and the answers of those who present."""

    _bot: BotProtocol
    _speakers: Speakers
    _attendance: Attendance

    def _take_speakers(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._attendance = bot.services.of(Attendance)
        self._speakers = bot.services.of(Speakers)
        self._take_announcements(bot)
        self._take_calendars(bot)

    @app_commands.command(description="Who presents next; moderators see whose turn it is, and choose.")
    @app_commands.describe(
        member="For moderators: who presents",
        date="The day of the meeting, such as 2026-12-29; the next one if you leave it out",
        topic="What they present",
    )
    async def speaker(
        self,
        interaction: discord.Interaction,
        member: discord.User | None = None,
        date: str = "",
        topic: Topic = "",
    ) -> None:
        ctx = InteractionContext.of(interaction)
        if member is not None:
            meeting = await self._speakers.meeting_on(ctx.actor(), date)
            await self._plan(ctx, meeting.id, person(member), topic)
        elif topic.strip():
            raise Refused(
                N_("Choose whose topic it is too. For your own: /meeting speaker without options, “I'd like to present”.")
            )
        else:
            await self._show(ctx, date)

    async def _show(self, ctx: InteractionContext, date: str) -> None:
        lineup = await self._speakers.lineup(ctx.actor())
        if lineup.moderates or date.strip():
            meeting = await self._speakers.meeting_on(ctx.actor(), date)
            await ctx.show(cards.rota_card(ctx.words, await self._rota(ctx, meeting.id)))
        else:
            await ctx.show(cards.lineup_card(ctx.words, lineup))

    async def _plan(self, ctx: InteractionContext, meeting_id: int, who: Person, topic: str) -> None:
        try:
            slot = await self._speakers.plan(ctx.actor(), meeting_id, Chosen(who, topic), ctx.key)
        except Doubt as doubt:
            # A command has no form to open again: answered as if the form had been submitted with a nonce of its own.
            ctx.args = (str(meeting_id), str(who.user_id), forms.nonce())
            await self._bot.router.refuse(ctx, PLAN_FORM, {"topic": topic}, doubt)
            return
        await ctx.show(_planned(ctx, slot))

    @submitted(PLAN_FORM)
    async def planned(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        meeting_id, user_id, nonce = ctx.take(3)
        chosen = Chosen(Person(number(user_id)), typed.get("topic", ""), SURE in typed)
        slot = await self._speakers.plan(ctx.actor(), number(meeting_id), chosen, ctx.form_key(PLAN_FORM, nonce))
        await ctx.show(_planned(ctx, slot))

    @reopens(PLAN_FORM)
    async def plan_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        meeting_id, user_id, nonce = ctx.take(3)
        return topic_form(ctx.words, f"{PLAN_FORM}:{meeting_id}:{user_id}:{nonce}", ctx.words.t("Who presents"), typed)

    @pressed("speaker:choose")
    async def choose(self, ctx: InteractionContext) -> None:
        meeting_id, user_id = (number(part) for part in ctx.take(2))
        slot = await self._speakers.plan(ctx.actor(), meeting_id, Chosen(Person(user_id)), ctx.key)
        await ctx.show(_planned(ctx, slot))

    async def _rota(self, ctx: InteractionContext, meeting_id: int) -> Rota:
        present = await self._attendance.present_lately(ctx.group_id)
        return await self._speakers.rota(ctx.actor(), meeting_id, present)

    @pressed("speaker:off")
    async def take_off(self, ctx: InteractionContext) -> None:
        meeting_id, user_id = (number(part) for part in ctx.take(2))
        await self._speakers.take_off(ctx.actor(), meeting_id, user_id)
        await ctx.update(cards.rota_card(ctx.words, await self._rota(ctx, meeting_id)))

    @pressed("speaker:wish")
    async def wish(self, ctx: InteractionContext) -> None:
        topic = await self._speakers.my_wish(ctx.actor())
        await ctx.ask(_wish_form(ctx.words, forms.nonce(), {"topic": topic}))

    @submitted(FORM)
    async def wished(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        found = await self._speakers.wish(ctx.actor(), typed.get("topic", ""), sure=SURE in typed)
        await ctx.show(cards.wished_card(ctx.words, found.topic))

    @reopens(FORM)
    async def wish_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return _wish_form(ctx.words, ctx.take(1)[0], typed)

    @pressed("speaker:unwish")
    async def take_back(self, ctx: InteractionContext) -> None:
        await self._speakers.take_back(ctx.actor())
        await ctx.update(line(ctx.words.t("Noted: you would rather not present.")))

    @pressed("speaker:ready")
    async def ready(self, ctx: InteractionContext) -> None:
        speaker_id, stamp = _answered(ctx)
        await self._answer(ctx, await self._speakers.ready(ctx.user_id, speaker_id), stamp)

    @pressed("speaker:cannot")
    async def cannot(self, ctx: InteractionContext) -> None:
        speaker_id, stamp = _answered(ctx)
        await self._answer(ctx, await self._speakers.cannot(ctx.user_id, speaker_id), stamp)

    async def _answer(self, ctx: InteractionContext, slot: Slot, stamp: int | None) -> None:
        """Show the answered message as it stands now; in the morning list beside the list."""
        group_id = slot.meeting.group_id
        card = cards.slot_card(ctx.words, slot, await group_name(self._bot, group_id))
        if stamp is None:
            await ctx.update(card)
        else:
            await show_again(ctx, self._bot, group_id, stamp)
            await ctx.show(card)


def topic_form(words: Words, custom_id: str, title: str, typed: Mapping[str, str]) -> ui.Modal:
    described = words.t("Everyone in the group reads this. You may leave it empty.")
    example = words.t("How a bakery plans a week")
    return forms.form(custom_id, title, forms.text_item(words, "topic", TOPIC, typed, described, example))


def _wish_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return topic_form(words, f"{FORM}:{nonce}", words.t("I'd like to present"), typed)


def _planned(ctx: InteractionContext, slot: Slot) -> cards.Card:
    return cards.planned_card(ctx.words, slot, is_told=slot.speaker.user_id != ctx.user_id)


def _answered(ctx: InteractionContext) -> tuple[int, int | None]:
    """The speaker's id, and the stamp of the morning list in which it was pressed. Raises Refused."""
    match ctx.args:
        case (speaker_id,):
            return number(speaker_id), None
        case (speaker_id, stamp):
            return number(speaker_id), number(stamp)
        case _:
            raise stale()
