"""The rows alone that an import reads of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.roster_import import columns
from bot.referrals.history import model as history_model

if TYPE_CHECKING:
    from bot.core.spreadsheet.grid import Grid
    from bot.membership.roster_import.columns import Row
    from bot.referrals.history.model import Slip


def read_roll(grid: Grid) -> list[Row]:
    return [*columns.read_sheet(grid).rows]


def read_past(grid: Grid) -> list[Slip]:
    return [*history_model.read_sheet(grid).slips]
