"""The weekly digest: its schedule, and how it reads."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import time_stamp
from bot.model.groups import Weekday
from bot.model.words import N_, Refused
from bot.services.digests import thawed
from bot.worker.parcel import Parcel
from cogs._ui.cards import Card, public
from cogs._ui.text import one_line, place
from cogs._ui.turn import Turn

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.i18n import Words
    from bot.model.digests import Digest, Newcomer, Place, Thanked
    from bot.model.outbox import Message
    from bot.services.digests import Digests, Schedule
    from bot.services.groups import Groups
    from cogs._ui.host import Host

MARGIN = 100
"""Room for headings and for saying how many were left out."""
NEWCOMERS_ROOM = 800
"""What thanks leave at most to what comes after them."""
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:hH.]([0-5][0-9])")
DAYS = [app_commands.Choice(name=day.name.lower(), value=day.name.lower()) for day in Weekday]


class DigestCog(commands.GroupCog, group_name="digest", group_description="For moderators: the weekly news."):
    def __init__(self, digests: Digests) -> None:
        self._digests = digests

    @app_commands.command(description="Post the weekly news on this day, at this time.")
    @app_commands.describe(day="The day of the week", time="The time in the group's own zone, such as 09:00")
    @app_commands.choices(day=DAYS)
    async def schedule(self, interaction: discord.Interaction, day: str, time: str) -> None:
        turn = Turn.of(interaction)
        schedule = await self._digests.schedule(turn.actor(), Weekday[day.upper()], read_clock(time))
        await turn.show(schedule_card(turn.words, schedule))

    @app_commands.command(description="When the next weekly news is due.")
    async def show(self, interaction: discord.Interaction) -> None:
        turn = Turn.of(interaction)
        await turn.show(schedule_card(turn.words, await self._digests.show(turn.actor())))

    @app_commands.command(description="Exactly what would be posted now, for your eyes only.")
    async def preview(self, interaction: discord.Interaction) -> None:
        turn = Turn.of(interaction)
        group, digest = await self._digests.preview(turn.actor())
        await turn.show(public(group.language, lambda card, words: fill(card, words, digest, group.zone)))

    @app_commands.command(description="Post the running week's news now.")
    async def post(self, interaction: discord.Interaction) -> None:
        turn = Turn.of(interaction)
        group = await self._digests.post(turn.actor(), turn.key)
        await turn.say(turn.words.t("📰 On its way to {channel}.", channel=f"<#{group.digest_channel_id}>"))

    @app_commands.command(description="Post no weekly news until you schedule it again.")
    async def pause(self, interaction: discord.Interaction) -> None:
        turn = Turn.of(interaction)
        await turn.show(schedule_card(turn.words, await self._digests.pause(turn.actor())))


class Messages:
    """Renders the digest's row of the outbox from the facts that were frozen in it."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    async def digest(self, message: Message) -> Parcel | None:
        group = await self._groups.get(message.group_id)
        digest = thawed(message.facts)
        return Parcel(public(message.language, lambda card, words: fill(card, words, digest, group.zone)))


def read_clock(text: str) -> time:
    """“09:00”. Raises Refused for anything that is no time of day."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise Refused(N_("“{text}” is not a time. Write hours and minutes, such as 09:00 or 18:30."), text=text[:40])
    return time(int(found[1]), int(found[2]))


def schedule_card(words: Words, schedule: Schedule) -> Card:
    group = schedule.group
    card = Card().title(f"📰 {words.t('Weekly news')}")
    if not group.digest_on or schedule.next_at is None:
        return card.text(words.t("Not scheduled. Choose a day and a time with /digest schedule."))
    card.text(
        words.t(
            "Every {day} at {time} ({zone}), in {channel}.",
            day=words.weekday(group.digest_day),
            time=group.digest_time.isoformat("minutes"),
            zone=group.time_zone,
            channel=f"<#{group.digest_channel_id}>" if group.digest_channel_id else words.t("no channel yet"),
        )
    )
    return card.small(words.t("Next: {time}, in your own time.", time=time_stamp(schedule.next_at)))


def fill(card: Card, words: Words, digest: Digest, zone: ZoneInfo) -> None:
    """The news of one period in one language."""
    start, end = digest.period.start.astimezone(zone), digest.period.end.astimezone(zone)
    card.title(f"📰 {words.t('Good words, {start} to {end}', start=words.day(start), end=words.day(end))}")
    if digest.is_quiet:
        card.text(
            words.t(
                "A quiet week. Whom could you help in the next one? One good word is enough: /refer, or look into /directory first."
            )
        )
        return
    card.text(_in_one_sentence(words, digest))
    footnote = words.t(
        "Counts what was given in these days and not taken back. Equal numbers share a rank. What will you pass on this week? /refer"
    )
    if digest.places:
        card.rule().lines(f"**🏆 {words.t('Who helped most members')}**", [_place(words, each) for each in digest.places])
    if digest.unnamed:
        card.small(words.n("{count} more prefers not to be named.", "{count} more prefer not to be named.", digest.unnamed))
    newcomers = [_newcomer(each) for each in digest.newcomers]
    if digest.thanks:
        later = min(len(footnote) + sum(map(len, newcomers)) + MARGIN, NEWCOMERS_ROOM)
        thanks = [_thanked(words, each) for each in digest.thanks]
        left_out = card.rule().lines(f"**💚 {words.t('Thank you')}**", thanks, later)
        more = digest.thanks_in_all - len(digest.thanks) + left_out
        if more:
            card.small(words.n("and {count} more thank-you", "and {count} more thank-yous", more))
    if newcomers:
        heading = f"**🌱 {words.t('New members, and whom to send them')}**"
        left_out = card.rule().lines(heading, newcomers, len(footnote) + MARGIN)
        if left_out:
            card.small(words.n("and {count} more", "and {count} more", left_out))
    card.rule().small(footnote)


def _in_one_sentence(words: Words, digest: Digest) -> str:
    parts = [words.n("{count} referral", "{count} referrals", digest.referrals)]
    if digest.jobs:
        parts.append(words.n("{count} job", "{count} jobs", digest.jobs))
    parts.append(words.n("{count} thank-you", "{count} thank-yous", digest.thanks_in_all))
    sentence = f"**{words.listed(parts)}**."
    if digest.receivers:
        helped = words.n("{count} member was helped", "{count} members were helped", digest.receivers)
        sentence = f"{sentence} {helped}."
    return sentence


def _thanked(words: Words, each: Thanked) -> str:
    author, thanked = f"**{one_line(each.author)}**", f"**{one_line(each.thanked)}**"
    return f"{words.t('{author} thanks {thanked}', author=author, thanked=thanked)}: “{one_line(each.message)}”"


def _place(words: Words, each: Place) -> str:
    helped = words.n("{count} member helped", "{count} members helped", each.people)
    referrals = words.n("{count} referral", "{count} referrals", each.times)
    return f"{place(each.rank)} **{one_line(each.name)}** · {helped} · {referrals}"


def _newcomer(each: Newcomer) -> str:
    listens = f" · 🎯 {one_line(each.ideal_referral)}" if each.ideal_referral else ""
    return f"**{one_line(each.name)}** · {one_line(each.seat)}{listens}"


async def setup(bot: Host) -> None:
    await bot.add_cog(DigestCog(bot.services.digests))
    bot.handlers["digest"] = Messages(bot.services.groups).digest
