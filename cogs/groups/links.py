"""/group link and /group unlink, which the cog of /group inherits, and the messages to the other side's moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import Refused
from bot.groups.links.model import MOST_LINKS
from bot.groups.links.notices import ENDED, MADE
from bot.groups.links.service import GroupLinks
from bot.i18n import time_stamp
from bot.worker.rendered import Rendered
from cogs._ui import suggest
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.cards import Card, public
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.outbox.model import Message
    from bot.groups.links.model import Link
    from bot.groups.links.service import Links
    from bot.i18n import Words
    from cogs._ui.bot_protocol import BotProtocol

    Said = Callable[[Words, str], str]
    """(words, the other group's name)"""


class LinkCommands(commands.Cog):
    """The part of the cog `group` that links the group with others."""

    _bot: BotProtocol
    _links: GroupLinks

    def _take_links(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._links = bot.services.of(GroupLinks)
        bot.handlers |= {MADE: self._made, ENDED: self._ended}

    @app_commands.command(description="Link this group with another: make a code, or use the one that its moderators made.")
    @app_commands.describe(code="The other group's code; without it I make one for them")
    async def link(self, interaction: discord.Interaction, code: str = "") -> None:
        ctx = InteractionContext.of(interaction)
        name = await plain_group_name(self._bot, ctx.group_id)
        if code:
            await ctx.show(linked_card(ctx.words, await self._links.link(ctx.actor(), code, name, ctx.key)))
        else:
            await ctx.show(code_card(ctx.words, await self._links.make_code(ctx.actor(), name)))

    @app_commands.command(description="End the link with another group; what was passed stays under way.")
    @app_commands.describe(group="The other group")
    async def unlink(self, interaction: discord.Interaction, group: str) -> None:
        ctx = InteractionContext.of(interaction)
        chosen = group.strip()
        # A name that was typed, and not chosen, is refused as a group that is not linked.
        ended = await self._links.unlink(ctx.actor(), number(chosen) if chosen.isdigit() and chosen.isascii() else 0)
        await ctx.say(
            ctx.words.t(
                "The link with {group} is ended. What was passed between the two stays under way; its moderators are told.",
                group=f"**{one_line(ended.name)}**",
            )
        )

    @unlink.autocomplete("group")
    async def suggest_linked(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        try:
            found = await self._links.links(InteractionContext.of(interaction).actor())
        except Refused:
            return []  # an autocomplete can't show a refusal; the command itself is refused
        return suggest.linked_groups(found, typed)

    @commands.Cog.listener()
    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        """The other sides of its links read the server's name."""
        if before.name != after.name:
            await self._links.renamed(after.id, after.name)

    async def _made(self, message: Message) -> Rendered:
        return await self._told(message, made)

    async def _ended(self, message: Message) -> Rendered:
        return await self._told(message, ended)

    async def _told(self, message: Message, say: Said) -> Rendered:
        name = one_line(await self._links.name_of(message.group_id, message.record_id))
        return Rendered(public(message.language, lambda card, words: card.text(say(words, f"**{name}**"))))


def made(words: Words, group: str) -> str:
    return words.t(
        "🔗 {group} used your code: the two groups are linked. Members who switch on “Also for linked groups” in /settings can be passed"
        " clients from there. /group unlink ends it.",
        group=group,
    )


def ended(words: Words, group: str) -> str:
    return words.t(
        "🔗 The moderators of {group} ended the link between the two groups. What was passed stays under way.", group=group
    )


def linked_card(words: Words, link: Link) -> Card:
    """The answer to whoever used a code."""
    card = Card().text(f"🔗 {words.t('Linked with {group}.', group=f'**{one_line(link.name)}**')}")
    return card.small(_meaning(words))


def code_card(words: Words, found: Links) -> Card:
    """A new code, what to do with it, and the links that hold."""
    card = Card().title(f"🔗 {words.t('Linked groups')}")
    names = [f"**{one_line(each.name)}**" for each in found.links]
    card.rows("", [words.t("Linked with: {groups}", groups=words.listed(names))] if names else [])
    if found.code is not None:
        card.whole(f"`{found.code.text}`")
        card.text(
            words.t(
                "Give this code to the moderators of the other group, and to nobody else: they type it into /group link code. It works"
                " once, until {time}; a newer one takes its place.",
                time=time_stamp(found.code.expires_at),
            )
        )
    return card.small(f"{_meaning(words)} {words.t('A group may have {most} links.', most=MOST_LINKS)}")


def _meaning(words: Words) -> str:
    return words.t(
        "Members of linked groups can pass clients to those who switch on “Also for linked groups” in /settings. Each such referral belongs"
        " to the group of who receives it, and counts on nobody's board."
    )
