"""What referrals declare: passing a client on, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.errors import N_
from bot.core.feature import (
    AuditAction,
    Destination,
    Feature,
    HelpLine,
    JobKind,
    MessageKind,
    PanelButton,
    PublicRecord,
    Switch,
    Table,
    Void,
)
from bot.core.limit import Limit
from bot.membership.events import BELONGING_CHANGED, MEMBER_LEFT, TEXT_PUBLISHED
from bot.referrals import belonging_job, client_names, notices, readers
from bot.referrals import store as referrals_store
from bot.referrals.contact_rehash import ContactRehash
from bot.referrals.daily_job import JOB, DailyJob, tend
from bot.referrals.erase_person import erase_person
from bot.referrals.erasure.restored_erasures import ERASE_REFERRALS
from bot.referrals.events import REFERRAL_COUNTS, REFERRAL_GIVEN, REFERRAL_TAKEN_BACK
from bot.referrals.model import MOVES, State, Verb
from bot.referrals.partners import TO_LINKED
from bot.referrals.passing_on import PassingOnService
from bot.referrals.service import Referrals
from bot.referrals.void import void

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message


async def _still_open(tx: Tx, message: Message) -> bool:
    referral = await referrals_store.get(tx, message.group_id, message.record_id)
    return referral is not None and referral.state is State.OPEN


async def _giver(tx: Tx, message: Message) -> int | None:
    referral = await referrals_store.get(tx, message.group_id, message.record_id)
    return None if referral is None else referral.giver_id


async def _other(tx: Tx, message: Message) -> int | None:
    """Who made the step, the other of the two; nobody for what the clock, a client or a moderator caused."""
    referral = await readers.told_of(tx, message.group_id, message.record_id)
    is_theirs = referral is not None and MOVES[Verb(message.detail)].by is not None if message.detail in MOVES else False
    return referral.other(message.user_id) if referral is not None and is_theirs and message.user_id is not None else None


async def _who_left(_: Tx, message: Message) -> int | None:
    return message.record_id


def _others_secrets(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """A label, and who else sent the same client, is the receiver's alone."""
    for referral in rows["referrals"]:
        if referral["receiver_id"] != user_id:
            referral["label"], referral["same_as"] = "", None


FEATURE = Feature(
    "referrals",
    services={
        "referrals": Referrals,
        "passing_on": PassingOnService,
        "daily_job": DailyJob,
        "belonging_job": belonging_job.BelongingJob,
        "contact_rehash": ContactRehash,
    },
    limits=(
        # Without `to_one` one person could send one other sixty direct messages at once.
        Limit("referral.give", 60, timedelta(hours=1), to_one=12),
        Limit("referral.edit", 60, timedelta(hours=1), to_one=20),
        Limit("referral.move", 120, timedelta(hours=1), to_one=20),
    ),
    messages=(
        MessageKind("referral.card", Destination.PERSON, switch="referrals", still_concerns=_still_open, sender=_giver),
        MessageKind("referral.step", Destination.PERSON, switch="steps", has_codes=True, sender=_other),
        MessageKind("referral.line", Destination.REFERRALS),
        MessageKind("member.other_left", Destination.PERSON, switch="steps", about_person=True, sender=_who_left),
    ),
    actions=(
        AuditAction("referral.give", N_("passed")),
        AuditAction("referral.edit", N_("changed")),
        AuditAction("referral.undo", N_("undone")),
        AuditAction("referral.accept", N_("accepted")),
        AuditAction("referral.agreed", N_("the lead's person agreed")),
        AuditAction("referral.contacted", N_("in touch")),
        AuditAction("referral.decline", N_("couldn't be taken")),
        AuditAction("referral.lapse", N_("went quiet")),
        AuditAction("referral.no_fit", N_("didn't work out")),
        AuditAction("referral.not_won", N_("no job after all")),
        AuditAction("referral.reopen", N_("opened again")),
        AuditAction("referral.void", N_("cancelled by a moderator")),
        AuditAction("referral.withdraw", N_("taken back")),
        AuditAction("referral.won", N_("got the job")),
    ),
    jobs=(
        JobKind(JOB, DailyJob, DailyJob.run, schedule=tend),
        JobKind(belonging_job.JOB, belonging_job.BelongingJob, belonging_job.BelongingJob.run),
    ),
    tables=(
        Table(
            "referrals",
            names=("giver_id", "receiver_id"),
            sealed=("prospect", "contact", "need", "label"),
            sealed_by="number",
            elsewhere="giver_group_id = ? AND giver_id = ?",
        ),
        Table(
            "referral_moves",
            names=("actor_id",),
            sealed=("reason",),
            sealed_by="referral_id",
            elsewhere=f"referral_id IN ({TO_LINKED})",
        ),
        Table("referral_origins", key=("referral_id",)),
        Table("contact_prints", key=("print", "referral_id"), hashed_by="key_id"),
    ),
    help=(
        HelpLine("refer", N_("pass a member somebody who needs them"), 10),
        HelpLine("referrals", N_("what waits for you, and what became of what you gave"), 20),
    ),
    panel=(
        PanelButton("panel:refer", N_("Refer someone"), "🤝", 10, is_primary=True),
        PanelButton("panel:mine", N_("My referrals"), "📋", 30),
    ),
    switches=(
        Switch("referrals", N_("New referrals"), N_("somebody refers a client to you"), 10),
        Switch("steps", N_("Progress"), N_("what became of a referral that you gave or got"), 20),
    ),
    void=Void("R", void),
    public=(PublicRecord("referral.line", "referrals", ("giver_id", "receiver_id"), "referral", "line"),),
    announces=(REFERRAL_GIVEN, REFERRAL_COUNTS, REFERRAL_TAKEN_BACK),
    client_forms=(
        *("refer:form", "referral:pass_form", "referral:also_form", "referral:edit_form"),
        *("referral:no_fit_form", "referral:decline_form"),
    ),
    hears={
        MEMBER_LEFT: notices.other_left,
        BELONGING_CHANGED: belonging_job.belonging_changed,
        TEXT_PUBLISHED: client_names.check_published,
    },
    erase_person=erase_person,
    erase_again=ERASE_REFERRALS,
    others_secrets=_others_secrets,
)
