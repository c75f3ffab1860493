"""The declaration of groups: settings, the greeting when the bot is added, and export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, HelpLine, MessageKind, Table
from bot.groups import store as groups_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


def _only_that_they_set_it_up(rows: dict[str, list[dict[str, Any]]], _user_id: int) -> None:
    """Reduce the exported row of a group to the fact that the person set it up."""
    rows["groups"] = [{"group_id": row["group_id"], "set_up_at": row["set_up_at"]} for row in rows["groups"]]


async def _erase_person(tx: Tx, gone: PersonErasure) -> None:
    await groups_store.forget_set_up_by(tx, gone.group_id, gone.user_id)


FEATURE = Feature(
    "groups",
    messages=(MessageKind("welcome", Destination.GREETING),),
    actions=(AuditAction("group.set_up", N_("settings changed"), shows_facts=True),),
    tables=(Table("groups", key=(), names=("set_up_by",)),),
    help=(
        HelpLine(
            "group setup", N_("channels, language, time zone, currency; also about, panel, seats, show"), 210, for_moderators=True
        ),
    ),
    others_secrets=_only_that_they_set_it_up,
    erase_person=_erase_person,
)
