"""Answers questions about the message whose button, menu or form caused an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import discord


def is_private(interaction: discord.Interaction[Any], *, is_answered: bool) -> bool:
    """Whether the message that an edit would change is read by this person alone.

    It is ephemeral, or stands in their direct messages with the bot. Where no message was pressed, it is the answer to the command or form,
    if that was given before.
    """
    message = interaction.message
    if message is None:
        return is_answered
    return message.flags.ephemeral or (interaction.guild_id is None and not interaction.context.private_channel)


def chosen(interaction: discord.Interaction[Any]) -> tuple[str, ...]:
    """All values that were chosen in a menu; empty where none was, or it is none."""
    data: Any = interaction.data
    return tuple(data.get("values") or ())


def offered(interaction: discord.Interaction[Any], prefix: str) -> list[str]:
    """The values of the options of the pressed message's menu whose custom id begins so; empty where there is none."""
    message = interaction.message
    parts = () if message is None else _walk(message.components)
    menus = [part for part in parts if str(getattr(part, "custom_id", None) or "").startswith(prefix)]
    return [option.value for menu in menus for option in getattr(menu, "options", ())]


def has_button(interaction: discord.Interaction[Any], prefix: str) -> bool:
    """Whether the pressed message has another component whose custom id begins so."""
    message = interaction.message
    ids = () if message is None else (getattr(each, "custom_id", None) for each in _walk(message.components))
    return any(each.startswith(prefix) for each in ids if each)


def _walk(parts: Iterable[Any]) -> Iterator[Any]:
    """Yield components, with what lies within them."""
    for part in parts:
        yield part
        yield from _walk(getattr(part, "children", ()))
