"""The declaration of the weekly digest."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, DigestBlock, Feature, HelpLine, JobKind, MessageKind, Urgency
from bot.weekly.digest import schedule
from bot.weekly.digest.service import Digests
from bot.weekly.digest.week import week

FEATURE = Feature(
    "digest",
    services={"digest": Digests},
    messages=(
        MessageKind("digest", Destination.DIGEST, urgency=Urgency.CLOCK, at_most_once=True),
        MessageKind("digest.late", Destination.MODERATORS, has_codes=True),
    ),
    actions=(
        AuditAction("digest.schedule", N_("weekly news scheduled"), shows_facts=True),
        AuditAction("digest.post", N_("weekly news posted"), shows_facts=True),
        AuditAction("digest.pause", N_("weekly news paused"), shows_facts=True),
    ),
    jobs=(
        JobKind(
            schedule.JOB,
            Digests,
            Digests.run,
            schedule=schedule.schedule_if_on,
            rests_without_server=True,
            misplaced=schedule.misplaced,
            put_right=schedule.put_right,
        ),
    ),
    blocks=(DigestBlock("week", 10, week),),
    help=(HelpLine("digest schedule", N_("the weekly news; also show, preview, post, pause"), 260, for_moderators=True),),
)
