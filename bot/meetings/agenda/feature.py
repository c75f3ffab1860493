"""The declaration of the agenda."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, HelpLine, MessageKind, Table
from bot.meetings.agenda.keeping import changed, erase_person, nightly, standing_changed
from bot.meetings.agenda.notices import KIND
from bot.meetings.agenda.service import Agendas
from bot.meetings.events import MEETING_CHANGED
from bot.membership.events import BELONGING_CHANGED, LEAVE_CHANGED

FEATURE = Feature(
    "agenda",
    services={"agendas": Agendas},
    messages=(MessageKind(KIND, Destination.MEETINGS, has_codes=True),),
    actions=(AuditAction("agenda.share", N_("posted a meeting's agenda")),),
    tables=(Table("shared_agendas", key=("meeting_id",)),),
    help=(HelpLine("meeting agenda", N_("what a meeting reads aloud, as a card or to project"), 256, for_moderators=True),),
    hears={MEETING_CHANGED: changed, BELONGING_CHANGED: standing_changed, LEAVE_CHANGED: standing_changed},
    erase_person=erase_person,
    nightly=nightly,
)
