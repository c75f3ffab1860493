"""What people do: one use case is “may they?”, one transaction, and what must be told. Nothing of Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin.job_repair import JobRepair
from bot.admin.moderation import Moderation
from bot.admin.privacy.export import Export
from bot.admin.privacy.service import Privacy
from bot.admin.setup import GroupSetup
from bot.core.command_sync import CommandSync
from bot.core.drafts.service import Drafts
from bot.core.identify.service import Identifies
from bot.core.share_once import ShareOnce
from bot.membership.applications.service import Applications
from bot.membership.claims.service import Claims
from bot.membership.departed_groups.service import DepartedGroups
from bot.membership.departures.service import Departures
from bot.membership.leave.service import Leave
from bot.membership.onboarding import Onboarding
from bot.membership.preferences.service import Preferences
from bot.membership.profiles.service import Profiles
from bot.membership.roster.service import Roster
from bot.membership.roster_import.service import RosterImport
from bot.membership.seats.service import Openings
from bot.referrals.client_names import check_client_names
from bot.referrals.daily_job import DailyJob
from bot.referrals.erasure.service import Erasure
from bot.referrals.history import store as history_store
from bot.referrals.history.service import HistoryImport
from bot.referrals.missed_messages import Reaching, opened
from bot.referrals.service import Referrals
from bot.referrals.thanks.service import ThanksService
from bot.weekly.activity.service import ActivityService
from bot.weekly.boards.service import Boards
from bot.weekly.digest.service import Digests
from bot.weekly.personal_digest.service import PersonalDigest

if TYPE_CHECKING:
    from bot.core.db.database import Database


class Services:
    """All use cases over one database, a feature an attribute."""

    def __init__(self, database: Database) -> None:
        self.setup = GroupSetup(database)
        self.roster = Roster(database)
        self.identifies = Identifies(database)
        self.roster_import = RosterImport(database, history_store.became)
        self.history_import = HistoryImport(database)
        self.applications = Applications(database)
        self.claims = Claims(database, history_store.became)
        self.leave = Leave(database)
        self.departures = Departures(database, opened)
        self.departed_groups = DepartedGroups(database)
        self.reaching = Reaching(database)
        self.profiles = Profiles(database, check_client_names)
        self.preferences = Preferences(database)
        self.openings = Openings(database, check_client_names)
        self.onboarding = Onboarding(database)
        self.referrals = Referrals(database)
        self.daily_job = DailyJob(database)
        self.erasure = Erasure(database)
        self.thanks = ThanksService(database)
        self.privacy = Privacy(database)
        self.export = Export(database)
        self.moderation = Moderation(database)
        self.boards = Boards(database)
        self.activity = ActivityService(database)
        self.digest = Digests(database)
        self.personal_digest = PersonalDigest(database)
        self.job_repair = JobRepair(database)
        self.share_once = ShareOnce(database)
        self.drafts = Drafts(database)
        self.command_sync = CommandSync(database)
