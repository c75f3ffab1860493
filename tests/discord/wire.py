"""Sends interactions by their payloads, as any client may: with any custom id, in any server, by anybody in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simcord
from simcord import interactions

from tests.support import text_of

if TYPE_CHECKING:
    from tests.support import World

COMMAND, PRESS, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
BUTTON, TEXT_MENU, USER_MENU = 2, 3, 5


async def send(world: World, person: Any, channel: Any, kind: int, data: dict[str, Any]) -> Any:
    """An interaction's record, with what answered it."""
    backend: Any = world.env.backend
    record, payload = interactions.base_payload(
        backend, type=kind, channel_id=channel.id, guild_id=person.guild.id, user_id=person.id, data=data
    )
    backend.emit("INTERACTION_CREATE", payload)
    await world.env._settle_internal(dispatch="INTERACTION_CREATE")
    return record


async def answer(world: World, person: Any, channel: Any, kind: int, data: dict[str, Any]) -> tuple[str, bool]:
    """The text of the answer, and whether it is a form."""
    result = simcord.InteractionResult(world.env, await send(world, person, channel, kind, data))
    if result.modal is not None:
        return "", True
    assert result.response is not None, data
    assert result.response.ephemeral, data
    return text_of(result.response), False


def press(custom_id: str, *values: str, kind: int = BUTTON) -> dict[str, Any]:
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind}
    return data | ({"values": list(values), "resolved": {}} if values else {})
