"""The type of the renderers that features register for their blocks of the digest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from cogs._ui.cards import Card

Renderer = Callable[["Card", "Words", "Facts"], None]
"""Adds a block to the card in one language, from the facts that the feature computed.

`facts` also has `group`, the server's name, and `days`, the digest's period, as plain texts for a picture.
"""
