"""Use cases of a group's trades (held, looked for, open), and of the group's description of itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.computing import beside
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.text import key, read, sort_key
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.groups.model import ABOUT, MEETS, Seats
from bot.membership import trades
from bot.membership.events import TEXT_PUBLISHED
from bot.membership.guards import moderated_group, readable_group, working_group
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import SEATED
from bot.membership.seats import store as seats_store
from bot.membership.seats import waitlists
from bot.membership.seats.typed import read_seat
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container, Iterable, Mapping, Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Listed, Member

    Permitted = Callable[[Tx, Actor], Awaitable[Group]]

MOST_WANTED = 25
"""Maximum number of trades that a group looks for at once; Discord's autocomplete shows as many."""
MOST_OPEN = 8
"""Maximum number of popular trades without a holder that are listed."""


class Taken(Struct, frozen=True):
    """A held trade, the ids and names of its holders, and how many people wait for it."""

    seat: str
    holders: tuple[tuple[int, str], ...]
    waiting: int = 0


class TradesOf(Struct, frozen=True):
    """A group's trades: held ones in alphabetical order, those it looks for, and at most MOST_OPEN others that nobody holds.

    `associates` is how many have none; like the holders of the others they may be expected, or have left the server.
    """

    group: Group
    taken: tuple[Taken, ...]
    wanted: tuple[str, ...]
    open: tuple[str, ...]
    associates: int = 0


class Seated(Struct, frozen=True):
    """What is read of a group's trades: who holds one, how many wait for which, by its key, and those that the group looks for."""

    group: Group
    seated: list[Listed]
    waiting: Mapping[str, int]
    wanted: list[str]
    associates: int


class Openings(Service):
    async def seats(self, actor: Actor) -> TradesOf:
        """Read the trades with their holders, for moderators. Raises Refused."""
        return await _trades_of(await self._seated(actor, moderated_group))

    @reads
    async def _seated(self, tx: Tx, actor: Actor, permitted: Permitted) -> Seated:
        return await _read(tx, await permitted(tx, actor))

    @reads
    async def conflicts(self, tx: Tx, group: Group) -> list[Taken]:
        """Trades of an exclusive group that members of several businesses hold, as after a change of that setting.

        For a moderator who just changed it: `GroupSetup.set_up` authorises, and returns the group.
        """
        if group.seats is not Seats.EXCLUSIVE:
            return []
        holders: defaultdict[str, list[Member]] = defaultdict(list)
        for member in await members_store.roll(tx, group.group_id, SEATED):
            if member.seat:
                holders[seat_key(member.seat)].append(member)
        # A member without a business counts as one of their own, hence the user id.
        several = [those for those in holders.values() if len({key(each.profile.business) or each.user_id for each in those}) > 1]
        return [Taken(those[0].seat, tuple((each.user_id, each.name) for each in those)) for those in several]

    async def introduction(self, actor: Actor) -> TradesOf:
        """Read the description and trades, which anybody in the server may. Raises Refused while the group is not set up."""
        return await _trades_of(await self._seated(actor, _anybody))

    async def shared(self, actor: Actor) -> TradesOf:
        """The same, for who posts it in a channel. Raises Refused for all but members and moderators."""
        return await _trades_of(await self._seated(actor, readable_group))

    @reads
    async def wanted(self, tx: Tx, group_id: int) -> list[str]:
        """The trades that the group looks for, for autocomplete: anybody may read them."""
        return await seats_store.wanted(tx, group_id)

    @writes
    async def look_for(self, tx: Tx, actor: Actor, seat: str) -> str:
        """Add a trade that the group looks for; returns it cleaned. Repeated, it changes nothing.

        Raises Refused where a member holds it, or the group looks for MOST_WANTED already.
        """
        group = await moderated_group(tx, actor)
        # Lock the group's row, as `exclusivity.claim` does: in an exclusive group nobody takes the seat after it was found free.
        await groups_store.hold(tx, group.group_id)
        seat = read_seat(seat)
        holders = await members_store.seat_holders(tx, group.group_id, seat, 0)
        if holders:
            raise Refused(
                N_("{name} is here as {seat} already, so there is nothing to look for."),
                name=holders[0].name,
                seat=holders[0].seat,
            )
        present = await seats_store.wanted(tx, group.group_id)
        if seat_key(seat) not in map(seat_key, present):
            if len(present) >= MOST_WANTED:
                raise Refused(N_("You look for {count} trades already. Take one off with stop_looking first."), count=MOST_WANTED)
            await seats_store.add(tx, group.group_id, seat, actor.user_id)
            await audit_log_store.write(
                tx, LogEntry(group.group_id, actor.user_id, "group.look_for", "group", after={"seat": seat})
            )
        return seat

    @writes
    async def stop_looking(self, tx: Tx, actor: Actor, seat: str) -> None:
        """Remove a trade that the group looks for. Raises Refused where it did not look for it."""
        group = await moderated_group(tx, actor)
        if not await seats_store.remove(tx, group.group_id, seat):
            raise Refused(N_("The group does not look for “{seat}”. Choose one of those that are suggested."), seat=seat[:70])
        await audit_log_store.write(
            tx, LogEntry(group.group_id, actor.user_id, "group.stop_looking", "group", before={"seat": seat[:70]})
        )

    async def describe(self, actor: Actor, about: str, meets: str, action: str, *, sure: bool = False) -> TradesOf:
        """Store the group's description and when it meets. The same `action` again changes nothing.

        Raises Refused, and Doubt where a client is named, unless the actor is `sure`.
        """
        return await _trades_of(await self._describe(actor, about, meets, action, sure=sure))

    @writes
    async def _describe(self, tx: Tx, actor: Actor, about: str, meets: str, action: str, *, sure: bool) -> Seated:
        group = await moderated_group(tx, actor)
        if await idempotency.earlier(tx, group.group_id, action) is None:
            described = replace(group, about=read(ABOUT, about), meets=read(MEETS, meets))
            if not sure:
                await announce(tx, TEXT_PUBLISHED, actor=actor, text=f"{described.about}\n{described.meets}")
            await groups_store.save(tx, described)
            await idempotency.done(tx, group.group_id, action, actor.user_id)
            await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "group.describe", "group"))
            group = described
        return await _read(tx, group)


async def _anybody(tx: Tx, actor: Actor) -> Group:
    return await working_group(tx, actor.group_id)


async def _read(tx: Tx, group: Group) -> Seated:
    """Read who holds the group's trades, and which it looks for; waiting lists exist where seats are exclusive."""
    waiting = await waitlists.by_seat(tx, group.group_id) if group.seats is Seats.EXCLUSIVE else {}
    people = await roll.listed(tx, group.group_id, SEATED)
    seated = [each for each in people if each.seat]
    return Seated(group, seated, waiting, await seats_store.wanted(tx, group.group_id), len(people) - len(seated))


async def _trades_of(read: Seated) -> TradesOf:
    """Put the trades in order; those of many people on the thread for computations."""
    return await beside(_in_order, read) if len(read.seated) > roll.FEW else _in_order(read)


def _in_order(read: Seated) -> TradesOf:
    keys = {seat: seat_key(seat) for seat in {each.seat for each in read.seated}}
    holders: defaultdict[str, list[Listed]] = defaultdict(list)
    for member in read.seated:
        holders[keys[member.seat]].append(member)
    held = [_taken(those, read.waiting.get(seat, 0)) for seat, those in holders.items()]
    wanted, open_ = unheld(read.wanted, holders)
    return TradesOf(read.group, tuple(sorted(held, key=lambda each: sort_key(each.seat))), wanted, open_, read.associates)


def _taken(holders: Sequence[Listed], waiting: int) -> Taken:
    """A trade with its holders by name, called as the first of them calls it."""
    those = roll.by_name(holders)
    return Taken(those[0].seat, tuple((each.user_id, each.name) for each in those), waiting)


def unheld(looked_for: Iterable[str], held: Container[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The trades that the group looks for, and at most MOST_OPEN popular ones, without those whose keys are `held`."""
    wanted = {seat_key(seat): seat for seat in looked_for}
    still = [seat for key, seat in wanted.items() if key not in held]
    open_ = [trade.name("en") for trade in trades.popular() if trade.id not in held and trade.id not in wanted]
    return tuple(still), tuple(open_[:MOST_OPEN])
