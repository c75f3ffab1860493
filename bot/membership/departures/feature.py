"""The declaration of departures."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, JobKind, MessageKind, Urgency
from bot.membership.departures.notices import erase_person
from bot.membership.departures.service import JOB, Departures, watch
from bot.membership.events import MEMBER_LEFT
from bot.membership.missed_messages import Reaching

FEATURE = Feature(
    "departures",
    services={"departures": Departures, "reaching": Reaching},
    messages=(
        # Of the clock's urgency: the look-ups of all groups by night delay nobody's message.
        MessageKind("presence.check", Destination.NOWHERE, urgency=Urgency.CLOCK, about_person=True),
        MessageKind("presence.call", Destination.NOWHERE, urgency=Urgency.CLOCK, has_codes=True, about_person=True),
        MessageKind("presence.server", Destination.NOWHERE, urgency=Urgency.CLOCK),
        MessageKind("member.left", Destination.MODERATORS, about_person=True),
        MessageKind("member.came_back", Destination.MODERATORS, about_person=True),
        MessageKind("member.many_missing", Destination.MODERATORS),
        MessageKind("member.return", Destination.PERSON, about_person=True),
    ),
    actions=(
        AuditAction("member.leave", N_("left the server"), in_history=True, shows_facts=True),
        AuditAction("member.return", N_("came back to the server"), in_history=True, shows_facts=True, also_message=True),
    ),
    # It rests where the bot was removed: Discord would answer each look-up there with an error.
    jobs=(JobKind(JOB, Departures, Departures.run, schedule=watch, rests_without_server=True),),
    announces=(MEMBER_LEFT,),
    erase_person=erase_person,
)
