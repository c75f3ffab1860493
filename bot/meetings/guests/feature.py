"""The declaration of guests."""

from __future__ import annotations

from datetime import timedelta

from bot.core.errors import N_
from bot.core.feature import (
    AuditAction,
    Destination,
    DigestBlock,
    Feature,
    HelpLine,
    JobKind,
    MessageKind,
    PanelButton,
    PublicRecord,
    Table,
)
from bot.core.limit import Limit
from bot.meetings.events import MEETING_MOVED, MEETING_SKIPPED
from bot.meetings.guests.digest import guests
from bot.meetings.guests.erasing import FORMS, JOB, belonging_changed, contact_forgotten, erase_person, meeting_changed
from bot.meetings.guests.events import GUESTS_WIPED
from bot.meetings.guests.following_up import ITEMS
from bot.meetings.guests.restoring import FORGETTABLE
from bot.meetings.guests.service import Guests
from bot.meetings.guests.store import SEALED
from bot.meetings.notices import still_ahead
from bot.membership.events import BELONGING_CHANGED
from bot.referrals.events import CONTACT_FORGOTTEN

FEATURE = Feature(
    "guests",
    services={"guests": Guests},
    limits=(Limit("guest.invite", 20, timedelta(hours=24)),),
    messages=(
        MessageKind("guest.held", Destination.MODERATORS, has_codes=True),
        MessageKind("guest.meeting", Destination.PERSON, still_concerns=still_ahead),
    ),
    actions=(
        AuditAction("guest.invite", N_("invited a guest")),
        AuditAction("guest.withdraw", N_("took a guest's invitation back")),
        AuditAction("guest.welcome", N_("welcomed a guest whose trade is held")),
        AuditAction("guest.mark", N_("said whether a guest came")),
        AuditAction("guest.wipe", N_("guests' data deleted")),
    ),
    jobs=(JobKind(JOB, Guests, Guests.run),),
    tables=(
        Table("guests", names=("inviter_id",), sealed=SEALED, sealed_by="meeting_id"),
        Table("guest_prints", key=("print", "guest_id"), hashed_by="key_id"),
    ),
    blocks=(DigestBlock("guests", 57, guests),),
    morning_items=ITEMS,
    client_forms=FORMS,
    help=(HelpLine("meeting guest", N_("bring a guest to a meeting, or send somebody in your place"), 13),),
    panel=(PanelButton("panel:guest", N_("Bring a guest"), "👋", 35, is_below=True),),
    public=(PublicRecord("guest.held", "guests", ("inviter_id",), "guest", "held"),),
    announces=(GUESTS_WIPED,),
    hears={
        BELONGING_CHANGED: belonging_changed,
        CONTACT_FORGOTTEN: contact_forgotten,
        MEETING_MOVED: meeting_changed,
        MEETING_SKIPPED: meeting_changed,
    },
    erase_person=erase_person,
    forgettable=FORGETTABLE,
)
