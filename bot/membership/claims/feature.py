"""The declaration of claims."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, MessageKind, Table
from bot.core.limit import Limit
from bot.membership.claims.erase_person import erase_person
from bot.membership.claims.service import Claims
from bot.membership.events import MEMBER_RENUMBERED
from bot.membership.members.feature import while_status
from bot.membership.members.model import BELONGING


def _only_their_own(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove claims by other people from an export."""
    rows["claims"] = [row for row in rows["claims"] if row["user_id"] == user_id]


FEATURE = Feature(
    "claims",
    services={"claims": Claims},
    limits=(Limit("member.claims", 5, timedelta(days=1), kept_as="claimed"),),
    messages=(
        MessageKind("member.claims", Destination.MODERATORS, about_person=True),
        MessageKind("member.arrived", Destination.PERSON, about_person=True),
        MessageKind("member.claim", Destination.PERSON, about_person=True, still_concerns=while_status(*BELONGING)),
        MessageKind("member.not_recognised", Destination.PERSON, about_person=True),
    ),
    actions=(
        AuditAction("member.claims", N_("said that they are expected"), in_history=True, shows_facts=True, also_message=True),
        AuditAction("member.claim", N_("recognised"), in_history=True, shows_facts=True, also_message=True),
        AuditAction("member.not_recognised", N_("not recognised"), in_history=True, shows_facts=True, also_message=True),
    ),
    # A claim goes with the person who made it; of the moderator who decided only the id goes.
    tables=(Table("claims", key=("user_id", "expected_id"), names=("decided_by",), owned_by=("user_id",)),),
    announces=(MEMBER_RENUMBERED,),
    erase_person=erase_person,
    others_secrets=_only_their_own,
)
