"""Blocks of the weekly digest about the week ahead: open trades, and what members can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.asks import store as asks_store
from bot.core.computing import beside
from bot.core.digest_block import MOST_NEWCOMERS, Block
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.text import shortened
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import SEATED
from bot.membership.seats import store as seats_store
from bot.membership.seats.service import unheld
from bot.membership.trades import seat_key
from bot.referrals.thanks import store as thanks_store
from bot.weekly.week_ahead import store as week_ahead_store
from bot.weekly.week_ahead.model import NEW_FOR, week_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.calendar import Period
    from bot.core.db.database import Database, Tx
    from bot.groups.model import Group
    from bot.weekly.week_ahead.model import Listener

    Found = Mapping[str, Block | None]

SHOWN = 140
"""Maximum length of a member's ideal referral, in UTF-16 units."""
MOST_NEEDED = 50
"""Maximum number of trades in open client needs that are read."""
MOST_WANTED, MOST_OPEN = 6, 4
"""Maximum number of trades that are listed: those that the group looks for, and others that nobody holds."""


async def openings(database: Database, group: Group, span: Period, _: Found) -> Block | None:
    """Compose the block of open trades: those that the group looks for, one of which `to_do` suggests, and others that nobody holds."""
    wanted, others = await _unheld(database, group)
    if not wanted and not others:
        return None
    # The week's number chooses, so that a digest that is composed again suggests the same and the next week another.
    turn = wanted[_week(group, span) % len(wanted)] if wanted else ""
    listed, more = list(wanted[:MOST_WANTED]), len(wanted[MOST_WANTED:])
    facts = {"wanted": listed, "more": more, "open": list(others[:MOST_OPEN]), "turn": turn}
    return Block("openings", facts)


async def _unheld(database: Database, group: Group) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Trades that no member holds: those that the group looks for or a client of a member needs, and all others. Compared outside of the transaction."""

    async def read(tx: Tx) -> tuple[list[str], list[str]]:
        needed = await asks_store.open_trades(tx, group.group_id, MOST_NEEDED)
        wanted = await seats_store.wanted(tx, group.group_id)
        return await roll.seats(tx, group.group_id, SEATED), [*wanted, *needed]

    def compared(held: list[str], wanted: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return unheld(wanted, {seat_key(seat) for seat in held})

    held, wanted = await database.read(read)
    return await beside(compared, held, wanted) if len(held) > roll.FEW else compared(held, wanted)


async def to_do(database: Database, group: Group, span: Period, found: Found) -> Block | None:
    """Compose the block of suggestions: a new member, a member to listen for, a trade to look for, and a reminder to say thanks.

    None where there is no suggestion. Nobody is named for what they, or others towards them, have not done; only members who
    allow to be named on boards are named.
    """
    facts = await database.read(lambda tx: _suggested(tx, group, span, _week(group, span)))
    open_trades = found["openings"]
    if open_trades is not None and open_trades.facts["turn"]:
        facts["seat"] = open_trades.facts["turn"]
    return Block("to_do", facts) if facts else None


def _week(group: Group, span: Period) -> int:
    return week_number(span.end.astimezone(group.zone).date())


async def _suggested(tx: Tx, group: Group, span: Period, week: int) -> dict[str, Any]:
    """All suggestions but the trade."""
    facts: dict[str, Any] = {}
    new = [each.user_id for each in await members_store.newcomers(tx, group.group_id, span, MOST_NEWCOMERS)]
    welcome = await week_ahead_store.first_to_welcome(tx, group.group_id, span.start - NEW_FOR, span.start)
    if welcome is not None:
        facts["welcome"] = _listener(welcome)
    if await week_ahead_store.count_active(tx, group.group_id) > 1:
        # Newcomers are named by another block of the same digest, and nobody is suggested twice.
        named = {*new, *([welcome.user_id] if welcome else ())}
        listener = await week_ahead_store.in_turn(tx, group.group_id, week, named)
        if listener is not None:
            facts["listener"] = _listener(listener)
    given, _ = await ledger_store.totals(tx, group.group_id, EntryKind.REFERRAL, span)
    if given > await thanks_store.count_in(tx, group.group_id, span):
        facts["thank"] = True
    return facts


def _listener(listener: Listener) -> dict[str, str]:
    return {
        "name": listener.name,
        "seat": listener.seat,
        "ideal_referral": shortened(listener.ideal_referral, SHOWN),
    }
