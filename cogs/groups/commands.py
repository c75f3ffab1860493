"""/group: setup, show, panel, seats and about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.admin.setup import Changes, GroupSetup
from bot.core.calendar import Weekday
from bot.core.money import CURRENCIES
from bot.core.time_zones import matching
from bot.groups.model import (
    LATEST_QUIET,
    LATEST_UNOPENED,
    LONGEST_KEPT,
    MOST_FOR_PAIR,
    MOST_SECONDS,
    MOST_VISITS,
    PublicLanguage,
    Seats,
)
from bot.membership.profiles.service import Profiles
from bot.membership.seats.service import Openings
from bot.reports.trades.service import TradeFlows
from cogs._ui import suggest
from cogs._ui.interaction import InteractionContext
from cogs._ui.seats import seat_name
from cogs._ui.weekdays import DAYS
from cogs.groups.answers import check_channel, check_role, here
from cogs.groups.cards import MEANINGS, Setting, is_public, settings_card
from cogs.groups.goals import GoalsCommands
from cogs.groups.links import LinkCommands
from cogs.groups.panel import panel_card
from cogs.groups.questions import question_card
from cogs.groups.report import ReportCommands
from cogs.groups.seats import seats_card

if TYPE_CHECKING:
    from bot.groups.model import Group
    from cogs._ui.bot_protocol import BotProtocol
    from cogs.groups.about import About

Channel = discord.TextChannel
ChannelOrForum = discord.TextChannel | discord.ForumChannel
"""A forum can be chosen, so that it is refused with the reason: people look for one where questions are asked."""


@app_commands.default_permissions(manage_guild=True)  # the one hidden group: moderators by role must see the others
class GroupCog(
    GoalsCommands,
    ReportCommands,
    LinkCommands,
    commands.GroupCog,
    group_name="group",
    group_description="For moderators: how Goodword works here.",
):
    def __init__(self, bot: BotProtocol, about: About) -> None:
        self._setup = bot.services.of(GroupSetup)
        self._openings = bot.services.of(Openings)
        self._profiles = bot.services.of(Profiles)
        self._flows = bot.services.of(TradeFlows)
        self._about = about
        self._take_goals(bot)
        self._take_report(bot)
        self._take_links(bot)

    @app_commands.command(description="Set how Goodword works here; without options it shows what is set and asks.")
    @app_commands.describe(
        referrals_channel="Where referrals and thanks are announced, without clients",
        asks_channel="Where what members ask the group is shown; without one, in the referrals channel",
        digest_channel="Where the weekly news is posted",
        meetings_channel="Where each meeting is shown; without one, where the weekly news is posted",
        moderators_channel="Where applications arrive; only moderators should see it",
        member_role="The role that members get",
        moderator_role="Who may moderate besides those with Manage Server",
        time_zone="Such as America/Sao_Paulo",
        language="Of what the group reads together",
        currency="Three letters, such as BRL",
        week_starts="The first day of the week",
        seats="Whether a trade is held by one business only",
        amounts="Whether amounts may be entered at all",
        remind_unopened="Days after which a receiver is reminded of a new referral",
        remind_quiet="Days without news after which a receiver is reminded",
        keep_clients="Days after its end for which a referral keeps its client's data",
        smart="Whether asks are matched by meaning as well, where whoever runs the bot offers it",
        pair_cap="How many from one member to the same other one count in a week on the boards",
        seconds="How long each has in the round of a meeting",
        guest_visits="After how many visits who invites the same guest again is told that they may apply",
        clear="A channel or role that should be none any more",
    )
    @app_commands.choices(
        language=[
            app_commands.Choice(name=name, value=value)
            for name, value in (("English", "en"), ("Português (Brasil)", "pt-BR"), ("both", "both"))
        ],
        week_starts=DAYS,
        seats=[app_commands.Choice(name=seats.value, value=seats.value) for seats in Seats],
        amounts=[app_commands.Choice(name="on", value="on"), app_commands.Choice(name="off", value="off")],
        smart=[app_commands.Choice(name="on", value="on"), app_commands.Choice(name="off", value="off")],
        clear=[app_commands.Choice(name=MEANINGS[setting][0], value=setting.value) for setting in Setting if setting.may_be_none],
    )
    async def setup(
        self,
        interaction: discord.Interaction,
        referrals_channel: Channel | None = None,
        asks_channel: ChannelOrForum | None = None,
        digest_channel: Channel | None = None,
        meetings_channel: ChannelOrForum | None = None,
        moderators_channel: Channel | None = None,
        member_role: discord.Role | None = None,
        moderator_role: discord.Role | None = None,
        time_zone: str | None = None,
        language: str | None = None,
        currency: str | None = None,
        week_starts: str | None = None,
        seats: str | None = None,
        amounts: str | None = None,
        remind_unopened: app_commands.Range[int, 1, LATEST_UNOPENED] | None = None,
        remind_quiet: app_commands.Range[int, 1, LATEST_QUIET] | None = None,
        keep_clients: app_commands.Range[int, 1, LONGEST_KEPT] | None = None,
        pair_cap: app_commands.Range[int, 1, MOST_FOR_PAIR] | None = None,
        smart: str | None = None,
        guest_visits: app_commands.Range[int, 1, MOST_VISITS] | None = None,
        seconds: app_commands.Range[int, 1, MOST_SECONDS] | None = None,
        clear: str | None = None,
    ) -> None:
        ctx = InteractionContext.of(interaction)
        # Before anything is saved: Discord offers @everyone and the roles of integrations too.
        for role in (member_role, moderator_role):
            if role is not None:
                check_role(role)
        changes = Changes(
            referrals_channel_id=referrals_channel.id if referrals_channel else None,
            asks_channel_id=check_channel(asks_channel).id if asks_channel else None,
            digest_channel_id=digest_channel.id if digest_channel else None,
            meetings_channel_id=check_channel(meetings_channel).id if meetings_channel else None,
            moderators_channel_id=moderators_channel.id if moderators_channel else None,
            member_role_id=member_role.id if member_role else None,
            moderator_role_id=moderator_role.id if moderator_role else None,
            time_zone=time_zone,
            language=PublicLanguage(language) if language else None,
            currency=currency,
            week_starts=Weekday[week_starts.upper()] if week_starts else None,
            seats=Seats(seats) if seats else None,
            amounts=amounts == "on" if amounts else None,
            remind_unopened=remind_unopened,
            remind_quiet=remind_quiet,
            keep_clients=keep_clients,
            pair_cap=pair_cap,
            smart=smart == "on" if smart else None,
            guest_visits=guest_visits,
            agenda_seconds=seconds,
            cleared=frozenset({Setting(clear).field}) if clear else frozenset(),
        )
        # Read before the change, to know whether this is the first setup.
        before = await self._setup.moderated(ctx.actor())
        group = await self._setup.set_up(ctx.actor(), changes, here(interaction))
        asked = _to_ask(interaction, group, changes, is_first=before.set_up_at is None)
        if asked is not None:
            await ctx.show(question_card(ctx, group, asked))
            return
        conflicts = await self._openings.conflicts(group) if changes.seats else ()
        await ctx.show(settings_card(ctx.words, group, interaction.guild, conflicts))

    @setup.autocomplete("time_zone")
    async def suggest_zone(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.ready(matching(typed, suggest.MOST))

    @setup.autocomplete("currency")
    async def suggest_currency(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.among(sorted(CURRENCIES), typed)

    @app_commands.command(description="The settings, and what each of them does.")
    async def show(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        group = await self._setup.moderated(ctx.actor())
        await ctx.show(settings_card(ctx.words, group, interaction.guild))

    @app_commands.command(description="Post a message with the most used buttons, to pin it.")
    async def panel(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        group = await self._setup.moderated(ctx.actor())
        group.check_set_up()
        await ctx.show(panel_card(group.language), public=True)

    @app_commands.command(description="The trades: taken and by whom, looked for, open.")
    @app_commands.describe(look_for="A trade that the group looks for from now on", stop_looking="One that it looks for no more")
    async def seats(self, interaction: discord.Interaction, look_for: str | None = None, stop_looking: str | None = None) -> None:
        ctx = InteractionContext.of(interaction)
        if stop_looking is not None:
            await self._openings.stop_looking(ctx.actor(), stop_looking)
        if look_for is not None:
            await self._openings.look_for(ctx.actor(), look_for)
        await ctx.show(seats_card(ctx.words, await self._openings.seats(ctx.actor()), await self._flows.of_group(ctx.actor())))

    @seats.autocomplete("look_for")
    async def suggest_seat(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.seats(InteractionContext.of(interaction), typed, await self._profiles.seats(interaction.guild_id or 0))

    @seats.autocomplete("stop_looking")
    async def suggest_wanted(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        ctx = InteractionContext.of(interaction)
        wanted = [seat_name(ctx.words, seat) for seat in await self._openings.wanted(ctx.group_id)]
        return suggest.held_seats(ctx, typed, wanted, suggest.LENGTH)

    @app_commands.command(description="What this group is, its trades, and when it meets.")
    async def about(self, interaction: discord.Interaction) -> None:
        await self._about.show(InteractionContext.of(interaction))


def _to_ask(interaction: discord.Interaction, group: Group, changes: Changes, *, is_first: bool) -> Setting | None:
    """The setting to ask about after the command, None for none: a missing referrals channel, or a public moderators' channel."""
    if is_first and group.referrals_channel_id is None and not here(interaction):
        return Setting.REFERRALS_CHANNEL
    public = changes.moderators_channel_id is not None and is_public(interaction.guild, changes.moderators_channel_id)
    return Setting.MODERATORS_CHANNEL if public else None
