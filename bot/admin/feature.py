"""What setting a group up, moderation and the repair of jobs declare."""

from __future__ import annotations

from datetime import timedelta

from bot.admin.job_repair import WRONG, JobRepair
from bot.admin.moderation import Moderation
from bot.admin.setup import GroupSetup
from bot.core.errors import N_
from bot.core.feature import Destination, Feature, HelpLine, MessageKind, Urgency
from bot.core.limit import Limit

FEATURE = Feature(
    "admin",
    services={"setup": GroupSetup, "moderation": Moderation, "job_repair": JobRepair},
    limits=(Limit("log.export", 20, timedelta(hours=1)),),
    messages=(MessageKind(WRONG, Destination.MODERATORS, urgency=Urgency.CLOCK),),
    help=(
        HelpLine("moderate log", N_("who did what here; /moderate void cancels what should not count"), 230, for_moderators=True),
    ),
)
