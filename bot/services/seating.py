"""Who holds a trade in a group where one business does, and who is told when it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.groups import Seats
from bot.model.members import SEATED
from bot.model.membership import SeatTaken
from bot.model.outbox import Message
from bot.model.texts import key
from bot.model.trades import seat_key
from bot.services.membership import reading
from bot.store import groups, members, outbox, waits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model.groups import Group
    from bot.store.engine.database import Tx


async def claim(tx: Tx, group: Group, seat: str, user_id: int, business: str = "") -> int | None:
    """`check_free` for somebody who is about to take it: of several at once the second finds it taken."""
    if group.seats is Seats.EXCLUSIVE:
        await groups.hold(tx, group.group_id)
    return await check_free(tx, group, seat, user_id, business)


async def check_free(tx: Tx, group: Group, seat: str, user_id: int, business: str = "") -> int | None:
    """Raise SeatTaken where another business holds the seat. Returns whose business it is where it is the same one."""
    if group.seats is not Seats.EXCLUSIVE:
        return None
    holders = await members.seat_holders(tx, group.group_id, seat, user_id)
    for holder in holders:
        if not business or key(holder.profile.business) != key(business):
            raise SeatTaken(seat, holder.name)
    return (holders[0].partner_of or holders[0].user_id) if holders else None


async def opened(tx: Tx, group: Group, seat: str) -> None:
    """A seat may be free now: tell those who waited for it, in the order in which they came."""
    if group.seats is Seats.EXCLUSIVE and not await members.seat_holders(tx, group.group_id, seat, 0):
        await _tell_waiting(tx, group, seat)


async def all_opened(tx: Tx, group: Group, seats: Iterable[str]) -> None:
    """`opened` for many seats at once: who holds which is looked at once."""
    if group.seats is Seats.EXCLUSIVE:
        held = {seat_key(member.seat) for member in await members.roll(tx, group.group_id, SEATED)}
        for seat in {seat_key(seat): seat for seat in seats if seat_key(seat) not in held}.values():
            await _tell_waiting(tx, group, seat)


async def _tell_waiting(tx: Tx, group: Group, seat: str) -> None:
    for user_id in await waits.seat_opens(tx, group.group_id, seat):
        await outbox.add(
            tx,
            Message(
                group.group_id,
                "seat.open",
                f"seat:{group.group_id}:{user_id}:{tx.now.timestamp():.0f}:{seat}",
                user_id,
                user_id=user_id,
                language=reading(group, await members.get(tx, group.group_id, user_id)),
                detail=seat,
            ),
        )
