"""Exclusive seats: checks whether a trade is free, and tells the waiting list when it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.text import key
from bot.groups import store as groups_store
from bot.groups.model import Seats
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import SeatTaken
from bot.membership.members.model import reading
from bot.membership.seats import waitlists
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def claim(tx: Tx, group: Group, seat: str, user_id: int, business: str = "") -> int | None:
    """`check_free` under a lock of the group's row, for a transaction that then takes the seat. Raises SeatTaken."""
    if group.seats is Seats.EXCLUSIVE:
        # On PostgreSQL two transactions would each find the seat free and write their own row, which no constraint refuses.
        await groups_store.hold(tx, group.group_id)
    return await check_free(tx, group, seat, user_id, business)


async def check_free(tx: Tx, group: Group, seat: str, user_id: int, business: str = "") -> int | None:
    """Raise SeatTaken where another business holds the seat; an associate's empty one is never taken.

    Returns the user id whose business it is (`Member.partner_of`) where the holder has the same one, else None.
    """
    if group.seats is not Seats.EXCLUSIVE or not seat:
        return None
    holders = await members_store.seat_holders(tx, group.group_id, seat, user_id)
    for holder in holders:
        if not business or key(holder.profile.business) != key(business):
            raise SeatTaken(seat, holder.name)
    return (holders[0].partner_of or holders[0].user_id) if holders else None


async def partner_of(tx: Tx, group: Group, seat: str, user_id: int) -> int | None:
    """The user id whose business it is where a moderator says that a seat is shared; None where nobody holds it."""
    holders = await members_store.seat_holders(tx, group.group_id, seat, user_id)
    return (holders[0].partner_of or holders[0].user_id) if holders else None


async def opened(tx: Tx, group: Group, seat: str) -> None:
    """Queue messages to those who waited for a seat, in the order in which they came, if nobody holds it now."""
    if seat and group.seats is Seats.EXCLUSIVE and not await members_store.seat_holders(tx, group.group_id, seat, 0):
        await _tell_waiting(tx, group, seat)


async def all_opened(tx: Tx, group: Group, seats: Iterable[str]) -> None:
    """`opened` for many seats, with one query for all holders."""
    if group.seats is Seats.EXCLUSIVE:
        held = await roll.held_keys(tx, group.group_id)
        for seat in {seat_key(seat): seat for seat in seats if seat and seat_key(seat) not in held}.values():
            await _tell_waiting(tx, group, seat)


async def _tell_waiting(tx: Tx, group: Group, seat: str) -> None:
    """Queue a message to each person on the seat's waiting list, and delete the list."""
    for user_id in await waitlists.seat_opens(tx, group.group_id, seat):
        await outbox_store.add(
            tx,
            Message(
                group.group_id,
                "seat.open",
                # With the time, since the same trade may open again for the same person.
                f"seat:{group.group_id}:{user_id}:{micros(tx.now)}:{seat}",
                user_id,
                user_id=user_id,
                language=reading(group, await members_store.get(tx, group.group_id, user_id)),
                detail=seat,
            ),
        )
