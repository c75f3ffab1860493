"""Presses what somebody of the sample group was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.simulator import find_button, newest_with_button

if TYPE_CHECKING:
    import simcord


async def press_told(env: simcord.Env, person: simcord.MemberActor, button: str) -> None:
    """Press a button in the newest of the person's direct messages that has it."""
    told = newest_with_button(env, person.user.dm_channel, button)
    await person.user.click(told, custom_id=find_button(told, button))
