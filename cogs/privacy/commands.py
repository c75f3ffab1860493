"""Everything that is held about oneself, as a file, or gone."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import words
from cogs._ui.cards import Card, danger
from cogs._ui.interaction import InteractionContext
from cogs._ui.progress import counted, gathered
from cogs._ui.ready_forms import READY_FORMS
from cogs._ui.routing import pressed
from cogs._ui.tables import FORMATS, attach, attach_both, attach_file
from cogs.privacy.export_tables import own_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.admin.privacy.export import Export
    from bot.admin.privacy.service import Privacy
    from bot.admin.setup import GroupSetup
    from bot.core.drafts.service import Drafts
    from cogs._ui.progress import Counter

JSON = "json"


class PrivacyCog(commands.GroupCog, group_name="privacy", group_description="What is held about you here."):
    def __init__(self, privacy: Privacy, export: Export, setup: GroupSetup, drafts: Drafts) -> None:
        self._privacy = privacy
        self._export = export
        self._setup = setup
        self._drafts = drafts

    @app_commands.command(description="Everything the bot holds about you in this group, as a file.")
    @app_commands.describe(kind="Your referrals and thanks for a spreadsheet, or (JSON) all that is held; without it both")
    @app_commands.rename(kind="format")
    @app_commands.choices(kind=[app_commands.Choice(name="JSON, everything", value=JSON), *FORMATS])
    async def export(self, interaction: discord.Interaction, kind: str = "") -> None:
        ctx = InteractionContext.of(interaction)
        await self._privacy.begin_export(ctx.actor())
        async with counted(ctx, partial(gathered, ctx.words)) as counter:
            card = await (self._whole(ctx, kind, counter) if kind in {JSON, ""} else self._tables(ctx, kind, counter))
        card.small(
            ctx.words.t(
                "Clients whom you gave or received are in it, so keep it to yourself. Amounts that others entered are not in it."
            )
        )
        await counter.answer(await self._elsewhere(ctx, card))

    async def _whole(self, ctx: InteractionContext, kind: str, counter: Counter) -> Card:
        """Everything for programs; with no `kind` chosen beside what a spreadsheet opens."""
        found = await self._privacy.export(ctx.actor())
        whole = await asyncio.to_thread(_as_json, {"group_id": ctx.group_id, "user_id": ctx.user_id, **found})
        card = Card().title(f"📦 {ctx.words.t('What is held about you here')}")
        if kind == JSON:
            return await attach_file(card, "goodword", JSON, whole)
        card.text(ctx.words.t("The first file opens as a spreadsheet. The second holds all of it, for programs."))
        tables = own_tables(ctx.words, await self._export.mine(ctx.actor(), counter.tell))
        return await attach_both(card, ctx.words, "goodword", tables, {f"goodword.{JSON}": whole}, counter)

    async def _tables(self, ctx: InteractionContext, kind: str, counter: Counter) -> Card:
        mine = await self._export.mine(ctx.actor(), counter.tell)
        card = Card().title(f"📦 {ctx.words.t('Your referrals and thanks')}")
        referrals = ctx.words.n("{count} referral", "{count} referrals", len(mine.referrals))
        thanks = ctx.words.n("{count} thank-you", "{count} thank-yous", len(mine.thanks))
        before = [ctx.words.n("{count} past referral", "{count} past referrals", len(mine.past))] if mine.past else []
        card.text(" · ".join([referrals, thanks, *before]))
        return await attach(card, ctx.words, "goodword", kind, own_tables(ctx.words, mine), counter)

    @app_commands.command(description="Delete what the bot holds about you in this group; you are asked once more.")
    async def delete(self, interaction: discord.Interaction) -> None:
        ctx = InteractionContext.of(interaction)
        card = Card().title(f"🗑️ {ctx.words.t('Delete what is held about you here?')}")
        card.text(
            ctx.words.t(
                "If you are a member, you will be none any more; an application is taken back. Your name, profile, words and amounts"
                " are deleted for good, and public posts are rewritten. What you passed and received stays counted for the others, by"
                " “a former member”; referrals that wait for you go back to their givers. This can't be undone. /privacy export gives"
                " you a copy first."
            )
        )
        await self._elsewhere(ctx, card)
        await ctx.show(card.buttons([danger("privacy:delete:me", ctx.words.t("Delete it"), "🗑️")]))

    async def _elsewhere(self, ctx: InteractionContext, card: Card) -> Card:
        """Say in small print how many other groups hold something, each for itself."""
        count = await self._privacy.elsewhere(ctx.actor())
        if not count:
            return card
        return card.small(
            ctx.words.n(
                "This is about this group alone. {count} other group that this bot serves has you on its roll, now or formerly;"
                " there, use /privacy export or /privacy delete as well.",
                "This is about this group alone. {count} other groups that this bot serves have you on their rolls, now or formerly;"
                " there, use /privacy export or /privacy delete as well.",
                count,
            )
        )

    @pressed("privacy:delete")
    async def deleted(self, ctx: InteractionContext) -> None:
        group = await self._setup.get(ctx.group_id)
        # It stands in what everybody reads from now on, so it is in the group's language.
        name = words(group.language.first).t("A former member")
        parted = await self._privacy.delete(ctx.actor(), name)
        # What was typed on a full disk, and forms that wait to be opened, are in this process's memory, which the store's erasure does not
        # reach.
        self._drafts.forget(ctx.group_id, ctx.user_id)
        READY_FORMS.forget(ctx.user_id)
        if not parted.existed:
            await ctx.update(Card().text(ctx.words.t("Nothing is held about you here.")))
            return
        said = ctx.words.t(
            "It is deleted. Messages that stand in Discord already are rewritten in the next minutes; those in your own direct"
            " messages you can delete yourself. Old weekly news stay as they were posted."
        )
        await ctx.update(Card().text(f"🗑️ {said}"))


def _as_json(held: Mapping[str, Any]) -> bytes:
    return json.dumps(held, ensure_ascii=False, indent=2).encode()
