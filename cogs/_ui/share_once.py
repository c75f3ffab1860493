"""Posting a private card publicly, once for each message and button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs._ui.interaction import stale

if TYPE_CHECKING:
    from bot.core.share_once import ShareOnce
    from cogs._ui.cards import Card
    from cogs._ui.interaction import InteractionContext


async def share(ctx: InteractionContext, sharing: ShareOnce, card: Card) -> None:
    """Show the card to everybody, once for each message and button; pressed again it says where it was shown.

    Raises Refused where the press has no message or channel.
    """
    interaction = ctx.interaction
    if interaction.message is None or interaction.channel_id is None:
        raise stale()
    action = f"share:{interaction.message.id}:{interaction.custom_id}"
    # By message and button: two cards that are shown one after the other can both be shared.
    channel_id = await sharing.earlier(ctx.group_id, ctx.user_id, action, interaction.channel_id)
    if channel_id is None:
        await ctx.show(card, public=True)
        return
    await ctx.say(
        ctx.words.t(
            "You shared this in {channel} already. If it is not there, or to share it once more, open it anew and share that.",
            channel=f"<#{channel_id}>",
        )
    )
