"""A need in the channels of linked groups: text alone, with who asks and how they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.asks.model import NeedState
from bot.worker.rendered import Rendered
from cogs._ui.cards import Card, button, public
from cogs._ui.routing import pressed
from cogs._ui.text import one_line
from cogs.asks.cards import cancelled, name_of, what

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asks.across import Across, AcrossGroups
    from bot.asks.model import Need
    from bot.asks.seen import SeenNeed
    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from cogs._ui.cards import Button
    from cogs._ui.interaction import InteractionContext


class AcrossCog(commands.Cog):
    def __init__(self, across: AcrossGroups) -> None:
        self._across = across

    async def buttons(self, ctx: InteractionContext, need: Need) -> list[Button]:
        """The button that asks linked groups too, on the private card of an open need for its author."""
        is_theirs = need.author_id == ctx.user_id and need.state is NeedState.OPEN
        if not is_theirs or not await self._across.may_ask(ctx.actor(need.group_id)):
            return []
        return [button(f"ask:linked:{need.id}", ctx.words.t("Also ask linked groups"), "🔗")]

    @pressed("ask:linked")
    async def ask(self, ctx: InteractionContext) -> None:
        await ctx.show(asked_card(ctx.words, *await self._across.ask(ctx.actor(), ctx.id)))

    async def text(self, message: Message) -> Rendered | None:
        """The text in the other group's channel; once the need ended, that it did."""
        found = await self._across.read(message.group_id, int(message.detail), message.record_id)
        if not message.only_edit and (found is None or not found.is_open):
            return None
        return Rendered(public(message.language, gone) if found is None else across_card(message.language, found))


def asked_card(words: Words, seen: SeenNeed, groups: Sequence[str]) -> Card:
    """The answer to its author: which groups read it."""
    names = words.listed([f"**{one_line(each)}**" for each in groups])
    card = Card().text(words.t("🔗 {need} is read in {groups} too.", need=seen.need.label, groups=names))
    return card.small(
        words.t(
            "They read the text, your name and your group, and that they can write to you here in Discord. It goes when you close it."
        )
    )


def across_card(language: str, found: Across) -> Card:
    """What another group reads: the text and who asks, without buttons; of an ended need nothing of its text."""

    def fill(card: Card, words: Words) -> None:
        seen, group = found.seen, f"**{one_line(found.group)}**"
        need = seen.need
        if need.state is NeedState.VOIDED:
            cancelled(card, words, seen)
        elif not found.is_open:
            card.text(
                words.t(
                    "🔗 What {author} of {group} asked here is over. Thank you.",
                    author=name_of(seen, need.author_id),
                    group=group,
                )
            )
        else:
            card.text(f"🔗 {words.t('From the linked group {group}:', group=group)}")
            what(card, words, seen)
            card.small(_how_to_reach(words, found))

    return public(language, fill)


def gone(card: Card, words: Words) -> None:
    """What stands for the text once the group whose member asked was deleted."""
    card.text(words.t("🔗 What somebody of another group asked here is over. Thank you."))


def _how_to_reach(words: Words, found: Across) -> str:
    author_id = found.seen.need.author_id
    said = words.t("Write to {author} here in Discord: <@{id}>", author=name_of(found.seen, author_id), id=author_id)
    if not found.takes:
        return said
    return f"{said} · {words.t('A client for them goes by /refer in_group.')}"
