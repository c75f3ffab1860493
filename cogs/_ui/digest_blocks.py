"""Blocks of the weekly news: each feature registers how what it contributes is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from cogs._ui.cards import Card

Renderer = Callable[["Card", "Words", "Facts"], None]
"""Adds a block to the card in one language, from the facts that the feature contributed.

Beside them it finds `group`, what the server is called, and `days`, which of them the news tells of; both as a picture writes them.
"""
