"""What members declare: the roll, what moderators change of it, and what a person is told of their own membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, DigestBlock, Feature, HelpLine, MessageKind, Table
from bot.membership.erase_person import erase_person
from bot.membership.events import BELONGING_CHANGED
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.digest import newcomers
from bot.membership.members.model import BELONGING, Status
from bot.membership.members.name_keys import NameKeys

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import StillConcerns
    from bot.core.outbox.model import Message


def while_status(*statuses: Status) -> StillConcerns:
    """A message concerns its reader as long as the person whom it is about has one of these statuses."""

    async def still_concerns(tx: Tx, message: Message) -> bool:
        standing = await roll.standing(tx, message.group_id, message.record_id)
        return standing is not None and standing.status in statuses

    return still_concerns


def _only_their_own(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    rows["members"] = [row for row in rows["members"] if row["user_id"] == user_id]


def _told(name: str, **more: Any) -> MessageKind:
    return MessageKind(name, Destination.PERSON, about_person=True, **more)


def _step(name: str, label: str) -> AuditAction:
    """A moderator's step in a membership, of which the person is told by a message of the same name."""
    return AuditAction(name, label, in_history=True, shows_facts=True, also_message=True)


FEATURE = Feature(
    "members",
    services={"name_keys": NameKeys},
    messages=(
        MessageKind("member.role", Destination.NOWHERE, about_person=True),
        _told("member.add", still_concerns=while_status(*BELONGING)),
        _told("member.approve", still_concerns=while_status(*BELONGING)),
        _told("member.decline", still_concerns=while_status(Status.DECLINED)),
        _told("member.remove", still_concerns=while_status(Status.FORMER)),
        _told("member.pause"),
        _told("member.resume"),
        _told("member.seat"),
    ),
    actions=(
        _step("member.add", N_("added as a member")),
        _step("member.approve", N_("let in")),
        _step("member.decline", N_("application declined")),
        _step("member.remove", N_("removed")),
        _step("member.pause", N_("sent on leave")),
        _step("member.resume", N_("back from leave")),
        _step("member.seat", N_("trade changed")),
        AuditAction("member.expect", N_("entered as expected"), in_history=True, shows_facts=True),
    ),
    tables=(
        Table(
            "members",
            key=("user_id",),
            names=("user_id", "sponsor_id", "away_by", "partner_of"),
            sealed=members_store.SEALED,
            sealed_by="user_id",
            times=("away_until",),
            elsewhere="(group_id, user_id) IN (SELECT group_id, giver_id FROM referrals WHERE giver_group_id = ? AND giver_id = ?)"
            " AND status = 'linked'",
        ),
    ),
    blocks=(DigestBlock("newcomers", 50, newcomers),),
    announces=(BELONGING_CHANGED,),
    help=(
        HelpLine("directory", N_("who is here, and whom each of them looks for"), 40),
        HelpLine(
            "member list",
            N_("the roll; also approve, decline, add, associate, pause, resume, seat, remove, history"),
            220,
            for_moderators=True,
        ),
    ),
    erase_person=erase_person,
    others_secrets=_only_their_own,
)
