"""The person who causes an interaction."""

from __future__ import annotations

from msgspec import Struct


class Actor(Struct, frozen=True):
    """The person who caused an interaction, with what Discord's payload of that interaction says of them.

    `manages_group`: whether they have Discord's permission Manage Server. In a direct message the payload has no member:
    `manages_group` is False and `role_ids` is empty. `language` is their client's locale, such as `pt-BR`
    (https://docs.discord.com/developers/reference#locales).
    """

    group_id: int
    user_id: int
    name: str
    manages_group: bool = False
    role_ids: frozenset[int] = frozenset()
    language: str = "en"
    in_group: bool = True
    """False in a direct message: `name` is then their global name, not their nickname in the group."""
