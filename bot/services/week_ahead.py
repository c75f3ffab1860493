"""What to do in the week ahead, found out of the group: the last block of its weekly digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.model.digests import MOST_NEWCOMERS, Block
from bot.model.ledger import EntryKind
from bot.model.members import SEATED
from bot.model.texts import shortened
from bot.model.trades import seat_key
from bot.model.week_ahead import NEW_FOR, week_number
from bot.services.openings import unheld
from bot.store import ledger, members, thanks
from bot.store import week_ahead as store

if TYPE_CHECKING:
    from bot.model.groups import Group
    from bot.model.week_ahead import Listener
    from bot.model.weeks import Period
    from bot.store.engine.database import Tx

SHOWN = 140
"""Characters of whom a member listens for."""
MOST_WANTED, MOST_OPEN = 6, 4


async def openings(tx: Tx, group: Group, _: Period) -> Block | None:
    """The trades that the group looks for, and some others that nobody holds."""
    wanted, others = await _unheld(tx, group)
    if not wanted and not others:
        return None
    facts = {"wanted": list(wanted[:MOST_WANTED]), "more": len(wanted[MOST_WANTED:]), "open": list(others[:MOST_OPEN])}
    return Block("openings", facts)


async def _unheld(tx: Tx, group: Group) -> tuple[tuple[str, ...], tuple[str, ...]]:
    held = {seat_key(seat) for seat in await members.seats(tx, group.group_id, SEATED)}
    return await unheld(tx, group.group_id, held)


async def to_do(tx: Tx, group: Group, span: Period) -> Block | None:
    """A new member to think of, somebody to listen for, a trade to look out for, and thanks that may wait.

    Nobody is named for what they did not do, nor for what nobody did for them; who does not want to be named is not.
    """
    week = week_number(span.end.astimezone(group.zone).date())
    facts: dict[str, Any] = {}
    new = [each.user_id for each in (await members.newcomers(tx, group.group_id, span))[:MOST_NEWCOMERS]]
    welcome = await store.first_to_welcome(tx, group.group_id, span.start - NEW_FOR, span.start)
    if welcome is not None:
        facts["welcome"] = _listener(welcome)
    if await store.count_active(tx, group.group_id) > 1:
        named = {*new, *([welcome.user_id] if welcome else ())}
        listener = await store.in_turn(tx, group.group_id, week, named)
        if listener is not None:
            facts["listener"] = _listener(listener)
    wanted, _ = await _unheld(tx, group)
    if wanted:
        facts["seat"] = wanted[week % len(wanted)]
    given, _ = await ledger.totals(tx, group.group_id, EntryKind.REFERRAL, span)
    if given > await thanks.count_in(tx, group.group_id, span):
        facts["thank"] = True
    return Block("to_do", facts) if facts else None


def _listener(listener: Listener) -> dict[str, str]:
    return {
        "name": listener.name,
        "seat": listener.seat,
        "ideal_referral": shortened(listener.ideal_referral, SHOWN),
    }
