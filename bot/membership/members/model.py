"""A member: a person whom the moderators let in, before that an applicant, afterwards a former member."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from bot.core.errors import N_
from bot.groups.model import PublicLanguage
from bot.membership.members.profile import Profile, Sharing, Story, Switches

if TYPE_CHECKING:
    from datetime import datetime

    from bot.groups.model import Group


class Status(StrEnum):
    EXPECTED = "expected"
    APPLICANT = "applicant"
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"
    DECLINED = "declined"
    FORMER = "former"
    LINKED = "linked"
    """No member: somebody of a linked group who passed a member of this one a client, and is named in what came of it."""


STATUS_LABELS = {
    Status.EXPECTED: N_("expected"),
    Status.APPLICANT: N_("applicant"),
    Status.ACTIVE: N_("member"),
    Status.PAUSED: N_("on leave"),
    Status.LEFT: N_("left the server"),
    Status.DECLINED: N_("declined"),
    Status.FORMER: N_("former member"),
    Status.LINKED: N_("of a linked group"),
}

BELONGING = (Status.ACTIVE, Status.PAUSED)
"""Statuses of present members: active, or on leave."""
SEATED = (Status.EXPECTED, Status.ACTIVE, Status.PAUSED, Status.LEFT)
"""Statuses that hold a seat: also on leave, departed from the server (they may return), and expected."""


ASSOCIATE = N_("friend of the group")
"""What an associate is called, where others have their trade."""


class Away(Struct, frozen=True):
    """A leave: its end (None: open), the note that others read, and the id of the person who began it."""

    until: datetime | None = None
    note: str = ""
    by: int = 0


class Whereabouts:
    """What follows from a person's status, and from the one that they get back when they return to the server."""

    __slots__ = ()

    status: Status
    returns_to: Status | None

    @property
    def is_elsewhere(self) -> bool:
        """Whether they left the server as a member, a status that they get back when they return."""
        return self.status is Status.LEFT and self.returns_to is not Status.APPLICANT

    @property
    def belongs(self) -> bool:
        """Whether they are a member at present: active, or on leave."""
        return self.status in BELONGING


class Addressee(Struct, Whereabouts, frozen=True):
    """What is read of a person in order to write to them, or to somebody else about them."""

    user_id: int
    name: str
    status: Status
    returns_to: Status | None
    language: str | None
    chosen_language: str | None


class Involved(Addressee, frozen=True):
    """What is read of those between whom something is done, where that is less than all of `Member`."""

    seat: str
    contact: str
    wants_steps: bool
    away_by: int | None

    @classmethod
    def of(cls, member: Member) -> Involved:
        """The same of a whole record."""
        whereabouts = member.status, member.returns_to, member.language, member.chosen_language
        away_by = member.away.by if member.away is not None else None
        said = member.seat, member.profile.contact, member.switches.steps
        return cls(member.user_id, member.name, *whereabouts, *said, away_by)

    @property
    def is_associate(self) -> bool:
        """As `Member.is_associate`."""
        return self.status in SEATED and not self.seat

    @property
    def standing(self) -> Standing:
        return Standing(self.status, self.away_by == self.user_id)


class Member(Struct, Whereabouts, frozen=True):
    """A person on a group's roll.

    `name` and `language` are as last seen in Discord. `user_id` is below zero for somebody who is expected and not yet
    recognised in Discord. `returns_to` is the status that one who left the server gets back. `partner_of` is whose business
    they share, in a group where a trade is held by one business. `in_picture`: they want to be seen in the picture of the network.
    """

    group_id: int
    user_id: int
    name: str
    status: Status
    seat: str = ""
    profile: Profile = field(default_factory=Profile)
    story: Story = field(default_factory=Story)
    sharing: Sharing = Sharing.MEMBERS
    switches: Switches = field(default_factory=Switches)
    sponsor_id: int | None = None
    language: str | None = None
    chosen_language: str | None = None
    on_boards: bool = True
    in_picture: bool = False
    applied_at: datetime | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None
    status_at: datetime | None = None
    returns_to: Status | None = None
    away: Away | None = None
    partner_of: int | None = None
    welcomed_at: datetime | None = None
    version: int = 1

    @property
    def is_active(self) -> bool:
        return self.status is Status.ACTIVE

    @property
    def holds_seat(self) -> bool:
        """Whether they hold their trade; an applicant who left the server does not."""
        return self.status in SEATED and (self.status is not Status.LEFT or self.is_elsewhere)

    @property
    def is_associate(self) -> bool:
        """Whether they are, or are expected as, an associate: without a trade, so that nobody refers clients to them.

        The empty `seat` alone says so, and stays through a leave, a departure and an import. A former member may have none because
        they deleted their data.
        """
        return self.status in SEATED and not self.seat

    @property
    def standing(self) -> Standing:
        return Standing(self.status, self.away is not None and self.away.by == self.user_id)

    @property
    def searched(self) -> tuple[str, str, str, str]:
        """As `Texts.searched`."""
        said = self.profile
        return self.name, self.seat, said.business, f"{said.offer}\n{said.ideal_referral}\n{self.story.skills}"


class Standing(NamedTuple):
    """A person's status, and whether a leave on which they are is one that they began themselves."""

    status: Status
    is_own_leave: bool


class Listed(NamedTuple):
    """The fields of a member that sorting a list needs. A tuple, which is made in a third of the time: lists have thousands."""

    user_id: int
    name: str
    seat: str


class Texts(Struct, frozen=True):
    """What a search reads of a member."""

    user_id: int
    name: str
    seat: str
    business: str
    offer: str
    ideal_referral: str
    skills: str

    @property
    def searched(self) -> tuple[str, str, str, str]:
        """Name, trade and business, which count more in a search, and the rest."""
        return self.name, self.seat, self.business, f"{self.offer}\n{self.ideal_referral}\n{self.skills}"


class Person(Struct, frozen=True):
    """Somebody in the server, on the roll or not, as a command names them; a button carries no name."""

    user_id: int
    name: str = ""
    is_bot: bool = False
    is_here: bool = True
    """False where Discord named them as one who is not in the server."""


def reading(group: Group, member: Member | Addressee | None) -> str:
    """The language for a message to a member: theirs where it is one of ours, else the group's."""
    return one_of_ours(group, (member.chosen_language or member.language) if member else None)


def one_of_ours(group: Group, language: str | None) -> str:
    """The language where it is one of ours, else the group's."""
    return language if language in PublicLanguage.BOTH.tags else group.language.first
