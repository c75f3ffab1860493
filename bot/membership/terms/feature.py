"""The declaration of terms."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, HelpLine, MessageKind, Table, Urgency
from bot.membership.events import BELONGING_CHANGED
from bot.membership.members.feature import while_status
from bot.membership.members.model import BELONGING
from bot.membership.terms import service as terms_service
from bot.membership.terms.notices import DUE, YEAR
from bot.membership.terms.service import Terms

FEATURE = Feature(
    "terms",
    services={"terms": Terms},
    messages=(
        MessageKind(DUE, Destination.MODERATORS, urgency=Urgency.CLOCK),
        MessageKind(YEAR, Destination.PERSON, about_person=True, still_concerns=while_status(*BELONGING)),
    ),
    actions=(
        AuditAction("member.term", N_("term changed"), in_history=True, shows_facts=True),
        AuditAction("term.year", N_("offered a look at their year"), in_history=True, also_message=True),
    ),
    tables=(Table("term_lists"), Table("terms", key=("user_id",), owned_by=("user_id",))),
    help=(
        HelpLine("member term", N_("until when a membership lasts; you read in time whose ends soon"), 225, for_moderators=True),
    ),
    hears={BELONGING_CHANGED: terms_service.belonging_changed},
    morning=terms_service.tend,
    erase_person=terms_service.erase_person,
)
