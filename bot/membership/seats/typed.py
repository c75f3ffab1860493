"""Reads a trade that somebody typed."""

from __future__ import annotations

from bot.core.errors import N_, Refused
from bot.core.text import read
from bot.membership.members.profile import SEAT
from bot.membership.trades import names_no_trade


def read_seat(typed: str) -> str:
    """The trade, cleaned. Raises Refused for one that is missing or too long, and for the words for having none."""
    seat = read(SEAT, typed)
    if names_no_trade(seat):
        raise Refused(N_("A friend of the group has no trade. A moderator makes somebody one with /member associate."))
    return seat
