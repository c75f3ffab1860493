"""Use cases of departures: members who leave the server and come back, and servers that remove the bot and add it again.

A person is marked as departed only on evidence from Discord: the event that they left, or the response that there is no such
member; not during an outage. A departed member's data is kept unchanged for their return.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.calendar import next_daily
from bot.core.declarations import declared
from bot.core.events import announce
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.groups.links.events import REACH_CHANGED
from bot.membership import missed_messages
from bot.membership import notices as membership_notices
from bot.membership.departed_groups import store as departed_groups_store
from bot.membership.departures import notices as departures_notices
from bot.membership.departures import store as departures_store
from bot.membership.events import BELONGING_CHANGED, MEMBER_LEFT
from bot.membership.leave import service as leave_service
from bot.membership.members import lifecycle as model
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import STEPS, Step
from bot.membership.members.model import Member, Status

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Database, Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group

JOB = "presence"
LATE = timedelta(hours=3)
"""How late the nightly check may begin. After a longer absence of the process it waits for the next night."""
SLICE = 50
"""Maximum number of people of one check's message."""
UNLIKELY = 3
"""Up to so many missing people are believed; of more, only half of those who should be present."""
PRESENT = (Status.APPLICANT, Status.ACTIVE, Status.PAUSED)


class RollCall(Struct, frozen=True):
    """The ids to look up in a server: members who should be present, and departed ones who may have returned."""

    expected: frozenset[int]
    gone: frozenset[int]

    def is_likely(self, missing: int) -> bool:
        """Whether so many departures in one night are plausible."""
        return missing <= UNLIKELY or missing * 2 <= len(self.expected)


class Departures(Service):
    """Keeps in memory who has departed, so that a return is noticed at their first interaction without a query.

    Where several processes share the store, another may know better; then /help notices it.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._gone: set[tuple[int, int]] = set()

    async def begin(self) -> None:
        """Load the departed people's ids. Called at start."""
        self._gone = set(await self._everybody())

    @reads
    async def _everybody(self, tx: Tx) -> list[tuple[int, int]]:
        return await departures_store.gone(tx)

    def is_gone(self, group_id: int, user_id: int) -> bool:
        """Whether they left the server, as far as this process knows."""
        return (group_id, user_id) in self._gone

    async def left(self, group_id: int, user_id: int) -> bool:
        """Mark a person as departed, on Discord's evidence. False where they have no membership that can rest."""
        left = await self._leave(group_id, user_id)
        if left:
            # After the commit: a transaction that fails must leave the set as it was.
            self._gone.add((group_id, user_id))
        return left

    async def back(self, group_id: int, user_id: int, name: str = "") -> Member | None:
        """Restore the status that a departed person had before; None where they had not departed."""
        returned = await self._return(group_id, user_id, name)
        # Also where None was returned: another process may have noted the return.
        self._gone.discard((group_id, user_id))
        return returned

    @writes
    async def _leave(self, tx: Tx, group_id: int, user_id: int) -> bool:
        await groups_store.forget_set_up_by(tx, group_id, user_id)
        present = await members_store.get(tx, group_id, user_id)
        if present is None or present.status not in STEPS[Step.DEPART][0]:
            return False
        group = await groups_store.get(tx, group_id)
        status = model.after(Step.DEPART, present, present.name)
        gone = replace(
            present,
            status=status,
            status_at=tx.now,
            left_at=tx.now,
            returns_to=present.status,
            version=present.version + 1,
        )
        await members_store.save(tx, gone)
        await membership_notices.note(tx, user_id, f"member.{Step.DEPART.value}", present, gone)
        await departures_notices.gone(tx, group, gone)
        await announce(tx, MEMBER_LEFT, group=group, member=gone)
        if present.belongs:
            await announce(tx, BELONGING_CHANGED, group=group, member=gone)
        return True

    @writes
    async def _return(self, tx: Tx, group_id: int, user_id: int, name: str) -> Member | None:
        present = await members_store.get(tx, group_id, user_id)
        if present is None or present.status is not Status.LEFT:
            return None
        group = await groups_store.get(tx, group_id)
        back = replace(
            present,
            name=name or present.name,
            status=model.after(Step.RETURN, present, present.name),
            status_at=tx.now,
            left_at=None,
            returns_to=None,
            version=present.version + 1,
        )
        await members_store.save(tx, back)
        await missed_messages.opened(tx, user_id)
        await membership_notices.note(tx, user_id, f"member.{Step.RETURN.value}", present, back)
        await departures_notices.returned(tx, group, back)
        # Their leave ended while they were away from the server.
        if back.away is not None and back.away.until is not None and back.away.until <= tx.now:
            return await leave_service.bring_back(tx, group, back, user_id)
        await leave_service.schedule_return(tx, back)
        return back

    @writes
    async def doubt(self, tx: Tx, group_id: int, user_id: int) -> None:
        """Queue a look-up of a person whom an interaction showed as no member of the server, at most once an hour."""
        present = await members_store.get(tx, group_id, user_id)
        if present is not None and present.status in PRESENT:
            key = f"presence:{group_id}:{user_id}:{present.version}:{tx.now:%Y-%m-%dT%H}"
            await outbox_store.add(tx, Message(group_id, "presence.check", key, user_id))

    @writes
    async def run(self, tx: Tx, job: Job) -> None:
        """Run the nightly job: queue look-ups of everybody on the roster, SLICE people each, and schedule the next night."""
        group = await groups_store.get(tx, job.group_id)
        # The next night is scheduled in the same transaction, so that a failure of the check does not end it.
        if not await jobs_store.again(tx, job, _next_night(group, tx.now)) or tx.now - job.due_at > LATE:
            return
        for nightly in [feature.nightly for feature in declared().features if feature.nightly is not None]:
            await nightly(tx, job.group_id)
        # By id: `roll_call` reads each range of ids later, by the primary key.
        those = await roll.ids(tx, job.group_id, (*PRESENT, Status.LEFT))
        for start in range(0, len(those), SLICE):
            first, last = those[start], those[start : start + SLICE][-1]
            key = f"presence:{job.group_id}:{job.due_at.timestamp():.0f}:{first}"
            await outbox_store.add(tx, Message(job.group_id, "presence.call", key, first, detail=str(last)))

    @reads
    async def roll_call(self, tx: Tx, group_id: int, first: int, last: int) -> RollCall:
        """The members with ids from `first` to `last`, by whether they should be in the server."""
        those = await roll.standings(tx, group_id, first, last)
        return RollCall(
            frozenset(user_id for user_id, status in those if status in PRESENT),
            frozenset(user_id for user_id, status in those if status is Status.LEFT),
        )

    @writes
    async def not_believed(self, tx: Tx, group_id: int, missing: int) -> None:
        """Mark nobody, and tell the moderators that implausibly many seem to have left."""
        await departures_notices.not_believed(tx, await groups_store.get(tx, group_id), missing)

    @writes
    async def server_gone(self, tx: Tx, group_id: int) -> None:
        """Note that a server removed the bot: suspend its jobs, and begin the term after which its data is deleted."""
        await departed_groups_store.note(tx, group_id)
        await announce(tx, REACH_CHANGED, group_id=group_id, other_id=None)
        await jobs_store.rest(tx, group_id, [job.name for job in declared().jobs.values() if job.rests_without_server])

    @writes
    async def server_back(self, tx: Tx, group_id: int) -> None:
        """Note that a server added the bot again: resume its jobs, and end that term."""
        await departed_groups_store.back(tx, group_id)
        await announce(tx, REACH_CHANGED, group_id=group_id, other_id=None)
        await jobs_store.resume(tx, group_id)

    @reads
    async def resting(self, tx: Tx) -> list[int]:
        """The ids of the groups whose servers have removed the bot."""
        return await departed_groups_store.every(tx)

    @reads
    async def missing(self, tx: Tx, present: frozenset[int]) -> list[int]:
        """The ids of groups whose servers are not among `present` and not noted as having removed the bot."""
        return await departed_groups_store.missing(tx, present)

    @writes
    async def doubt_server(self, tx: Tx, group_id: int) -> None:
        """Queue a look-up of a server that the gateway did not list, at most once an hour."""
        key = f"presence:{group_id}:server:{tx.now:%Y-%m-%dT%H}"
        await outbox_store.add(tx, Message(group_id, "presence.server", key, group_id))


async def watch(tx: Tx, group: Group) -> None:
    """Schedule the group's nightly check."""
    await jobs_store.schedule(tx, group.group_id, JOB, f"{JOB}:{group.group_id}", _next_night(group, tx.now))


def _next_night(group: Group, now: datetime) -> datetime:
    """The next check, between 02:00 and 05:00 in the group's zone; groups are spread over that time by their ids."""
    # From bit 22 on a snowflake is its time in milliseconds (https://docs.discord.com/developers/reference#snowflakes).
    hours, minutes = divmod((group.group_id >> 22) % 180, 60)
    return next_daily(now, time(2 + hours, minutes), group.zone)
