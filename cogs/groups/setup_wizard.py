"""The setup wizard: one question at a time with buttons and menus; each answer is saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.admin.setup import Changes
from bot.core.calendar import Weekday
from bot.core.errors import N_, Refused
from bot.core.text import Field
from bot.groups.model import PublicLanguage, Seats
from cogs._ui import forms
from cogs._ui.cards import Button, Card, button, channel_menu, menu, primary, role_menu
from cogs._ui.interaction import InteractionContext, number, one_of, stale
from cogs._ui.routing import pressed, reopens, submitted
from cogs.groups.cards import (
    MEANINGS,
    SEATS,
    Setting,
    conflicting,
    is_public,
    language_name,
    problems,
    settings_card,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from discord import ui

    from bot.admin.setup import GroupSetup
    from bot.groups.model import Group
    from bot.i18n import Words
    from bot.membership.seats.service import Openings, Taken

ORDER = tuple(each for each in Setting if each is not Setting.ASKS_CHANNEL)
"""The questions. Where needs are posted is not asked: most groups want them in the referrals channel."""
NONE = "none"
"""The answer that clears a channel or role."""
ZONE_FORM, CURRENCY_FORM = "setup:zone_form", "setup:currency_form"
ZONE = Field(N_("Time zone, such as America/Sao_Paulo"), 60)
CURRENCY = Field(N_("Currency: three letters, such as BRL"), 10)

QUESTIONS = {
    Setting.LANGUAGE: N_("In which language do I write what everybody reads? Private answers are in each reader's own."),
    Setting.REFERRALS_CHANNEL: N_("Where do I say who helped whom, and post thanks? Clients are never named there."),
    Setting.DIGEST_CHANNEL: N_("Where do I post the weekly news?"),
    Setting.MODERATORS_CHANNEL: N_("Where do applications arrive? Choose a channel that only moderators see."),
    Setting.MODERATOR_ROLE: N_("Which role may moderate, besides those with Manage Server? Skip it if there is none."),
    Setting.MEMBER_ROLE: N_("Which role do I give to members, and take from former ones? Skip it if there is none."),
    Setting.TIME_ZONE: N_("In which time zone does the group live? It decides when a week begins and when the news is posted."),
    Setting.CURRENCY: N_("In which currency do members note what work brought?"),
    Setting.WEEK_STARTS: N_("On which day does a week begin? The boards count from there."),
    Setting.SEATS: N_("May two businesses share a trade, or is each held by one alone?"),
    Setting.AMOUNTS: N_("May members note, for themselves, how much work a referral brought?"),
}
ZONES = {
    "pt-BR": ("America/Sao_Paulo", "America/Fortaleza", "America/Manaus"),
    "en-US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "en-GB": ("Europe/London",),
}
"""Suggested zones by the locale of the person's Discord."""
OTHER_ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "America/Sao_Paulo")
CURRENCIES = {"pt-BR": ("BRL", "USD", "EUR"), "en-GB": ("GBP", "EUR", "USD")}
OTHER_CURRENCIES = ("USD", "EUR", "GBP", "BRL")


class SetupWizard(commands.Cog):
    def __init__(self, setup: GroupSetup, openings: Openings) -> None:
        self._setup = setup
        self._openings = openings

    @pressed("setup:start")
    async def start(self, ctx: InteractionContext) -> None:
        """Show the first question as a private message: the button is on the greeting, which everybody sees."""
        group = await self._setup.moderated(ctx.actor())
        await ctx.show(question_card(ctx, group, ORDER[0]))

    @pressed("setup:ask")
    async def ask(self, ctx: InteractionContext) -> None:
        setting = asked(ctx.take(1)[0])
        await ctx.update(question_card(ctx, await self._setup.moderated(ctx.actor()), setting))

    @pressed("setup:set")
    async def chosen(self, ctx: InteractionContext) -> None:
        """Save what was chosen in a menu."""
        await self._save(ctx, asked(ctx.take(1)[0]), ctx.chosen)

    @pressed("setup:pick")
    async def picked(self, ctx: InteractionContext) -> None:
        """Save a suggestion whose button was pressed."""
        setting, value = ctx.take(2)
        await self._save(ctx, asked(setting), value)

    @pressed("setup:zone")
    async def ask_zone(self, ctx: InteractionContext) -> None:
        group = await self._setup.moderated(ctx.actor())
        await ctx.ask(zone_form(ctx.words, forms.nonce(), {"time_zone": group.time_zone}))

    @submitted(ZONE_FORM)
    async def zone_typed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._save(ctx, Setting.TIME_ZONE, typed.get("time_zone", ""))

    @reopens(ZONE_FORM)
    async def zone_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return zone_form(ctx.words, ctx.take(1)[0], typed)

    @pressed("setup:currency")
    async def ask_currency(self, ctx: InteractionContext) -> None:
        group = await self._setup.moderated(ctx.actor())
        await ctx.ask(currency_form(ctx.words, forms.nonce(), {"currency": group.currency}))

    @submitted(CURRENCY_FORM)
    async def currency_typed(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        await self._save(ctx, Setting.CURRENCY, typed.get("currency", ""))

    @reopens(CURRENCY_FORM)
    async def currency_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return currency_form(ctx.words, ctx.take(1)[0], typed)

    @pressed("setup:done")
    async def done(self, ctx: InteractionContext) -> None:
        """Show the settings. Where no referrals channel is chosen and this one is private, ask for it first."""
        # Without changes too: the first time it notes that the group is set up, and its first channels.
        group = await self._setup.set_up(ctx.actor(), Changes(), here(ctx.interaction))
        if group.referrals_channel_id is None and not here(ctx.interaction):
            await ctx.update(question_card(ctx, group, Setting.REFERRALS_CHANNEL))
            return
        await ctx.update(settings_card(ctx.words, group, ctx.interaction.guild))

    async def _save(self, ctx: InteractionContext, setting: Setting, value: str) -> None:
        """Save an answer and show the next question, or the same one again where the saved value has a problem."""
        group = await self._setup.moderated(ctx.actor())
        changes = read(ctx.interaction.guild, setting, value)
        group = await self._setup.set_up(ctx.actor(), changes, here(ctx.interaction))
        at_fault = setting is not Setting.MODERATORS_CHANNEL or not is_public(ctx.interaction.guild, group.moderators_channel_id)
        if at_fault and problems(ctx.words, group, ctx.interaction.guild, setting):
            await ctx.update(question_card(ctx, group, setting))
        elif setting is ORDER[-1]:
            await ctx.update(settings_card(ctx.words, group, ctx.interaction.guild))
        else:
            conflicts = await self._openings.conflicts(group) if setting is Setting.SEATS else ()
            following = ORDER[ORDER.index(setting) + 1]
            await ctx.update(question_card(ctx, group, following, answered=setting, conflicts=conflicts))


def asked(text: str) -> Setting:
    """The setting that a custom id names. Raises Refused where it is none that is asked for."""
    setting = one_of(Setting, text)
    if setting not in ORDER:
        raise stale()
    return setting


def read(guild: discord.Guild | None, setting: Setting, value: str) -> Changes:
    """The change for an answer. Raises Refused for a value that is no choice; time zones and currencies are read by the service."""
    known: dict[Setting, Callable[[], Any]] = {
        Setting.LANGUAGE: lambda: one_of(PublicLanguage, value),
        Setting.SEATS: lambda: one_of(Seats, value),
        Setting.WEEK_STARTS: lambda: _weekday(value),
        Setting.AMOUNTS: lambda: value == "on",
    }
    change: Any
    if setting.may_be_none and value == NONE:
        return Changes(cleared=frozenset({setting.field}))
    if setting.is_channel:
        # The id is input: only a text channel of this server is accepted.
        change = check_channel(guild.get_channel(number(value)) if guild else None).id
    elif setting.is_role:
        change = check_role(guild.get_role(number(value)) if guild else None).id
    else:
        change = known[setting]() if setting in known else value
    return Changes(**{setting.field: change})


def check_channel(channel: discord.abc.GuildChannel | None) -> discord.TextChannel:
    """Return a channel in which the bot can post exactly once. Raises Refused for a forum, with the reason, and for any other."""
    if isinstance(channel, discord.ForumChannel):
        # Discord's key that makes a repeated request harmless, `nonce`, is of Create Message alone, not of forum posts
        # (https://docs.discord.com/developers/resources/message#create-message).
        raise Refused(
            N_(
                "#{channel} is a forum: there Discord can't tell a post that is sent again after a broken connection from a new one, so"
                " it could stand there twice. Choose a text channel."
            ),
            channel=channel.name,
        )
    if not isinstance(channel, discord.TextChannel):
        raise stale()
    return channel


def check_role(role: discord.Role | None) -> discord.Role:
    """Return a role that can be given to single people. Raises Refused for @everyone, and for roles that an integration manages."""
    if role is None:
        raise stale()
    if role.is_default() or role.managed:
        raise Refused(N_("{role} can't be given to members one by one. Choose a role of its own for that."), role=role.name)
    return role


def here(interaction: discord.Interaction) -> int:
    """The id of the interaction's channel, the default for the first posts of a group; 0 where not everybody sees the channel."""
    channel_id = interaction.channel_id or 0
    return channel_id if is_public(interaction.guild, channel_id) else 0


def question_card(
    ctx: InteractionContext,
    group: Group,
    setting: Setting,
    *,
    answered: Setting | None = None,
    conflicts: Sequence[Taken] = (),
) -> Card:
    """One question with its choices, below the answer to the question before and the problems of that answer."""
    words, guild, at = ctx.words, ctx.interaction.guild, ORDER.index(setting)
    name = words.t(MEANINGS[setting][0])
    card = Card()
    if answered is not None:
        card.small(f"✅ {words.t(MEANINGS[answered][0])} · {value_of(words, group, answered, guild)}")
        told = problems(words, group, guild, answered)
        card.text("\n".join(f"⚠️ {problem}" for problem in told))
        conflicting(card, words, conflicts)
    card.title(f"⚙️ {words.t('{number} of {count}: {name}', number=at + 1, count=len(ORDER), name=name)}")
    card.text(words.t(QUESTIONS[setting]))
    card.text(words.t("Now: {value}", value=f"**{value_of(words, group, setting, guild)}**"))
    found = problems(words, group, guild, setting)
    if found:
        card.text("\n".join(f"⚠️ {problem}" for problem in found))
    _choices(card, ctx, group, setting)
    if setting.may_be_none and setting.of(group) is not None:
        card.buttons([button(f"setup:pick:{setting}:{NONE}", words.t("None any more"), "✖️")])
    card.buttons(_onward(words, at))
    return card.small(words.t("Each answer is saved at once."))


def _onward(words: Words, at: int) -> list[Button]:
    """The buttons to go back, skip and finish."""
    made = [button(f"setup:ask:{ORDER[at - 1]}", words.t("Back"), "◀️")] if at else []
    if at + 1 < len(ORDER):
        made.append(button(f"setup:ask:{ORDER[at + 1]}", words.t("Skip"), "▶️"))
    return [*made, button("setup:done", words.t("Done"), "✅")]


def _choices(card: Card, ctx: InteractionContext, group: Group, setting: Setting) -> Card:
    """Add the menu or the buttons that answer a question."""
    words, guild = ctx.words, ctx.interaction.guild
    custom_id, choose = f"setup:set:{setting}", words.t("Choose")
    if setting.is_channel:
        present = guild.get_channel(setting.of(group) or 0) if guild else None
        return card.menu(channel_menu(custom_id, choose, present.id if present else None))
    if setting.is_role:
        present = guild.get_role(setting.of(group) or 0) if guild else None
        return card.menu(role_menu(custom_id, choose, present.id if present else None))
    if setting is Setting.TIME_ZONE:
        return card.buttons(_suggested(ctx, setting, ZONES, OTHER_ZONES, "setup:zone"))
    if setting is Setting.CURRENCY:
        return card.buttons(_suggested(ctx, setting, CURRENCIES, OTHER_CURRENCIES, "setup:currency"))
    options = {
        Setting.LANGUAGE: [(each.value, language_name(words, each)) for each in PublicLanguage],
        Setting.WEEK_STARTS: [(day.name.lower(), words.weekday(day)) for day in Weekday],
        Setting.SEATS: [(seats.value, words.t(label)) for seats, label in SEATS.items()],
        Setting.AMOUNTS: [("on", words.t("on")), ("off", words.t("off"))],
    }
    return card.menu(menu(custom_id, choose, options[setting]))


def _suggested(
    ctx: InteractionContext, setting: Setting, likely: Mapping[str, tuple[str, ...]], others: tuple[str, ...], form: str
) -> list[Button]:
    """Buttons with suggestions for the locale of the person's client, and one that opens a form for other values."""
    values = likely.get(ctx.interaction.locale.value, others)
    make = [primary, *[button] * len(values)]
    made = [new(f"setup:pick:{setting}:{value}", value) for new, value in zip(make, values, strict=False)]
    return [*made, button(form, ctx.words.t("Another one"), "✏️")]


def _weekday(value: str) -> Weekday:
    if value.upper() not in Weekday.__members__:
        raise stale()
    return Weekday[value.upper()]


def zone_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(
        f"{ZONE_FORM}:{nonce}",
        words.t("Time zone"),
        forms.text_item(words, "time_zone", ZONE, typed, description=words.t("A continent and a city near you.")),
    )


def currency_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(f"{CURRENCY_FORM}:{nonce}", words.t("Currency"), forms.text_item(words, "currency", CURRENCY, typed))
