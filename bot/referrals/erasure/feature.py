"""What erasing a client declares."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine, JobKind, Table
from bot.referrals.erasure.service import JOB, Erasure
from bot.referrals.events import CONTACT_FORGOTTEN

FEATURE = Feature(
    "erasure",
    services={"erasure": Erasure},
    actions=(AuditAction("client.forget", N_("had a client forgotten")),),
    jobs=(JobKind(JOB, Erasure, Erasure.run),),
    announces=(CONTACT_FORGOTTEN,),
    tables=(
        Table("forgotten", key=("print", "user_id"), names=("user_id",), hashed_by="key_id"),
        Table("forget_requests", key=("token",), sealed=("contact",), sealed_by="token"),
    ),
    help=(HelpLine("moderate forget", N_("a client who asks for it, by their phone or e-mail"), 240, for_moderators=True),),
)
