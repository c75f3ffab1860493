"""Presses what somebody of the sample group was told, and what they set for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcord.components import walk_components

from bot.demo.simulator import find_button, has_button, newest_with_button

if TYPE_CHECKING:
    import simcord

    from bot.demo.places import Place


async def press_told(env: simcord.Env, person: simcord.MemberActor, button: str) -> None:
    """Press a button in the newest of the person's direct messages that has it."""
    told = newest_with_button(env, person.user.dm_channel, button)
    await person.user.click(told, custom_id=find_button(told, button))


async def press_setting(place: Place, key: str, button: str) -> None:
    """Press a switch of somebody's /settings."""
    card = (await place.people[key].slash(place.channel, "settings")).response
    assert card is not None
    await place.people[key].click(card, custom_id=find_button(card, button))


async def submit(
    person: simcord.MemberActor, form: simcord.InteractionResult, filled: dict[str, str]
) -> simcord.InteractionResult:
    """Submit a form, and say yes where they are asked whether they are sure."""
    answered = await person.submit_modal(form, filled)
    if answered.response is not None and has_button(answered.response, "form:anyway:"):
        return await person.click(answered.response, custom_id=find_button(answered.response, "form:anyway:"))
    return answered


def pressable(message: simcord.ResponseMessage, prefix: str) -> list[str]:
    """The custom ids with `prefix` of the message's buttons that are not disabled, in their order."""
    ids = [each["custom_id"] for each in walk_components(message.components) if "custom_id" in each and not each.get("disabled")]
    return [each for each in ids if each.startswith(prefix)]
