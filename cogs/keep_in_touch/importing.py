"""/keep-in-touch import: whom to take up from a phone's contacts, chosen by search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_
from bot.core.text import Field, clean
from bot.relationships.keep_in_touch import contact_files
from bot.relationships.keep_in_touch.importing import SHOWN, Importing
from bot.relationships.keep_in_touch.model import MOST, Every
from cogs._ui import forms
from cogs._ui.attachments import fetched
from cogs._ui.cards import Card, button, primary
from cogs._ui.components import choices
from cogs._ui.interaction import InteractionContext, number, one_of
from cogs._ui.pressed_message import chosen
from cogs._ui.routing import pressed, reopens, submitted
from cogs._ui.text import one_line
from cogs.keep_in_touch.cards import EVERY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord import ui

    from bot.i18n import Words
    from bot.relationships.keep_in_touch.importing import Found

HOW_OFTEN = [app_commands.Choice(name=label, value=every.value) for every, label in EVERY.items()]
FORM = "keep:find"
SEARCH = Field(N_("Search"), 60, required=False)


class ImportCommands(commands.Cog):
    """The part of the cog `keep-in-touch` that reads a file."""

    _importing: Importing

    def _take_importing(self, importing: Importing) -> None:
        self._importing = importing

    @app_commands.command(name="import", description="Take people from a contacts file of your phone: only their names.")
    @app_commands.describe(file="A vCard (.vcf) or a CSV file", every="How often; a month if you leave it out")
    @app_commands.choices(every=HOW_OFTEN)
    async def import_file(self, interaction: discord.Interaction, file: discord.Attachment, every: str | None = None) -> None:
        ctx = InteractionContext.of(interaction)
        # Authorised first: a file is fetched for members alone.
        await self._importing.begin(ctx.actor())
        contact_files.check_size(file.size)
        how_often = Every.MONTH if every is None else one_of(Every, every)
        await ctx.show(found_card(ctx.words, await self._importing.keep(ctx.actor(), await fetched(file), how_often)))

    @pressed("keep:search")
    async def ask(self, ctx: InteractionContext) -> None:
        (draft_id,) = ctx.take(1)
        await self._importing.check(ctx.actor(), draft_id)
        await ctx.ask(search_form(ctx.words, f"{FORM}:{draft_id}:{forms.nonce()}", {}))

    @submitted(FORM)
    async def search(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        draft_id, _ = ctx.take(2)
        text = clean(typed.get("search", ""), multiline=False)[: SEARCH.limit]
        await ctx.update(found_card(ctx.words, await self._importing.search(ctx.actor(), draft_id, text)))

    @reopens(FORM)
    async def ask_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        draft_id, nonce = ctx.take(2)
        return search_form(ctx.words, f"{FORM}:{draft_id}:{nonce}", typed)

    @pressed("keep:pick")
    async def pick(self, ctx: InteractionContext) -> None:
        (draft_id,) = ctx.take(1)
        numbers = [number(each) for each in chosen(ctx.interaction)][:SHOWN]
        await ctx.update(found_card(ctx.words, await self._importing.add(ctx.actor(), draft_id, numbers)))

    @pressed("keep:all")
    async def take_all(self, ctx: InteractionContext) -> None:
        (draft_id,) = ctx.take(1)
        await ctx.update(found_card(ctx.words, await self._importing.add(ctx.actor(), draft_id, None)))


def found_card(words: Words, found: Found) -> Card:
    """Whom a search found in the file, to choose from, or who was taken up just now."""
    card = Card().title(f"📇 {words.t('From your contacts')}")
    if found.added:
        names = [one_line(each) for each in found.added]
        card.lines(
            f"✅ {words.t('On your list now:')}",
            names,
            more=lambda count: words.n("and {count} more", "and {count} more", count),
        )
    there = words.n("{count} person in the file", "{count} people in the file", found.count)
    room = words.t("your list takes {room} more, {most} at most", room=words.number(found.room), most=words.number(MOST))
    card.text(f"{there}; {room}.")
    if found.people:
        options = [(str(at), name) for at, name in found.people]
        card.menu(choices(f"keep:pick:{found.draft_id}", words.t("Choose whom to keep in touch with"), options, (), SHOWN))
        if found.more:
            card.small(words.t("There are more: search for a name."))
    elif found.typed:
        card.text(words.t("Nobody is called “{typed}”. Search for a part of the name.", typed=one_line(found.typed)))
    elif not found.added:
        card.text(words.t("All of these are on your list already."))
    buttons = [primary(f"keep:search:{found.draft_id}", words.t("Search"), "🔎")]
    if found.count <= found.room and not found.added:
        buttons.append(button(f"keep:all:{found.draft_id}", words.t("Take all of them")))
    card.buttons(buttons)
    return card.small(
        words.t(
            "Only names are read, and notes where a table has them: no phones. The file is not kept, its names fifteen minutes."
        )
    )


def search_form(words: Words, custom_id: str, typed: Mapping[str, str]) -> ui.Modal:
    return forms.form(custom_id, words.t("From your contacts"), forms.text_item(words, "search", SEARCH, typed))
