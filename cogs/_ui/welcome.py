"""The button that begins a new member's first steps: in their welcome message, and in /help until they took them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs._ui.cards import Button, primary

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.model import Member


def first_steps(words: Words, member: Member | None) -> list[Button]:
    """The custom id holds the group's id, for use in direct messages. No button once the first steps are done."""
    if member is None or not member.is_active or member.welcomed_at is not None:
        return []
    return [primary(f"welcome:start:{member.group_id}", words.t("Take the first steps"), "🌱")]
