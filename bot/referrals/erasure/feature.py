"""What erasing a client declares."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine, Table
from bot.referrals.erasure.service import Erasure

FEATURE = Feature(
    "erasure",
    services={"erasure": Erasure},
    actions=(AuditAction("client.forget", N_("had a client forgotten")),),
    tables=(Table("forgotten", key=("print", "user_id"), names=("user_id",), hashed_by="key_id"),),
    help=(HelpLine("moderate forget", N_("a client who asks for it, by their phone or e-mail"), 240, for_moderators=True),),
)
