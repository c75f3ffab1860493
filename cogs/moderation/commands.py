"""/moderate: void records, erase a client, read the audit log, import past referrals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import not_found
from bot.core.labels import read_label
from cogs._ui.interaction import InteractionContext, number, page_number
from cogs._ui.progress import counted, written
from cogs._ui.routing import pressed
from cogs._ui.tables import FORMATS, Table, attach
from cogs.moderation import cards
from cogs.moderation.history_import import Past

if TYPE_CHECKING:
    from bot.admin.moderation import Moderation
    from bot.core.drafts.service import Drafts
    from bot.referrals.erasure.service import Erasure
    from bot.referrals.history.service import HistoryImport
    from cogs._ui.cards import Card

DAYS = 30


class ModerationCog(
    Past, commands.GroupCog, group_name="moderate", group_description="For moderators: what should not count, and the log."
):
    def __init__(self, moderation: Moderation, erasure: Erasure, history_import: HistoryImport, drafts: Drafts) -> None:
        self._take_history_import(history_import)
        self._moderation = moderation
        self._erasure, self._drafts = erasure, drafts

    @app_commands.command(description="Cancel a referral, thank-you, ask or introduction; the people concerned are told why.")
    @app_commands.describe(id="Its number, such as R-42, T-17, A-12 or I-5", reason="The people concerned will read it")
    async def void(self, interaction: discord.Interaction, id: str, reason: str) -> None:  # noqa: A002 - the option's name
        ctx = InteractionContext.of(interaction)
        found = read_label(id)
        if found is None:
            raise not_found()
        label = await self._moderation.void(ctx.actor(), *found, reason)
        await ctx.say(ctx.words.t("🚫 {label} counts for nothing any more, and the people concerned are told why.", label=label))

    @app_commands.command(description="Forget a client who asked for it; what was found is not shown.")
    @app_commands.describe(contact="Their phone number or e-mail address, written in any way")
    async def forget(self, interaction: discord.Interaction, contact: app_commands.Range[str, 1, 200]) -> None:
        ctx = InteractionContext.of(interaction)
        # One answer in every case: another for “nothing found” would tell the moderator who is a client.
        await self._erasure.forget_contact(ctx.actor(), contact)
        self._drafts.forget_clients()
        await ctx.say(
            ctx.words.t(
                "🗑️ Whatever this group kept of a client with that contact is being deleted: their name, need and contact, the reasons that were"
                " written, what was typed into unfinished forms, in every referral with the same phone or address. My messages that named"
                " them are rewritten in the next minutes. Whether there was any is shown to nobody."
            )
        )

    @app_commands.command(description="Who did what here, without anything of clients.")
    @app_commands.describe(
        member="Only what this person did, or was done to",
        days="Of how many days; 30 by default",
        kind="All of it as a file for spreadsheets",
    )
    @app_commands.rename(kind="format")
    @app_commands.choices(kind=FORMATS)
    async def log(
        self,
        interaction: discord.Interaction,
        member: discord.User | None = None,
        days: app_commands.Range[int, 1, 366] = DAYS,
        kind: str | None = None,
    ) -> None:
        ctx = InteractionContext.of(interaction)
        member_id = member.id if member else None
        if kind is None:
            await ctx.show(await self._log(ctx, member_id, days, 0))
            return
        found = await self._moderation.whole_log(ctx.actor(), member_id, days)
        table = Table("log", ctx.words.t("Log"), cards.log_rows(ctx.words, found), len(found.entries))
        async with counted(ctx, partial(written, ctx.words)) as counter:
            card = await attach(cards.file_card(ctx.words, found, days), ctx.words, "log", kind, [table], counter)
        await counter.answer(card)

    @pressed("page:log")
    async def turn_page(self, ctx: InteractionContext) -> None:
        page, member, days = ctx.take(3)
        await ctx.update(await self._log(ctx, number(member) or None, number(days), page_number(page)))

    async def _log(self, ctx: InteractionContext, member_id: int | None, days: int, page: int) -> Card:
        found = await self._moderation.log(ctx.actor(), member_id, days, cards.PAGE + 1, page * cards.PAGE)
        return cards.log_card(ctx.words, found, page, f"{member_id or 0}:{days}")
