"""The list of all features, in the order of their contexts; their declarations are the only other place that names their parts.

Importing this module declares them for the process (`core.declarations.declared`). A feature that refers to another's table or
event comes after it.
"""

from __future__ import annotations

from bot.admin import feature as admin
from bot.admin.privacy import feature as privacy
from bot.asks import feature as asks
from bot.asks.matching import feature as matching
from bot.core import own_feature as core
from bot.core.declarations import declare
from bot.groups import feature as groups
from bot.groups.links import feature as links
from bot.introductions import feature as introductions
from bot.meetings import feature as meetings
from bot.meetings.agenda import feature as agenda
from bot.meetings.attendance import feature as attendance
from bot.meetings.glance import feature as glance
from bot.meetings.guests import feature as guests
from bot.meetings.speakers import feature as speakers
from bot.membership.applications import feature as applications
from bot.membership.associates import feature as associates
from bot.membership.claims import feature as claims
from bot.membership.departed_groups import feature as departed_groups
from bot.membership.departures import feature as departures
from bot.membership.leave import feature as leave
from bot.membership.members import feature as members
from bot.membership.muted_senders import feature as muted_senders
from bot.membership.preferences import feature as preferences
from bot.membership.profiles import feature as profiles
from bot.membership.roster import feature as roster
from bot.membership.roster_import import feature as roster_import
from bot.membership.seats import feature as seats
from bot.membership.terms import feature as terms
from bot.referrals import feature as referrals
from bot.referrals.erasure import feature as erasure
from bot.referrals.fit import feature as fit
from bot.referrals.history import feature as history
from bot.referrals.linked import feature as linked
from bot.referrals.reminders import feature as reminders
from bot.referrals.testimonials import feature as testimonials
from bot.referrals.thanks import feature as thanks
from bot.relationships.keep_in_touch import feature as keep_in_touch
from bot.relationships.note_prints import feature as note_prints
from bot.relationships.one_to_ones import feature as one_to_ones
from bot.relationships.rounds import feature as rounds
from bot.relationships.suggestions import feature as suggestions
from bot.relationships.touches import feature as touches
from bot.reports.goals import feature as goals
from bot.reports.group_report import feature as group_report
from bot.reports.my_groups import feature as my_groups
from bot.reports.network import feature as network
from bot.reports.quiet_check import feature as quiet_check
from bot.reports.trades import feature as missing_trades
from bot.weekly.activity import feature as activity
from bot.weekly.boards import feature as boards
from bot.weekly.business import feature as business
from bot.weekly.digest import feature as digest
from bot.weekly.personal_digest import feature as personal_digest
from bot.weekly.week_ahead import feature as week_ahead

FEATURES = tuple(
    module.FEATURE
    for module in (
        core,
        groups,
        links,
        members,
        roster,
        associates,
        profiles,
        preferences,
        muted_senders,
        seats,
        applications,
        claims,
        leave,
        terms,
        departures,
        departed_groups,
        roster_import,
        referrals,
        thanks,
        testimonials,
        fit,
        reminders,
        erasure,
        linked,
        history,
        touches,
        one_to_ones,
        rounds,
        suggestions,
        keep_in_touch,
        note_prints,
        introductions,
        asks,
        matching,
        meetings,
        guests,
        speakers,
        attendance,
        glance,
        agenda,
        boards,
        activity,
        business,
        digest,
        personal_digest,
        week_ahead,
        group_report,
        goals,
        quiet_check,
        missing_trades,
        network,
        my_groups,
        admin,
        privacy,
    )
)

declare(FEATURES)
