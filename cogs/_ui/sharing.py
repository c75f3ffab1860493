"""“Share with everybody”, under what somebody looks at alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.services.sharing import Sharing
    from cogs._ui.cards import Card
    from cogs._ui.turn import Turn


async def share(turn: Turn, sharing: Sharing, card: Card) -> None:
    """Show the card to everybody, once for each message and button; pressed again it says where it was shown."""
    interaction = turn.interaction
    assert interaction.message is not None
    assert interaction.channel_id is not None
    action = f"share:{interaction.message.id}:{interaction.custom_id}"
    channel_id = await sharing.earlier(turn.group_id, action, interaction.channel_id)
    if channel_id is None:
        await turn.show(card, public=True)
        return
    await turn.say(
        turn.words.t(
            "You shared this in {channel} already. If it is not there, or to share it once more, open it anew and share that.",
            channel=f"<#{channel_id}>",
        )
    )
