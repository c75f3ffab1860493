"""What links between groups declare."""

from __future__ import annotations

from datetime import timedelta

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, HelpLine, MessageKind, Table
from bot.core.limit import Limit
from bot.groups.links import notices
from bot.groups.links import store as links_store
from bot.groups.links.events import REACH_CHANGED
from bot.groups.links.service import GroupLinks

FEATURE = Feature(
    "links",
    services={"links": GroupLinks},
    limits=(Limit("group.link_code", 20, timedelta(hours=1)), Limit("group.link", 20, timedelta(hours=1))),
    messages=(
        MessageKind(notices.MADE, Destination.MODERATORS, has_codes=True),
        MessageKind(notices.ENDED, Destination.MODERATORS, has_codes=True),
    ),
    actions=(
        AuditAction("group.link_code", N_("made a code for another group")),
        AuditAction("group.link", N_("linked with another group")),
        AuditAction("group.unlink", N_("link with another group ended")),
    ),
    tables=(
        Table("group_links", key=("other_id",)),
        Table("link_codes", key=("group_id",), names=("made_by",)),
    ),
    help=(
        HelpLine(
            "group link", N_("let members pass clients to those of another group; unlink ends it"), 215, for_moderators=True
        ),
    ),
    announces=(REACH_CHANGED,),
    nightly=links_store.prune,
)
