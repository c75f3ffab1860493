"""Sections of the settings whose keys don't depend on each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot import setting_values as values


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    keep_departed_groups_days: int = field(
        default=90,
        metadata=values.key(
            values.number,
            "After so many days everything of a group whose server took the bot out is deleted. Invited again before, it goes on.",
        ),
    )

    @property
    def term(self) -> timedelta:
        return timedelta(days=self.keep_departed_groups_days)


@dataclass(frozen=True, slots=True)
class LogSettings:
    level: str = field(
        default="INFO", metadata=values.key(values.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "How much is logged.")
    )
