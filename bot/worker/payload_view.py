"""The bridge by which discord.py sends components that are data already: its functions take nothing but views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    from collections.abc import Sequence


class PayloadView(discord.ui.LayoutView):
    """Hands discord.py a message's components as they are."""

    def __init__(self, components: Sequence[Any]) -> None:
        super().__init__(timeout=None)
        # discord.py keeps a sent view in its store until it times out; a stopped one is sent, and not stored.
        self.stop()
        self._components = [*components]

    def to_components(self) -> list[dict[str, Any]]:
        return self._components

    def has_components_v2(self) -> bool:
        return True
