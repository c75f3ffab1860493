"""Days of the week as the options of a command, the choices of a menu or form, and their answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.core.calendar import Weekday
from cogs._ui.interaction import stale

if TYPE_CHECKING:
    from bot.i18n import Words

DAYS = [app_commands.Choice(name=day.name.lower(), value=day.name.lower()) for day in Weekday]


def day_options(words: Words) -> list[tuple[str, str]]:
    """As (value, label) pairs."""
    return [(day.name.lower(), words.weekday(day)) for day in Weekday]


def read_day(value: str) -> Weekday:
    """The day of that value. Raises Refused where there is none."""
    found = Weekday.__members__.get(value.upper())
    if found is None:
        raise stale()
    return found
