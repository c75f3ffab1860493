"""The job that edits what somebody was sent about clients, after they left the group or came back to it.

What each message shows is decided at delivery, by whether its reader belongs then (`access.as_seen`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, writes
from bot.groups import store as groups_store
from bot.referrals import partners, rewriting
from bot.referrals import store as referrals_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.membership.members.model import Member

JOB = "belonging"
SLICE = 25
"""Maximum number of referrals that one transaction handles."""


class BelongingJob(Service):
    async def run(self, job: Job) -> None:
        """Run the job in slices, each a transaction, so that none locks the store for long."""
        after: int | None = 0
        while after is not None:
            after = await self._some(job, after)

    @writes
    async def _some(self, tx: Tx, job: Job, after: int) -> int | None:
        """Queue the edits of one slice of the person's referrals; returns the last one's id, or None where the job is done."""
        _, _, person, version = job.key.split(":")
        user_id, why = int(person), f"belonging:{version}"
        group = await groups_store.get(tx, job.group_id)
        ids = await partners.kept_of(tx, group.group_id, user_id, after, SLICE)
        for referral in await referrals_store.several(tx, group.group_id, ids) if ids else ():
            await rewriting.shown_to(tx, group, referral, referral.party(user_id), why)
        if len(ids) == SLICE:
            return ids[-1]
        await rewriting.reminders_of(tx, group, user_id, why)
        await jobs_store.finish(tx, job)
        return None


async def belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    """Handle the event that somebody belongs from now on, or no longer: schedule the job where they were sent anything of a client."""
    if await partners.kept_of(tx, group.group_id, member.user_id, 0, 1):
        # The version makes the key of each change unique; a finished job's key can't be added again.
        key = f"{JOB}:{group.group_id}:{member.user_id}:{member.version}"
        await jobs_store.add(tx, group.group_id, JOB, key, tx.now)
