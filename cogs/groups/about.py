"""What a group is, for everybody who asks, and for all where somebody shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.model.groups import ABOUT, MEETS
from cogs._ui import forms
from cogs._ui.cards import Card, button, public
from cogs._ui.host import group_name
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs._ui.seats import trades
from cogs._ui.sharing import share
from cogs._ui.text import safe_text
from cogs.groups.seats import openings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.services.groups import Groups
    from bot.services.openings import Openings, TradesOf
    from cogs._ui.host import Host
    from cogs._ui.turn import Turn

FORM = "group:about_form"
FIELDS = {"about": ABOUT, "meets": MEETS}


class About(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._groups: Groups = bot.services.groups
        self._openings: Openings = bot.services.openings

    @pressed("group:about")
    async def about_from_help(self, turn: Turn) -> None:
        await self.show(turn)

    async def show(self, turn: Turn) -> None:
        actor = turn.actor()
        found = await self._openings.introduction(actor)
        await turn.show(await self._card(turn, found))

    @pressed("about:share")
    async def share(self, turn: Turn) -> None:
        found = await self._openings.shared(turn.actor())
        name = await group_name(self._bot, turn.group_id)
        shown = public(found.group.language, lambda card, words: fill(card, words, found, name))
        await share(turn, self._bot.services.sharing, shown)

    @pressed("group:about_edit")
    async def edit(self, turn: Turn) -> None:
        group = await self._groups.moderated(turn.actor())
        await turn.ask(about_form(turn.words, forms.nonce(), {name: getattr(group, name) for name in FIELDS}))

    @submitted(FORM)
    async def edited(self, turn: Turn, typed: forms.Typed) -> None:
        about, meets = (typed.get(name, "") for name in FIELDS)
        action = turn.form_key(FORM, turn.take(1)[0])
        found = await self._openings.describe(turn.actor(), about, meets, action, sure=SURE in typed)
        await turn.update(await self._card(turn, found))

    @reopens(FORM)
    async def edit_again(self, turn: Turn, typed: forms.Typed) -> ui.Modal:
        return about_form(turn.words, turn.take(1)[0], typed)

    async def _card(self, turn: Turn, found: TradesOf) -> Card:
        card = Card()
        fill(card, turn.words, found, await group_name(self._bot, turn.group_id))
        moderates = found.group.moderated_by(turn.actor())
        if moderates and not found.group.about:
            card.text(turn.words.t("✏️ Nothing is written about the group yet. Newcomers read it first."))
        made = [button("about:share", turn.words.t("Share with everybody"), "📣")]
        return card.buttons([*made, button("group:about_edit", turn.words.t("Edit"), "✏️")] if moderates else made)


def fill(card: Card, words: Words, found: TradesOf, name: str) -> None:
    """What the group says of itself, when it meets, its trades without who holds them, and what is open."""
    group = found.group
    card.title(f"👋 {name}")
    if group.about:
        card.text(safe_text(group.about))
    if group.meets:
        card.text(f"**📅 {words.t('When and where it meets')}**\n{safe_text(group.meets)}")
    if found.taken:
        heading = f"**🧰 {words.t('Trades here')}** ({len(found.taken)}):"
        card.rows("", [trades(words, heading, [each.seat for each in found.taken])])
    openings(card, words, found)
    card.small(words.t("Your trade is open, or you know somebody? /join applies."))


def about_form(words: Words, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    described = words.t("Everyone in the group reads this")
    items = (forms.text_item(words, name, field, typed, description=described) for name, field in FIELDS.items())
    return forms.form(f"{FORM}:{nonce}", words.t("About this group"), *items)
