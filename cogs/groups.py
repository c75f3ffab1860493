"""A group's settings, and what moderators are told when something of them does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import discord
from discord import app_commands
from discord.ext import commands

from bot.model.groups import Group, PublicLanguage, Seats, Weekday
from bot.model.money import CURRENCIES
from bot.model.words import N_, Refused
from bot.model.zones import matching
from bot.services.groups import Changes
from bot.worker.parcel import Parcel
from cogs._ui import suggest
from cogs._ui.cards import Card, public
from cogs._ui.turn import Turn

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.model.outbox import Message
    from bot.services.groups import Groups
    from cogs._ui.host import Host

ONE_LANGUAGE = {PublicLanguage.ENGLISH: "English", PublicLanguage.PORTUGUESE: "Português (Brasil)"}
"""Each in its own words; the third choice is both."""
SEATS = {Seats.EXCLUSIVE: N_("one business a trade"), Seats.SHARED: N_("a trade may be held by several")}
NEEDED = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "read_message_history": N_("Read Message History"),
}
"""Without the last, a message whose arrival is uncertain can't be looked for."""

Channel = discord.TextChannel


@app_commands.default_permissions(manage_guild=True)  # the one hidden group: moderators by role must see the others
class GroupCog(commands.GroupCog, group_name="group", group_description="For moderators: how Goodword works here."):
    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    @app_commands.command(description="Set how Goodword works here; without options it shows what is set.")
    @app_commands.describe(
        referrals_channel="Where referrals and thanks are announced, without clients",
        digest_channel="Where the weekly news is posted",
        moderators_channel="Where applications arrive; only moderators should see it",
        member_role="The role that members get",
        moderator_role="Who may moderate besides those with Manage Server",
        time_zone="Such as America/Sao_Paulo",
        language="Of what the group reads together",
        currency="Three letters, such as BRL",
        week_starts="The first day of the week",
        seats="Whether a trade is held by one business only",
        amounts="Whether amounts may be entered at all",
    )
    @app_commands.choices(
        language=[
            app_commands.Choice(name=name, value=value)
            for name, value in (("English", "en"), ("Português (Brasil)", "pt-BR"), ("both", "both"))
        ],
        week_starts=[app_commands.Choice(name=day.name.lower(), value=day.name.lower()) for day in Weekday],
        seats=[app_commands.Choice(name=seats.value, value=seats.value) for seats in Seats],
        amounts=[app_commands.Choice(name="on", value="on"), app_commands.Choice(name="off", value="off")],
    )
    async def setup(
        self,
        interaction: discord.Interaction,
        referrals_channel: Channel | None = None,
        digest_channel: Channel | None = None,
        moderators_channel: Channel | None = None,
        member_role: discord.Role | None = None,
        moderator_role: discord.Role | None = None,
        time_zone: str | None = None,
        language: str | None = None,
        currency: str | None = None,
        week_starts: str | None = None,
        seats: str | None = None,
        amounts: str | None = None,
    ) -> None:
        turn = Turn.of(interaction)
        for role in (member_role, moderator_role):
            if role is not None and (role.is_default() or role.managed):
                raise Refused(
                    N_("{role} can't be given to members one by one. Choose a role of its own for that."), role=role.name
                )
        changes = Changes(
            referrals_channel_id=referrals_channel.id if referrals_channel else None,
            digest_channel_id=digest_channel.id if digest_channel else None,
            moderators_channel_id=moderators_channel.id if moderators_channel else None,
            member_role_id=member_role.id if member_role else None,
            moderator_role_id=moderator_role.id if moderator_role else None,
            time_zone=time_zone,
            language=PublicLanguage(language) if language else None,
            currency=currency,
            week_starts=Weekday[week_starts.upper()] if week_starts else None,
            seats=Seats(seats) if seats else None,
            amounts=amounts == "on" if amounts else None,
        )
        group = await self._groups.set_up(turn.actor(), changes, interaction.channel_id or 0)
        await turn.show(settings_card(turn.words, group, problems(turn.words, group, interaction.guild)))

    @setup.autocomplete("time_zone")
    async def suggest_zone(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.ready(matching(typed, suggest.MOST))

    @setup.autocomplete("currency")
    async def suggest_currency(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        return suggest.among(sorted(CURRENCIES), typed)

    @app_commands.command(description="The settings, and what each of them does.")
    async def show(self, interaction: discord.Interaction) -> None:
        turn = Turn.of(interaction)
        group = await self._groups.moderated(turn.actor())
        await turn.show(settings_card(turn.words, group, problems(turn.words, group, interaction.guild)))


class Messages:
    """The notice that a channel or a role can't be used."""

    async def notice(self, message: Message) -> Parcel | None:
        """`record_id` is the channel that refused, 0 for a role; it is said once, and what waits goes out when it is mended."""

        def fill(card: Card, words: Words) -> None:
            if message.record_id:
                said = words.t(
                    "⚠️ I can't post in {channel}: it is gone, or I lack View Channel or Send Messages there. Nothing is lost; mend the"
                    " permissions or choose another channel, then run /group setup, and what waits goes out.",
                    channel=f"<#{message.record_id}>",
                )
            else:
                said = words.t(
                    "⚠️ I can't switch the member role: I need Manage Roles, and my own role above it. Mend that, then run"
                    " /group setup, and I try again."
                )
            card.text(said)

        return Parcel(public(message.language, fill))


def problems(words: Words, group: Group, guild: discord.Guild | None) -> list[str]:
    """What the bot lacks in each place it is to use, a line each."""
    if guild is None:
        return []
    found: list[str] = []
    for channel_id in dict.fromkeys((group.referrals_channel_id, group.digest_channel_id, group.moderators_channel_id)):
        if channel_id is None:
            continue
        channel = guild.get_channel(channel_id)
        if channel is None:
            found.append(words.t("{channel} is gone, or I can't see it. Choose another one.", channel=f"<#{channel_id}>"))
            continue
        mine = channel.permissions_for(guild.me)
        lacking = [words.t(name) for attribute, name in NEEDED.items() if not getattr(mine, attribute)]
        if lacking:
            found.append(
                words.t("In {channel} I lack: {permissions}.", channel=channel.mention, permissions=words.listed(lacking))
            )
    if group.moderators_channel_id is None:
        found.append(
            words.t("There is no channel for applications yet. Choose one that only moderators see: moderators_channel.")
        )
    role = guild.get_role(group.member_role_id) if group.member_role_id else None
    if role is not None and not (guild.me.guild_permissions.manage_roles and role < guild.me.top_role):
        found.append(
            words.t("I can't give {role}: I need Manage Roles, and my own role above it in the list of roles.", role=role.mention)
        )
    return found


class _Line(NamedTuple):
    """A setting: its name, its value, what it does."""

    name: str
    value: str
    meaning: str


def settings_card(words: Words, group: Group, found: list[str]) -> Card:
    """Every setting with what it does; what does not work stands on top."""
    card = Card().title(f"⚙️ {words.t('How Goodword works here')}")
    if found:
        card.text("\n".join(f"⚠️ {problem}" for problem in found))
    card.text("\n".join(f"**{each.name}** · {each.value}\n-# {each.meaning}" for each in _lines(words, group)))
    return card.small(words.t("Change any of it with /group setup and its options."))


def _lines(words: Words, group: Group) -> list[_Line]:
    t = words.t

    def place(channel_id: int | None) -> str:
        return f"<#{channel_id}>" if channel_id else t("none yet")

    def role(role_id: int | None) -> str:
        return f"<@&{role_id}>" if role_id else t("none")

    language = ONE_LANGUAGE.get(group.language) or t("both")
    return [
        _Line(t("Referrals channel"), place(group.referrals_channel_id), t("says who helped whom, never the client")),
        _Line(t("Digest channel"), place(group.digest_channel_id), t("gets the weekly news")),
        _Line(t("Moderators' channel"), place(group.moderators_channel_id), t("gets applications, and what needs mending")),
        _Line(t("Member role"), role(group.member_role_id), t("given to members, taken from former ones")),
        _Line(t("Moderator role"), role(group.moderator_role_id), t("may moderate, besides those with Manage Server")),
        _Line(t("Time zone"), group.time_zone, t("decides when a week begins and when the news is posted")),
        _Line(t("Language"), language, t("of what everybody reads; private answers are in each reader's own")),
        _Line(t("Currency"), group.currency, t("of the amounts that members enter")),
        _Line(t("Week starts"), words.weekday(group.week_starts), t("the boards count from this day")),
        _Line(t("Trades"), t(SEATS[group.seats]), t("whether two businesses may share a trade")),
        _Line(
            t("Amounts"), t("on") if group.amounts else t("off"), t("whether members may note what work brought, for themselves")
        ),
    ]


async def setup(bot: Host) -> None:
    await bot.add_cog(GroupCog(bot.services.groups))
    bot.handlers["notice"] = Messages().notice
