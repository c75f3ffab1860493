"""Hubs: the referrals by which a giver passed one client, who needs several trades, to several members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class Origin:
    """What led to a new referral: `also` is an earlier one of its giver with the same client, `cause` is told with the event REFERRAL_GIVEN.

    `is_known`: those who get the client may read who the others are. What was said with the second referral of a client stands for all.
    """

    also: int | None = None
    is_known: bool = False
    cause: str = ""


UNCAUSED = Origin()


@dataclass(frozen=True, slots=True)
class Part:
    """A referral of a hub, and the name of its receiver."""

    referral_id: int
    receiver_id: int
    state: State
    name: str = ""

    @property
    def counts(self) -> bool:
        """Whether its receiver has the client: it was neither taken back nor declined."""
        return self.state not in NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Hub:
    """The referrals of one client, oldest first; `id` is that of the first. Without any it is no hub."""

    id: int = 0
    is_known: bool = False
    parts: tuple[Part, ...] = field(default=())

    @property
    def counted(self) -> int:
        return sum(part.counts for part in self.parts)

    @property
    def under_way(self) -> int:
        return sum(part.state in WAITING for part in self.parts)


NO_HUB = Hub()


async def join(tx: Tx, referral: Referral, origin: Origin, region: str) -> None:
    """Write a new referral into the hub of the earlier one, where both bring the same client: a word of the name or a contact in common.

    `region` is where phones are written.
    Raises Refused where the earlier one is not of the same giver.
    """
    if origin.also is None:
        return
    earlier = await referrals_store.get(tx, referral.group_id, origin.also)
    if earlier is None or earlier.giver_id != referral.giver_id:
        raise not_found()
    contacts = (reader.read(each.client.contact, region) for each in (earlier, referral))
    if not (is_same_name(earlier.client.prospect, referral.client.prospect) or same(*contacts)):
        return
    row = await tx.one(
        "SELECT hub_id, is_known FROM hub_referrals WHERE group_id = ? AND referral_id = ?", referral.group_id, earlier.id
    )
    hub_id, is_known = (row["hub_id"], row["is_known"]) if row is not None else (earlier.id, int(origin.is_known))
    for member_id in (earlier.id, referral.id):
        await tx.run(
            # The row of the earlier one may be there already, also from a transaction that ran at the same time.
            "INSERT INTO hub_referrals (group_id, referral_id, hub_id, is_known) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (group_id, referral_id) DO NOTHING",
            *(referral.group_id, member_id, hub_id, is_known),
        )


async def hubs(tx: Tx, group_id: int, referral_ids: Sequence[int]) -> dict[int, Hub]:
    """The hubs of these referrals, by the referral's id; those without a hub are left out."""
    if not referral_ids:
        return {}
    mine = await tx.all(
        "SELECT referral_id, hub_id, is_known FROM hub_referrals"
        f" WHERE group_id = ? AND referral_id IN ({', '.join('?' * len(referral_ids))})",
        group_id,
        *referral_ids,
    )
    ids = sorted({row["hub_id"] for row in mine})
    if not ids:
        return {}
    rows = await tx.all(
        "SELECT h.hub_id, r.id, r.receiver_id, r.state FROM hub_referrals AS h JOIN referrals AS r ON r.id = h.referral_id"
        f" WHERE h.group_id = ? AND h.hub_id IN ({', '.join('?' * len(ids))}) ORDER BY r.id",
        group_id,
        *ids,
    )
    names = await members_store.names(tx, group_id, (row["receiver_id"] for row in rows))
    parts: dict[int, list[Part]] = {}
    for row in rows:
        part = Part(row["id"], row["receiver_id"], State(row["state"]), names.get(row["receiver_id"], ""))
        parts.setdefault(row["hub_id"], []).append(part)
    return {row["referral_id"]: Hub(row["hub_id"], bool(row["is_known"]), tuple(parts[row["hub_id"]])) for row in mine}


async def as_seen(tx: Tx, referral: Referral, me: Party) -> Hub:
    """The hub of a referral as its giver or receiver sees it, without the referral itself.

    A receiver sees who else has the client where they may know of each other; how far the others are is the giver's alone.
    """
    hub = (await hubs(tx, referral.group_id, [referral.id])).get(referral.id, NO_HUB)
    if me is Party.RECEIVER and not (hub.is_known and referral.state not in NOT_COUNTED):
        return NO_HUB
    others = tuple(part for part in hub.parts if part.referral_id != referral.id and (me is Party.GIVER or part.counts))
    return Hub(hub.id, hub.is_known, others)
