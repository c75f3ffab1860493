"""What people do: one use case is “may they?”, one transaction, and what must be told. Nothing of Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.applications import Applications
from bot.services.arrivals import Arrivals
from bot.services.boards import Activities, Boards
from bot.services.care import Care
from bot.services.clocks import Clocks
from bot.services.commands import Commands
from bot.services.departed_groups import DepartedGroups
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.forgetting import Forgetting
from bot.services.groups import Groups
from bot.services.identifies import Identifies
from bot.services.imports import Imports
from bot.services.leave import Leaves
from bot.services.members import Members
from bot.services.moderation import Moderation
from bot.services.onboarding import Onboarding
from bot.services.openings import Openings
from bot.services.own_news import OwnNews
from bot.services.own_records import Records
from bot.services.past import PastFiles
from bot.services.preferences import Preferences
from bot.services.presence import Presence
from bot.services.privacy import Privacy
from bot.services.profiles import Profiles
from bot.services.reaching import Reaching
from bot.services.referrals import Referrals
from bot.services.sharing import Sharing
from bot.services.thanks import ThanksService

if TYPE_CHECKING:
    from bot.store.engine.database import Database


class Services:
    """All use cases over one database, a feature an attribute."""

    def __init__(self, database: Database) -> None:
        self.groups = Groups(database)
        self.members = Members(database)
        self.identifies = Identifies(database)
        self.imports = Imports(database)
        self.past = PastFiles(database)
        self.applications = Applications(database)
        self.arrivals = Arrivals(database)
        self.leaves = Leaves(database)
        self.presence = Presence(database)
        self.departed_groups = DepartedGroups(database)
        self.reaching = Reaching(database)
        self.profiles = Profiles(database)
        self.preferences = Preferences(database)
        self.openings = Openings(database)
        self.onboarding = Onboarding(database)
        self.referrals = Referrals(database)
        self.care = Care(database)
        self.forgetting = Forgetting(database)
        self.thanks = ThanksService(database)
        self.privacy = Privacy(database)
        self.records = Records(database)
        self.moderation = Moderation(database)
        self.boards = Boards(database)
        self.activities = Activities(database)
        self.digests = Digests(database)
        self.own_news = OwnNews(database)
        self.clocks = Clocks(database)
        self.sharing = Sharing(database)
        self.drafts = Drafts(database)
        self.commands = Commands(database)
