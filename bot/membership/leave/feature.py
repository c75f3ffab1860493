"""The declaration of leave."""

from __future__ import annotations

from datetime import timedelta

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, HelpLine, JobKind, MessageKind, Table
from bot.core.limit import Limit
from bot.membership.events import LEAVE_CHANGED, TEXT_PUBLISHED
from bot.membership.leave.service import JOB, Leave

FEATURE = Feature(
    "leave",
    services={"leave": Leave},
    limits=(Limit("away.go", 20, timedelta(hours=1)),),
    messages=(MessageKind("member.back", Destination.PERSON, about_person=True),),
    actions=(AuditAction("away.go", N_("went on leave"), in_history=True),),
    jobs=(JobKind(JOB, Leave, Leave.run),),
    # A row tells of both, who waits and for whom, so it goes with either.
    tables=(Table("return_waits", key=("member_id", "user_id"), owned_by=("user_id", "member_id")),),
    announces=(TEXT_PUBLISHED, LEAVE_CHANGED),
    help=(HelpLine("away", N_("go on leave; your trade is kept"), 100),),
)
