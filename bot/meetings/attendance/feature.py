"""The declaration of attendance."""

from __future__ import annotations

from datetime import timedelta

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, MessageKind, Table, Urgency
from bot.core.limit import Limit
from bot.meetings.attendance.changes import renumbered, standing_changed, time_changed
from bot.meetings.attendance.erase_person import erase_person
from bot.meetings.attendance.marking import Marking
from bot.meetings.attendance.morning import ITEMS, tend
from bot.meetings.attendance.service import Attendance
from bot.meetings.events import MEETING_MOVED, MEETING_SKIPPED
from bot.meetings.notices import still_ahead
from bot.membership.events import BELONGING_CHANGED, LEAVE_CHANGED, MEMBER_RENUMBERED

FEATURE = Feature(
    "attendance",
    services={"attendance": Attendance, "marking": Marking},
    limits=(
        Limit("meeting.answer", 20, timedelta(hours=1)),
        Limit("meeting.slip", 60, timedelta(hours=1), to_one=12),
    ),
    messages=(
        MessageKind("meeting.numbers", Destination.MODERATORS, urgency=Urgency.CLOCK),
        MessageKind("meeting.moved", Destination.PERSON, still_concerns=still_ahead),
        MessageKind("meeting.called_off", Destination.PERSON, still_concerns=still_ahead),
        MessageKind("meeting.hosting", Destination.PERSON, still_concerns=still_ahead),
        MessageKind("meeting.slip", Destination.PERSON, has_codes=True),
    ),
    actions=(
        AuditAction("meeting.host", N_("chose who hosts a meeting")),
        AuditAction("meeting.mark", N_("noted who was at a meeting")),
    ),
    tables=(Table("presences", key=("meeting_id", "user_id"), names=("user_id", "marked_by")),),
    morning_items=ITEMS,
    hears={
        MEETING_MOVED: time_changed,
        MEETING_SKIPPED: time_changed,
        BELONGING_CHANGED: standing_changed,
        LEAVE_CHANGED: standing_changed,
        MEMBER_RENUMBERED: renumbered,
    },
    morning=tend,
    erase_person=erase_person,
)
