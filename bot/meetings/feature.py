"""The declaration of meetings: series and their occurrences."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import (
    AuditAction,
    Destination,
    DigestBlock,
    Feature,
    HelpLine,
    JobKind,
    MessageKind,
    PanelButton,
    PublicRecord,
    Table,
)
from bot.meetings import door, planning
from bot.meetings.calendars import Calendars
from bot.meetings.digest import meetings
from bot.meetings.door import Doors
from bot.meetings.events import MEETING_CHANGED, MEETING_MOVED, MEETING_SKIPPED
from bot.meetings.server_events import ServerEvents
from bot.meetings.service import Meetings

FEATURE = Feature(
    "meetings",
    services={"meetings": Meetings, "doors": Doors, "calendars": Calendars, "server_events": ServerEvents},
    messages=(
        MessageKind("meeting.card", Destination.MEETINGS, has_codes=True),
        MessageKind("meeting.event", Destination.NOWHERE, has_codes=True),
    ),
    actions=(
        AuditAction("meeting.schedule", N_("set when the group meets"), shows_facts=True),
        AuditAction("meeting.end", N_("ended a series of meetings"), shows_facts=True),
        AuditAction("meeting.skip", N_("skipped a meeting"), shows_facts=True),
        AuditAction("meeting.move", N_("moved a meeting"), shows_facts=True),
    ),
    jobs=(
        JobKind(
            door.JOB,
            Doors,
            Doors.run,
            schedule=planning.put_right,
            rests_without_server=True,
            misplaced=planning.misplaced,
            put_right=planning.put_job_right,
        ),
    ),
    tables=(
        Table("meeting_series"),
        Table("meetings", names=("host_id",)),
    ),
    blocks=(DigestBlock("meetings", 15, meetings),),
    help=(
        HelpLine("meeting next", N_("when the group meets next"), 12),
        HelpLine("meeting schedule", N_("when the group meets; also skip, move, host, export"), 255, for_moderators=True),
    ),
    panel=(PanelButton("panel:meeting", N_("Next meeting"), "📅", 28),),
    public=(PublicRecord("meeting.card", "meetings", ("host_id",), "meeting", "card"),),
    announces=(MEETING_CHANGED, MEETING_MOVED, MEETING_SKIPPED),
    morning=planning.tend,
)
