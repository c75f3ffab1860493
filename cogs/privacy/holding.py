"""Everything that is held about oneself, as a file, or gone."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import words
from cogs._ui.cards import Card, button
from cogs._ui.routing import pressed
from cogs._ui.tables import FORMATS, attach, attach_file
from cogs._ui.turn import Turn
from cogs.privacy.own_tables import own_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.services.groups import Groups
    from bot.services.own_records import Records
    from bot.services.privacy import Privacy

JSON = "json"


class PrivacyCog(commands.GroupCog, group_name="privacy", group_description="What is held about you here."):
    def __init__(self, privacy: Privacy, records: Records, groups: Groups) -> None:
        self._privacy = privacy
        self._records = records
        self._groups = groups

    @app_commands.command(description="Everything the bot holds about you in this group, as a file.")
    @app_commands.describe(kind="Your referrals and thanks for a spreadsheet, or (JSON) all that is held about you")
    @app_commands.rename(kind="format")
    @app_commands.choices(kind=[app_commands.Choice(name="JSON, everything", value=JSON), *FORMATS])
    async def export(self, interaction: discord.Interaction, kind: str = JSON) -> None:
        turn = Turn.of(interaction)
        if kind == JSON:
            found = await self._privacy.export(turn.actor())
            whole = {"group_id": turn.group_id, "user_id": turn.user_id, **found}
            card = Card().title(f"📦 {turn.words.t('What is held about you here')}")
            await attach_file(card, "goodword", JSON, await asyncio.to_thread(_as_json, whole))
        else:
            mine = await self._records.mine(turn.actor())
            card = Card().title(f"📦 {turn.words.t('Your referrals and thanks')}")
            referrals = turn.words.n("{count} referral", "{count} referrals", len(mine.referrals))
            thanks = turn.words.n("{count} thank-you", "{count} thank-yous", len(mine.thanks))
            before = [turn.words.n("{count} past referral", "{count} past referrals", len(mine.past))] if mine.past else []
            card.text(" · ".join([referrals, thanks, *before]))
            await attach(card, turn.words, "goodword", kind, own_tables(turn.words, mine))
        card.small(
            turn.words.t(
                "Clients whom you gave or received are in it, so keep it to yourself. Amounts that others entered are not in it."
            )
        )
        await turn.show(card)

    @app_commands.command(description="Delete what the bot holds about you in this group; you are asked once more.")
    async def delete(self, interaction: discord.Interaction) -> None:
        turn = Turn.of(interaction)
        card = Card().title(f"🗑️ {turn.words.t('Delete what is held about you here?')}")
        card.text(
            turn.words.t(
                "You will be no member any more. Your name, profile, words and amounts are deleted for good, and public posts are"
                " rewritten. What you passed and received stays counted for the others, by “a former member”; referrals that wait"
                " for you go back to their givers. This can't be undone. /privacy export gives you a copy first."
            )
        )
        await turn.show(card.buttons([button("privacy:delete:me", turn.words.t("Delete it"), "🗑️", discord.ButtonStyle.danger)]))

    @pressed("privacy:delete")
    async def deleted(self, turn: Turn) -> None:
        group = await self._groups.get(turn.group_id)
        name = words(group.language.first).t("A former member")
        parted = await self._privacy.delete(turn.actor(), name)
        if not parted.existed:
            await turn.update(Card().text(turn.words.t("Nothing is held about you here.")))
            return
        said = turn.words.t(
            "It is deleted. Messages that stand in Discord already are rewritten in the next minutes; those in your own direct"
            " messages you can delete yourself. Old weekly news stay as they were posted."
        )
        await turn.update(Card().text(f"🗑️ {said}"))


def _as_json(held: Mapping[str, Any]) -> bytes:
    return json.dumps(held, ensure_ascii=False, indent=2).encode()
