"""The setup wizard: one question at a time with buttons and menus; each answer is saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.admin.setup import Changes
from bot.core.errors import N_
from bot.core.text import Field
from cogs._ui import forms
from cogs._ui.interaction import InteractionContext, one_of, stale
from cogs._ui.routing import pressed, reopens, submitted
from cogs.groups.answers import here, read
from cogs.groups.cards import Setting, is_public, offered, problems, settings_card
from cogs.groups.questions import question_card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.admin.setup import GroupSetup
    from bot.i18n import Words
    from bot.membership.seats.service import Openings

ZONE_FORM, CURRENCY_FORM = "setup:zone_form", "setup:currency_form"
ZONE = Field(N_("Time zone, such as America/Sao_Paulo"), 60)
CURRENCY = Field(N_("Currency: three letters, such as BRL"), 10)


class SetupWizard(commands.Cog):
    def __init__(self, setup: GroupSetup, openings: Openings) -> None:
        self._setup = setup
        self._openings = openings

    @pressed("setup:start")
    async def start(self, ctx: InteractionContext) -> None:
        """Show the first question as a private message: the button is on the greeting, which everybody sees."""
        group = await self._setup.moderated(ctx.actor())
        await ctx.show(question_card(ctx, group, offered()[0]))

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
        elif setting is offered()[-1]:
            await ctx.update(settings_card(ctx.words, group, ctx.interaction.guild))
        else:
            conflicts = await self._openings.conflicts(group) if setting is Setting.SEATS else ()
            following = offered()[offered().index(setting) + 1]
            await ctx.update(question_card(ctx, group, following, answered=setting, conflicts=conflicts))


def asked(text: str) -> Setting:
    """The setting that a custom id names. Raises Refused where it is none that is asked for."""
    setting = one_of(Setting, text)
    if setting not in offered():
        raise stale()
    return setting


def zone_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(
        f"{ZONE_FORM}:{nonce}",
        words.t("Time zone"),
        forms.text_item(words, "time_zone", ZONE, typed, description=words.t("A continent and a city near you.")),
    )


def currency_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(f"{CURRENCY_FORM}:{nonce}", words.t("Currency"), forms.text_item(words, "currency", CURRENCY, typed))
