"""Use cases of partner trades and missing trades: what moderators read of them, and what is noted of whom a trade was needed by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks import store as asks_store
from bot.asks.model import NeedKind
from bot.core.computing import beside
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.text import sort_key
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group
from bot.membership.members import roll
from bot.membership.members.model import Status
from bot.membership.seats import store as seats_store
from bot.membership.trades import known, seat_key
from bot.reports.settled import SETTLED_AFTER, settled_quarter
from bot.reports.trades import store as trades_store
from bot.reports.trades.model import Passed, Seeker, closed, month_of, partners
from bot.weekly.week_ahead.store import count_active

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.asks.model import Need
    from bot.core.actor import Actor
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group

KEPT = timedelta(days=400)
"""How long the numbers of a closed month are kept."""


class Missing(Struct, frozen=True):
    """How many members needed which trade that nobody holds, in a closed month (its first day); the most needed first, then by name."""

    month: date
    trades: tuple[tuple[str, int], ...]


class Flows(Struct, frozen=True):
    """What moderators read: for held trades by name, in alphabetical order, those that pass to each often; and the trades that are missing."""

    quarter: Period
    partners: tuple[tuple[str, tuple[str, ...]], ...]
    missing: Missing


class TradeFlows(Service):
    async def of_group(self, actor: Actor) -> Flows:
        """Read both. Raises Refused for who is no moderator."""
        quarter, passed, holders, missing = await self._read(actor)
        if len(holders) > roll.FEW:
            return await beside(_flows, quarter, passed, holders, missing)
        return _flows(quarter, passed, holders, missing)

    @reads
    async def _read(self, tx: Tx, actor: Actor) -> tuple[Period, list[Passed], dict[int, str], Missing]:
        group = await moderated_group(tx, actor)
        quarter = settled_quarter(tx.now, group)
        pairs = await ledger_store.known_at(tx, group.group_id, EntryKind.REFERRAL, quarter, quarter.end + SETTLED_AFTER)
        passed = [Passed(*pair) for pair in pairs]
        return (
            quarter,
            passed,
            await trades_store.named_holders(tx, group.group_id),
            await missing_in(tx, group, last_month(tx, group)),
        )

    @writes
    async def searched(self, tx: Tx, actor: Actor, trade: str) -> None:
        """Note that a member searched the directory for a trade that nobody holds; of who is no active member nothing is noted."""
        standing = await roll.standing(tx, actor.group_id, actor.user_id)
        if standing is not None and standing.status is Status.ACTIVE:
            await _note(tx, await groups_store.get(tx, actor.group_id), actor.user_id, (trade,), is_public=False)


async def need_posted(tx: Tx, *, need: Need) -> None:
    """Handle the event that a need was posted: whose client needs trades that nobody holds."""
    if need.kind is NeedKind.CLIENT_NEEDS:
        trades = (await asks_store.trades(tx, need.group_id, [need.id])).get(need.id, ())
        await _note(tx, await groups_store.get(tx, need.group_id), need.author_id, trades, is_public=True)


async def close_months(tx: Tx, group: Group) -> None:
    """Count the months that are over, each once, and delete who needed what in them."""
    if not tx.clock_is_trusted:
        return
    running = month_of(tx.now, group)
    months = await trades_store.seekers_before(tx, group.group_id, running)
    members = await count_active(tx, group.group_id) if months else 0
    for month, seekers in months.items():
        await trades_store.close(tx, group.group_id, month, closed(seekers, members))
    await trades_store.prune(tx, group.group_id, month_of(tx.now - KEPT, group))


async def tend(tx: Tx, group_id: int) -> bool:
    """Each morning: close the months that are over; of these there are few, so that one transaction handles all."""
    await close_months(tx, await groups_store.get(tx, group_id))
    return False


async def renumbered(tx: Tx, *, group_id: int, old_id: int, new_id: int) -> None:
    """Handle the event that a person's records get another id: what either needed is not this person's."""
    for user_id in (old_id, new_id):
        await trades_store.renumber(tx, group_id, user_id)


def last_month(tx: Tx, group: Group) -> str:
    """The last closed month, as `month_of` names it."""
    first = date.fromisoformat(f"{month_of(tx.now, group)}-01")
    return f"{first - timedelta(days=1):%Y-%m}"


async def missing_in(tx: Tx, group: Group, month: str) -> Missing:
    """The numbers of a closed month, without trades that somebody holds by now."""
    counts = await trades_store.counts(tx, group.group_id, month)
    held = await roll.held_keys(tx, group.group_id) if counts else set[str]()
    written = {seat_key(seat): seat for seat in await seats_store.wanted(tx, group.group_id)} if counts else {}
    left = [(written.get(trade, trade), n) for trade, n in counts.items() if trade not in held]
    return Missing(date.fromisoformat(f"{month}-01"), tuple(sorted(left, key=lambda each: (-each[1], sort_key(each[0])))))


async def _note(tx: Tx, group: Group, user_id: int, trades: Sequence[str], *, is_public: bool) -> None:
    """Note which of these trades nobody holds: those of the catalogue and those that the group looks for, never a text of the person."""
    held = await roll.held_keys(tx, group.group_id)
    looked_for = {seat_key(seat) for seat in await seats_store.wanted(tx, group.group_id)}
    month = month_of(tx.now, group)
    for trade in {seat_key(each) for each in trades if known(each) or seat_key(each) in looked_for} - held:
        await trades_store.note(tx, group.group_id, month, Seeker(trade, user_id, is_public))


def _flows(quarter: Period, passed: Sequence[Passed], holders: Mapping[int, str], missing: Missing) -> Flows:
    keys = {seat: seat_key(seat) for seat in {*holders.values()}}
    # A trade is called as one of its holders calls it, the first by the alphabet.
    names = {keys[seat]: seat for seat in sorted(keys, key=sort_key, reverse=True)}
    found = partners(passed, {user_id: keys[seat] for user_id, seat in holders.items()})
    listed = [(names[trade], tuple(sorted((names[each] for each in those), key=sort_key))) for trade, those in found.items()]
    return Flows(quarter, tuple(sorted(listed, key=lambda each: sort_key(each[0]))), missing)
