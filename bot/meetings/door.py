"""The job that posts a meeting's card anew shortly before it begins: one for each group, at the next such time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.jobs import store as jobs_store
from bot.core.spreading import share, spread
from bot.core.use_case import Service, writes
from bot.groups import store as groups_store
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.model import DOOR_BEFORE

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.meetings.model import Meeting

JOB = "meeting.door"


class Door(Struct, frozen=True):
    """A meeting, and when its card is posted anew."""

    meeting: Meeting
    opens_at: datetime


class Doors(Service):
    @writes
    async def run(self, tx: Tx, job: Job) -> None:
        """Run the job: post anew what is due, and schedule the next."""
        group = await groups_store.get(tx, job.group_id)
        while (found := await following(tx, group.group_id)) is not None and found.opens_at <= tx.now:
            await meetings_notices.again(tx, group, found.meeting)
        if found is None:
            await jobs_store.forget(tx, job)
        else:
            await jobs_store.again(tx, job, found.opens_at)


async def following(tx: Tx, group_id: int) -> Door | None:
    """The group's next door; None where no meeting is planned."""
    meeting = await meetings_store.next_door(tx, group_id)
    if meeting is None:
        return None
    return Door(meeting, opens_at(meeting, await spread(tx)))


def opens_at(meeting: Meeting, over: timedelta) -> datetime:
    """When a meeting's card is posted anew; `over` is how long before the usual time it may be."""
    return meeting.starts_at - DOOR_BEFORE - share(meeting.group_id) * over


async def schedule(tx: Tx, group: Group) -> None:
    """Schedule the group's job for the next card that is to be posted anew; none is pending where there is none."""
    found = await following(tx, group.group_id)
    if found is None:
        await jobs_store.cancel(tx, group.group_id, JOB)
    else:
        await jobs_store.schedule(tx, group.group_id, JOB, f"{JOB}:{group.group_id}", found.opens_at)
