"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an interaction, as Discord vouches for them in that very interaction.

    In a direct message there is no group to vouch for roles: `manages_group` is false and `role_ids` empty.
    `language` is Discord's tag of their client, such as `pt-BR`.
    """

    group_id: int
    user_id: int
    name: str
    manages_group: bool = False
    role_ids: frozenset[int] = frozenset()
    language: str = "en"
    in_group: bool = True
    """False in a direct message: `name` is then not the one the group calls them by."""
