"""What led to a referral, and hubs: the referrals by which a giver passed one client, who needs several trades, to several members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bot.core.contacts import reader
from bot.core.contacts.keys import same
from bot.core.errors import not_found
from bot.core.names import is_same_name
from bot.membership.members import store as members_store
from bot.referrals import store as referrals_store
from bot.referrals.model import NOT_COUNTED, WAITING, Party, Referral, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx


class Origin(Struct, frozen=True):
    """What led to a new referral: `also` is an earlier one of its giver with the same client, `cause` is told with the event REFERRAL_GIVEN.

    `led_by` is what people call the cause, such as A-12.
    `is_known`: those who get the client may read who the others are. What was said with a need, or else with the second referral of a
    client, stands for all.
    """

    also: int | None = None
    is_known: bool = False
    cause: str = ""
    led_by: str = ""


UNCAUSED = Origin()


class Part(Struct, frozen=True):
    """A referral of a hub, and the name of its receiver."""

    referral_id: int
    receiver_id: int
    state: State
    name: str = ""

    @property
    def counts(self) -> bool:
        """Whether its receiver has the client: it was neither taken back nor declined."""
        return self.state not in NOT_COUNTED


class Hub(Struct, frozen=True):
    """The referrals of one client, oldest first; `id` is that of the first. Without any it is no hub.

    `led_by` is what led to the referral of which it is the hub.
    """

    id: int = 0
    is_known: bool = False
    parts: tuple[Part, ...] = field(default=())
    led_by: str = ""

    @property
    def counted(self) -> int:
        return sum(part.counts for part in self.parts)

    @property
    def under_way(self) -> int:
        return sum(part.state in WAITING for part in self.parts)


NO_HUB = Hub()


async def keep(tx: Tx, referral: Referral, origin: Origin, region: str) -> None:
    """Store what led to a new referral: with one of the same client they make a hub. `region` is where phones are written.

    It is the same client where the names share a word or the contacts an address.
    Raises Refused where the earlier one is not of the same giver.
    """
    if origin.led_by:
        await _add(tx, referral, None, int(origin.is_known), origin.led_by)
    if origin.also is None:
        return
    earlier = await referrals_store.get(tx, referral.group_id, origin.also)
    if earlier is None or earlier.giver_id != referral.giver_id:
        raise not_found()
    contacts = (reader.read(each.client.contact, region) for each in (earlier, referral))
    if not (is_same_name(earlier.client.prospect, referral.client.prospect) or same(*contacts)):
        return
    row = await tx.one(
        "SELECT hub_id, is_known FROM referral_origins WHERE group_id = ? AND referral_id = ?", referral.group_id, earlier.id
    )
    hub_id, is_known = (None, 0) if row is None else (row["hub_id"], row["is_known"])
    if hub_id is None:  # what was said with the need of which the earlier one came stands, though it was no hub yet
        hub_id, is_known = earlier.id, is_known or int(origin.is_known)
    for each in (earlier, referral):
        await _add(tx, each, hub_id, is_known, "")


async def _add(tx: Tx, referral: Referral, hub_id: int | None, is_known: int, led_by: str) -> None:
    """Store a referral's hub or cause; what is there stays, also from a transaction that ran at the same time."""
    await tx.run(
        "INSERT INTO referral_origins (group_id, referral_id, hub_id, is_known, led_by) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, referral_id) DO UPDATE SET is_known = CASE WHEN referral_origins.hub_id IS NULL"
        " THEN excluded.is_known ELSE referral_origins.is_known END,"
        " hub_id = COALESCE(referral_origins.hub_id, excluded.hub_id)",
        *(referral.group_id, referral.id, hub_id, is_known, led_by),
    )


async def hubs(tx: Tx, group_id: int, referral_ids: Sequence[int]) -> dict[int, Hub]:
    """The hubs of these referrals, by the referral's id; those that nothing led to are left out."""
    if not referral_ids:
        return {}
    mine = await tx.all(
        "SELECT referral_id, hub_id, is_known, led_by FROM referral_origins"
        f" WHERE group_id = ? AND referral_id IN ({', '.join('?' * len(referral_ids))})",
        group_id,
        *referral_ids,
    )
    ids = sorted({row["hub_id"] for row in mine if row["hub_id"] is not None})
    parts = await _parts(tx, group_id, ids)
    return {
        row["referral_id"]: Hub(row["hub_id"] or 0, bool(row["is_known"]), tuple(parts.get(row["hub_id"], ())), row["led_by"])
        for row in mine
    }


async def _parts(tx: Tx, group_id: int, hub_ids: Sequence[int]) -> dict[int, list[Part]]:
    """The referrals of these hubs, oldest first."""
    if not hub_ids:
        return {}
    rows = await tx.all(
        "SELECT o.hub_id, r.id, r.receiver_id, r.state FROM referral_origins AS o JOIN referrals AS r ON r.id = o.referral_id"
        f" WHERE o.group_id = ? AND o.hub_id IN ({', '.join('?' * len(hub_ids))}) ORDER BY r.id",
        group_id,
        *hub_ids,
    )
    names = await members_store.names(tx, group_id, (row["receiver_id"] for row in rows))
    parts: dict[int, list[Part]] = {}
    for row in rows:
        part = Part(row["id"], row["receiver_id"], State(row["state"]), names.get(row["receiver_id"], ""))
        parts.setdefault(row["hub_id"], []).append(part)
    return parts


async def as_seen(tx: Tx, referral: Referral, me: Party) -> Hub:
    """The hub of a referral as its giver or receiver sees it, without the referral itself.

    A receiver sees who else has the client where they may know of each other; how far the others are is the giver's alone.
    """
    hub = (await hubs(tx, referral.group_id, [referral.id])).get(referral.id, NO_HUB)
    if me is Party.RECEIVER and not (hub.is_known and referral.state not in NOT_COUNTED):
        return Hub(led_by=hub.led_by)
    others = tuple(part for part in hub.parts if part.referral_id != referral.id and (me is Party.GIVER or part.counts))
    return replace(hub, parts=others)
