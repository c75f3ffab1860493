"""The card of a group's settings: label, value, meaning and problems of each."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import discord

from bot.asks.matching.meaning import PRESENT
from bot.core.errors import N_
from bot.groups.model import COUNTS, Group, PublicLanguage, Seats
from cogs._ui.cards import Card, button
from cogs._ui.channels import channel_problems
from cogs._ui.integrations import OPENING
from cogs._ui.people import mentioned
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.membership.seats.service import Taken


class Setting(StrEnum):
    """The settings, in the order in which they are asked and shown; the values are stored in custom ids."""

    LANGUAGE = "language"
    REFERRALS_CHANNEL = "referrals_channel"
    ASKS_CHANNEL = "asks_channel"
    DIGEST_CHANNEL = "digest_channel"
    MEETINGS_CHANNEL = "meetings_channel"
    MODERATORS_CHANNEL = "moderators_channel"
    MODERATOR_ROLE = "moderator_role"
    MEMBER_ROLE = "member_role"
    TIME_ZONE = "time_zone"
    CURRENCY = "currency"
    WEEK_STARTS = "week_starts"
    SEATS = "seats"
    AMOUNTS = "amounts"
    SMART = "smart"

    @property
    def is_channel(self) -> bool:
        return self.value.endswith("_channel")

    @property
    def is_role(self) -> bool:
        return self.value.endswith("_role")

    @property
    def may_be_none(self) -> bool:
        return self.is_channel or self.is_role

    @property
    def field(self) -> str:
        """The attribute's name in Group and Changes."""
        return f"{self.value}_id" if self.may_be_none else self.value

    def of(self, group: Group) -> Any:
        """The group's value of the setting."""
        return getattr(group, self.field)


MEANINGS = {
    Setting.LANGUAGE: (N_("Language"), N_("of what everybody reads; private answers are in each reader's own")),
    Setting.REFERRALS_CHANNEL: (N_("Referrals channel"), N_("says who helped whom, never the client")),
    Setting.ASKS_CHANNEL: (
        N_("Channel for asks"),
        N_("shows what members ask the group; without one that is the referrals channel"),
    ),
    Setting.DIGEST_CHANNEL: (N_("Digest channel"), N_("gets the weekly news")),
    Setting.MEETINGS_CHANNEL: (
        N_("Channel for meetings"),
        N_("shows each meeting three days before; without one that is the digest channel"),
    ),
    Setting.MODERATORS_CHANNEL: (N_("Moderators' channel"), N_("gets applications, and what needs mending")),
    Setting.MODERATOR_ROLE: (N_("Moderator role"), N_("may moderate, besides those with Manage Server")),
    Setting.MEMBER_ROLE: (N_("Member role"), N_("given to members, taken from former ones")),
    Setting.TIME_ZONE: (N_("Time zone"), N_("decides when a week begins and when the news is posted")),
    Setting.CURRENCY: (N_("Currency"), N_("of the amounts that members enter")),
    Setting.WEEK_STARTS: (N_("Week starts"), N_("the boards count from this day")),
    Setting.SEATS: (N_("Trades"), N_("whether two businesses may share a trade")),
    Setting.AMOUNTS: (N_("Amounts"), N_("whether members may note what work brought, for themselves")),
    Setting.SMART: (
        N_("Matching by meaning"),
        N_(
            "asks also find members and answers that mean the same in other words; it is computed where the bot runs, sent nowhere"
        ),
    ),
}
"""The label of a setting, and what it does."""

OTHERWISE = {Setting.ASKS_CHANNEL: N_("the referrals channel"), Setting.MEETINGS_CHANNEL: N_("the digest channel")}
"""Where it is posted while no channel of its own is chosen."""

COUNT_MEANINGS = {
    "pair_cap": N_("more from one member to the same other one stand in /me, but add nothing to the boards"),
    "remind_unopened": N_("after so long its receiver is reminded, and again after as long"),
    "remind_quiet": N_("the same once it is accepted; any movement begins the time anew"),
    "guest_visits": N_("whoever invites the same guest more often is told that they may apply"),
    "agenda_seconds": N_("how long each has in the round of a meeting, on the screens of /meeting agenda"),
    "keep_clients": N_("so long after a referral's end, then name, need and contact are deleted"),
}
"""What each numeric setting does. The wizard does not ask for them, since most groups can keep the defaults."""

ONE_LANGUAGE = {PublicLanguage.ENGLISH: "English", PublicLanguage.PORTUGUESE: "Português (Brasil)"}
"""Each in its own words; the third choice is both."""
SEATS = {Seats.EXCLUSIVE: N_("one business a trade"), Seats.SHARED: N_("a trade may be held by several")}


def offered() -> tuple[Setting, ...]:
    """The settings that a group can choose: `smart` only where the operator switched it on."""
    return tuple(setting for setting in Setting if setting is not Setting.SMART or PRESENT.is_offered)


def settings_card(words: Words, group: Group, guild: discord.Guild | None, conflicts: Sequence[Taken] = ()) -> Card:
    """Every setting with its value and meaning, below the problems and the trades that several businesses hold."""
    card = Card().title(f"⚙️ {words.t('How Goodword works here')}")
    found = [problem for setting in offered() for problem in problems(words, group, guild, setting)]
    if found:
        card.text("\n".join(f"⚠️ {problem}" for problem in dict.fromkeys(found)))
    conflicting(card, words, conflicts)
    present = [(setting, *MEANINGS[setting]) for setting in offered()]
    lines = ((words.t(name), value_of(words, group, setting, guild), words.t(does)) for setting, name, does in present)
    counts = (
        (words.t(COUNTS[field].label), _counted(words, group, field), words.t(does)) for field, does in COUNT_MEANINGS.items()
    )
    card.rows("", [f"**{name}** · {value}\n-# {does}" for name, value, does in (*lines, *counts)])
    card.buttons([button(f"setup:ask:{next(iter(Setting))}", words.t("Ask me one by one"), "💬")])
    if group.moderator_role_id:
        card.small(words.t(OPENING))
    return card.small(words.t("Change any of it with /group setup and its options."))


def conflicting(card: Card, words: Words, conflicts: Sequence[Taken]) -> None:
    """Add the trades that several businesses hold in a group where only one may; nothing where there are none."""
    if conflicts:
        heading = f"⚠️ {words.t('These trades are held by several. They keep them; nobody else can take them:')}"
        card.rows(
            heading,
            [
                f"**{one_line(each.seat)}** · {words.listed([mentioned(*holder) for holder in each.holders])}"
                for each in conflicts
            ],
        )


def is_public(guild: discord.Guild | None, channel_id: int | None) -> bool:
    """Whether everybody in the server sees the channel, as far as the bot knows it."""
    channel = guild.get_channel_or_thread(channel_id) if guild and channel_id else None
    if guild is None or channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
        return False
    # The default role is @everyone.
    return channel.permissions_for(guild.default_role).view_channel


def _counted(words: Words, group: Group, field: str) -> str:
    count = getattr(group, field)
    if field == "pair_cap":
        return words.t("at most {count} a week", count=words.number(count))
    if field == "agenda_seconds":
        return words.n("{count} second", "{count} seconds", count)
    if field == "guest_visits":
        return words.n("{count} visit", "{count} visits", count)
    return words.n("{count} day", "{count} days", count)


def value_of(words: Words, group: Group, setting: Setting, guild: discord.Guild | None) -> str:
    """The value of a setting as text; a channel or role that is not in `guild` any more is marked as gone."""
    chosen = setting.of(group)
    if setting.is_channel:
        gone = bool(guild and chosen and guild.get_channel_or_thread(chosen) is None)
        none = words.t(OTHERWISE.get(setting, N_("none yet")))
        return words.t("gone, or hidden from me") if gone else f"<#{chosen}>" if chosen else none
    if setting.is_role:
        gone = bool(guild and chosen and guild.get_role(chosen) is None)
        return words.t("gone: it was deleted") if gone else f"<@&{chosen}>" if chosen else words.t("none")
    values = {
        Setting.LANGUAGE: language_name(words, group.language),
        Setting.TIME_ZONE: group.time_zone,
        Setting.CURRENCY: group.currency,
        Setting.WEEK_STARTS: words.weekday(group.week_starts),
        Setting.SEATS: words.t(SEATS[group.seats]),
        Setting.AMOUNTS: words.t("on") if group.amounts else words.t("off"),
        Setting.SMART: words.t("on") if group.smart else words.t("off"),
    }
    return values[setting]


def language_name(words: Words, language: PublicLanguage) -> str:
    return ONE_LANGUAGE.get(language) or words.t("both")


def problems(words: Words, group: Group, guild: discord.Guild | None, setting: Setting) -> list[str]:
    """The problems of a setting: missing permissions, deleted channels and roles, a moderators' channel that everybody reads.

    Empty without a `guild`, of which nothing is known then.
    """
    if guild is None:
        return []
    if setting.is_channel:
        found = channel_problems(words, guild, setting.of(group), pictures=setting is Setting.DIGEST_CHANNEL)
    else:
        found = _with_role(words, guild, group, setting) if setting.is_role else []
    if setting is Setting.MODERATORS_CHANNEL and group.moderators_channel_id is None:
        found.append(
            words.t("There is no channel for applications yet. Choose one that only moderators see: moderators_channel.")
        )
    if setting is Setting.MODERATORS_CHANNEL and is_public(guild, group.moderators_channel_id):
        found.append(
            words.t(
                "Everybody reads {channel}, and applications with their contacts would stand there. Choose a channel that only"
                " moderators see: moderators_channel.",
                channel=f"<#{group.moderators_channel_id}>",
            )
        )
    if setting is Setting.DIGEST_CHANNEL and group.digest_on and group.digest_channel_id is None:
        found.append(words.t("The weekly news is scheduled, but has no channel. Choose one: digest_channel."))
    return found


GONE = {
    Setting.MEMBER_ROLE: N_(
        "The member role is gone: it was deleted. Choose another with /group setup member_role, or clear it there."
    ),
    Setting.MODERATOR_ROLE: N_(
        "The moderator role is gone: it was deleted. Choose another with /group setup moderator_role, or clear it there."
    ),
}
"""What is said where a role that was chosen is deleted in Discord."""


def _with_role(words: Words, guild: discord.Guild, group: Group, setting: Setting) -> list[str]:
    """The problems of a role: it was deleted, or it is the member role and the bot can't give it."""
    chosen = setting.of(group)
    role = guild.get_role(chosen) if chosen else None
    if role is None:
        return [words.t(GONE[setting])] if chosen else []
    # A bot gives roles below its own highest one only (https://docs.discord.com/developers/topics/permissions#permission-hierarchy).
    if setting is not Setting.MEMBER_ROLE or (guild.me.guild_permissions.manage_roles and role < guild.me.top_role):
        return []
    return [
        words.t("I can't give {role}: I need Manage Roles, and my own role above it in the list of roles.", role=role.mention)
    ]
