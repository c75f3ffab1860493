"""The declaration of speakers and announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, HelpLine, MessageKind, PublicRecord, Table
from bot.meetings.events import MEETING_MOVED, MEETING_SKIPPED
from bot.meetings.speakers import following
from bot.meetings.speakers import store as speakers_store
from bot.meetings.speakers.announcing import Announcements
from bot.meetings.speakers.reminding import ITEMS
from bot.meetings.speakers.service import Speakers
from bot.membership.events import BELONGING_CHANGED

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message


async def _still_speaks(tx: Tx, message: Message) -> bool:
    speaker = await speakers_store.get(tx, message.group_id, message.record_id)
    return speaker is not None and speaker.speaks


FEATURE = Feature(
    "speakers",
    services={"speakers": Speakers, "announcements": Announcements},
    messages=(
        MessageKind("speaker.planned", Destination.PERSON, still_concerns=_still_speaks),
        MessageKind("speaker.dropped", Destination.PERSON, has_codes=True),
        MessageKind("speaker.cannot", Destination.MODERATORS),
    ),
    actions=(
        AuditAction("speaker.plan", N_("chosen to present at a meeting")),
        AuditAction("speaker.drop", N_("presents at a meeting no more")),
        AuditAction("speaker.cannot", N_("can't present at a meeting"), also_message=True),
        AuditAction("meeting.announce", N_("announced something at a meeting")),
        AuditAction("meeting.unannounce", N_("removed an announcement")),
    ),
    tables=(
        Table("speakers", names=("user_id",), sealed=("topic",), sealed_by="user_id"),
        Table("announcements", owned_by=("author_id",), sealed=("text",), sealed_by="meeting_id"),
    ),
    help=(
        HelpLine("meeting speaker", N_("who presents, and offer yourself"), 47),
        HelpLine("meeting announce", N_("have something read aloud at a meeting"), 257, for_moderators=True),
    ),
    client_forms=("speaker:form", "speaker:plan_form", "announce:form"),
    public=(PublicRecord("speaker.cannot", "speakers", ("user_id",), "speaker", "cannot"),),
    morning_items=ITEMS,
    nightly=following.forget_old,
    morning=following.tend,
    hears={
        MEETING_MOVED: following.moved,
        MEETING_SKIPPED: following.skipped,
        BELONGING_CHANGED: following.belonging_changed,
    },
    erase_person=following.erase_person,
)
