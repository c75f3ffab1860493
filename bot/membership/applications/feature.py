"""The declaration of applications."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, MessageKind, Table
from bot.core.limit import Limit
from bot.membership.applications.erase_person import erase_person
from bot.membership.applications.service import Applications
from bot.membership.members.feature import while_status
from bot.membership.members.model import Status

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message


async def _applicant(_: Tx, message: Message) -> int | None:
    return message.record_id


FEATURE = Feature(
    "applications",
    services={"applications": Applications},
    limits=(Limit("member.apply", 3, timedelta(days=1), kept_as="applied"),),
    messages=(
        MessageKind("member.card", Destination.MODERATORS, about_person=True),
        MessageKind("member.waits", Destination.PERSON, about_person=True),
        MessageKind("member.question", Destination.PERSON, about_person=True, still_concerns=while_status(Status.APPLICANT)),
        MessageKind("member.sponsored", Destination.PERSON, about_person=True, sender=_applicant),
        MessageKind("member.sponsored_in", Destination.PERSON, about_person=True),
    ),
    actions=(
        AuditAction("member.apply", N_("applied"), in_history=True, shows_facts=True),
        AuditAction("member.ask", N_("asked a question"), in_history=True, shows_facts=True),
    ),
    tables=(Table("application_notes", names=("applicant_id", "author_id"), sealed=("text",), sealed_by="at"),),
    erase_person=erase_person,
)
