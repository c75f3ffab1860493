"""A group's description of itself: shown to anybody who asks, posted by members, edited by moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.admin.setup import GroupSetup
from bot.core.share_once import ShareOnce
from bot.groups.model import ABOUT, MEETS
from bot.i18n import time_stamp
from bot.meetings.glance.model import Glance
from bot.meetings.glance.service import Glances
from bot.membership.seats.service import Openings
from cogs._ui import forms
from cogs._ui.bot_protocol import group_name, plain_group_name
from cogs._ui.cards import Card, button, public
from cogs._ui.meeting_series import how_often, where
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.seats import LISTED, inline
from cogs._ui.share_once import share
from cogs._ui.text import one_line, safe_text
from cogs._ui.to_send import read_in, text_card
from cogs.groups.about_text import about_text
from cogs.groups.meetings_told import how_it_goes, how_many_come
from cogs.groups.seats import friends, openings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.membership.seats.service import TradesOf
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext

FORM = "group:about_form"
FIELDS = {"about": ABOUT, "meets": MEETS}
NOTHING = Glance()


class About(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._setup: GroupSetup = bot.services.of(GroupSetup)
        self._openings: Openings = bot.services.of(Openings)
        self._glances: Glances = bot.services.of(Glances)

    @pressed("group:about")
    async def about_from_help(self, ctx: InteractionContext) -> None:
        await self.show(ctx)

    async def show(self, ctx: InteractionContext) -> None:
        actor = ctx.actor()
        found = await self._openings.introduction(actor)
        await ctx.show(await self._card(ctx, found))

    @pressed("about:share")
    async def share(self, ctx: InteractionContext) -> None:
        found = await self._openings.shared(ctx.actor())
        name = await group_name(self._bot, ctx.group_id)
        glance = await self._glances.of(ctx.group_id)
        shown = public(found.group.language, lambda card, words: fill(card, words, found, name, glance))
        await share(ctx, self._bot.services.of(ShareOnce), shown)

    @pressed("about:text")
    async def text_to_send(self, ctx: InteractionContext) -> None:
        found = await self._openings.introduction(ctx.actor())
        name = await plain_group_name(self._bot, ctx.group_id)
        spoken = read_in(found.group, ctx.words.tag)
        text = about_text(spoken, found, name, await self._glances.of(ctx.group_id))
        await ctx.show(text_card(ctx.words, text, f"{spoken.t('about-us')}.txt"))

    @pressed("group:about_edit")
    async def edit(self, ctx: InteractionContext) -> None:
        group = await self._setup.moderated(ctx.actor())
        await ctx.ask(about_form(ctx.words, forms.nonce(), {name: getattr(group, name) for name in FIELDS}))

    @submitted(FORM)
    async def edited(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        about, meets = (typed.get(name, "") for name in FIELDS)
        action = ctx.form_key(FORM, ctx.take(1)[0])
        found = await self._openings.describe(ctx.actor(), about, meets, action, sure=SURE in typed)
        await ctx.update(await self._card(ctx, found))

    @reopens(FORM)
    async def edit_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        return about_form(ctx.words, ctx.take(1)[0], typed)

    async def _card(self, ctx: InteractionContext, found: TradesOf) -> Card:
        card = Card()
        name = await group_name(self._bot, ctx.group_id)
        fill(card, ctx.words, found, name, await self._glances.of(ctx.group_id))
        # The button is only left out for others: `describe` authorises again.
        moderates = found.group.moderated_by(ctx.actor())
        if moderates and not found.group.about:
            card.text(ctx.words.t("✏️ Nothing is written about the group yet. Newcomers read it first."))
        made = [
            button("about:share", ctx.words.t("Share with everybody"), "📣"),
            button("about:text", ctx.words.t("Text to send"), "📱"),
        ]
        return card.buttons([*made, button("group:about_edit", ctx.words.t("Edit"), "✏️")] if moderates else made)


def fill(card: Card, words: Words, found: TradesOf, name: str, glance: Glance = NOTHING) -> None:
    """Fill in the description, when the group meets and how that goes, its trades without their holders, and open trades."""
    group = found.group
    card.title(f"👋 {name}")
    if group.about:
        card.text(safe_text(group.about))
    if group.meets or glance.series:
        lines = [each for one in glance.series for each in how_often(words, one, group.time_zone)]
        said = "\n".join(filter(None, [*lines, safe_text(group.meets)]))
        card.text(f"**📅 {words.t('When and where it meets')}**\n{said}")
    if glance.following is not None:
        place = where(glance.following) if glance.is_elsewhere else []
        card.text("\n".join([f"**{words.t('Next meeting')}:** {time_stamp(glance.following.starts_at)}", *place]))
    card.rows("", [*filter(None, (how_many_come(words, glance), how_it_goes(words, group, glance)))])
    if found.taken:
        heading = f"**🧰 {words.t('Trades here')}** ({len(found.taken)}):"
        card.rows("", [inline(words, heading, [one_line(each.seat) for each in found.taken], LISTED)])
    if found.associates:
        card.small(friends(words, found))
    openings(card, words, found)
    card.small(words.t("Your trade is open, or you know somebody? /join applies."))


def about_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    described = words.t("Everyone in the group reads this")
    items = (forms.text_item(words, name, field, typed, description=described) for name, field in FIELDS.items())
    return forms.form(f"{FORM}:{nonce}", words.t("About this group"), *items)
