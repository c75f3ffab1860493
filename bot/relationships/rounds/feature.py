"""The declaration of rounds."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine, JobKind, Table
from bot.core.morning_items import MorningItems
from bot.relationships.rounds import morning
from bot.relationships.rounds.service import JOB, RoundsOfGroup, nightly

FEATURE = Feature(
    "rounds",
    services={"rounds": RoundsOfGroup},
    actions=(AuditAction("rounds.set", N_("set how often there are rounds of one-to-ones"), shows_facts=True),),
    jobs=(JobKind(JOB, RoundsOfGroup, RoundsOfGroup.run, rests_without_server=True),),
    tables=(
        Table("round_schedules", key=("group_id",)),
        Table("round_people", key=("user_id",), owned_by=("user_id",)),
        Table("rounds"),
        Table("round_places", owned_by=("user_id",)),
    ),
    morning_items=(
        MorningItems(morning.PAIRED, morning.paired_due, morning.paired),
        MorningItems(morning.DID_YOU_MEET, morning.met_due, morning.to_be_asked),
    ),
    help=(
        HelpLine("one-to-one rounds", N_("rounds of one-to-ones: who counts themselves in is paired"), 258, for_moderators=True),
    ),
    nightly=nightly,
)
