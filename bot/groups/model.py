"""The settings of a group: one Discord server that runs Goodword."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.core.calendar import Weekday
from bot.core.errors import N_, Forbidden, Refused, Sentence
from bot.core.text import LINE, PARAGRAPH, Field

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.actor import Actor

ABOUT = Field(N_("What this group is"), PARAGRAPH, required=False, multiline=True)
MEETS = Field(N_("When and where it meets"), LINE, required=False)


LONGEST_KEPT = 90
"""Maximum number of days that a client is kept after their referral has ended."""
MOST_FOR_PAIR, LATEST_UNOPENED, LATEST_QUIET = 20, 30, 60
"""Maximum of the weekly cap of one pair, and of the days until a reminder of a new and of a quiet referral."""
MOST_VISITS = 12
"""Maximum of the visits after which a guest is asked to apply."""
MOST_SECONDS = 600
"""Maximum of the seconds that each has in the round of a meeting."""


class PublicLanguage(StrEnum):
    """The language of a group's public posts."""

    ENGLISH = "en"
    PORTUGUESE = "pt-BR"
    BOTH = "both"

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages of a public post, in order."""
        return ("en", "pt-BR") if self is PublicLanguage.BOTH else (self.value,)

    @property
    def first(self) -> str:
        """The language where only one is possible: number formats, readers whose own is unknown."""
        return self.tags[0]


class Seats(StrEnum):
    """How many businesses may hold a trade in the group: one (EXCLUSIVE), or any number (SHARED)."""

    EXCLUSIVE = "exclusive"
    SHARED = "shared"


class Count(Struct, frozen=True):
    """A setting that is a number from 1 to `most`."""

    label: str
    most: int

    def check(self, value: int) -> None:
        """Raise Refused where the value is out of range."""
        if not 1 <= value <= self.most:
            raise Refused(
                N_("“{setting}” goes from {least} to {most}. Choose a number between them."),
                setting=Sentence(self.label),
                least=1,
                most=self.most,
            )


COUNTS = {
    "pair_cap": Count(N_("Counted for one pair"), MOST_FOR_PAIR),
    "remind_unopened": Count(N_("Reminder of a new referral"), LATEST_UNOPENED),
    "remind_quiet": Count(N_("Reminder without news"), LATEST_QUIET),
    "keep_clients": Count(N_("Clients are kept"), LONGEST_KEPT),
    "guest_visits": Count(N_("Visits of a guest"), MOST_VISITS),
    "agenda_seconds": Count(N_("Seconds in the round"), MOST_SECONDS),
}
"""By the field's name in Group."""


class Group(Struct, frozen=True):
    """The settings of a group. Channels and roles are ids; None where none is chosen."""

    group_id: int
    set_up_at: datetime | None = None
    set_up_by: int | None = None
    time_zone: str = "UTC"
    language: PublicLanguage = PublicLanguage.ENGLISH
    currency: str = "USD"
    week_starts: Weekday = Weekday.MONDAY
    seats: Seats = Seats.SHARED
    amounts: bool = True
    referrals_channel_id: int | None = None
    asks_channel_id: int | None = None
    """Where needs are posted; None for the referrals channel."""
    meetings_channel_id: int | None = None
    """Where cards of meetings are posted; None for the digest's channel."""
    digest_channel_id: int | None = None
    moderators_channel_id: int | None = None
    member_role_id: int | None = None
    moderator_role_id: int | None = None
    digest_day: Weekday = Weekday.MONDAY
    digest_time: time = time(9)
    digest_on: bool = False
    pair_cap: int = 3
    """How many referrals of one pair count in a week on the leaderboards."""
    remind_unopened: int = 3
    remind_quiet: int = 10
    """Days after which a receiver is reminded of a new referral (`remind_unopened`) and of one without news (`remind_quiet`)."""
    keep_clients: int = LONGEST_KEPT
    """Days for which a client is kept after their referral has ended."""
    guest_visits: int = 2
    """After how many visits whoever invites the same guest again is asked whether they should apply."""
    agenda_seconds: int = 60
    """How long each has in the round of a meeting."""
    about: str = ""
    meets: str = ""
    smart: bool = False
    """Whether needs and searches are matched by meaning as well, where the operator offers it."""

    @property
    def zone(self) -> ZoneInfo:
        """The group's time zone, in which its days, weeks and times are meant."""
        return ZoneInfo(self.time_zone)

    def moderated_by(self, actor: Actor) -> bool:
        """Whether the actor has Manage Server or the group's moderator role."""
        # Where no role is chosen this is None, which is among nobody's roles.
        return actor.manages_group or self.moderator_role_id in actor.role_ids

    def check_set_up(self) -> None:
        """Raise Refused where the moderators have not set the group up yet."""
        if self.set_up_at is None:
            raise Refused(N_("Goodword is not set up here yet. Ask a moderator to run /group setup first."))

    def check_moderator(self, actor: Actor) -> None:
        """Raise Refused where the actor is no moderator."""
        # In every use case, whatever Discord let through: a server's administrators may open a command to anybody
        # (https://support.discord.com/hc/en-us/articles/4644915651095-Command-Permissions).
        if not self.moderated_by(actor):
            raise Forbidden(N_("Only the group's moderators can do that. Ask one of them."))
