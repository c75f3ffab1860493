"""The declaration of terms."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, HelpLine, MessageKind, Table, Urgency
from bot.membership.events import BELONGING_CHANGED
from bot.membership.terms import service as terms_service
from bot.membership.terms.notices import DUE
from bot.membership.terms.service import Terms

FEATURE = Feature(
    "terms",
    services={"terms": Terms},
    messages=(MessageKind(DUE, Destination.MODERATORS, urgency=Urgency.CLOCK),),
    actions=(AuditAction("member.term", N_("term changed"), in_history=True, shows_facts=True),),
    tables=(Table("term_lists"), Table("terms", key=("user_id",), owned_by=("user_id",))),
    help=(
        HelpLine("member term", N_("until when a membership lasts; you read in time whose ends soon"), 225, for_moderators=True),
    ),
    hears={BELONGING_CHANGED: terms_service.belonging_changed},
    morning=terms_service.tend,
    erase_person=terms_service.erase_person,
)
