"""Whether the extra “smart” can be used as it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.matching import meaning
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from bot.settings import Settings


def check(chosen: Settings) -> None:
    """Raise ConfigurationError where matching by meaning is switched on and its package is missing."""
    if chosen.smart.enabled and not meaning.is_installed():
        raise ConfigurationError(
            f"smart.enabled is true, but {meaning.PACKAGE} is not installed. Install it with: make .venv/.smart"
        )
