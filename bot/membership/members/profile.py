"""What a member says of themselves, who may read their contact, and which messages they want."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import N_
from bot.core.text import LINE, PARAGRAPH, Field, units

BUSINESS = Field(N_("Your business"), LINE)
OFFER = Field(N_("What you offer"), PARAGRAPH, multiline=True)
IDEAL_REFERRAL = Field(N_("Who should we send you?"), PARAGRAPH, multiline=True)
CONTACT = Field(N_("How members reach you"), LINE, required=False)
LINKS = Field(N_("Links"), PARAGRAPH, required=False, multiline=True)
SEAT = Field(N_("Trade"), 70, length=units)
"""Limited in UTF-16 units, because it is part of custom ids (100 characters at most)."""

GOALS = Field(N_("Your goals"), PARAGRAPH, required=False, multiline=True)
WINS = Field(N_("What you are proud of"), PARAGRAPH, required=False, multiline=True)
INTERESTS = Field(N_("What you like besides work"), PARAGRAPH, required=False, multiline=True)
CIRCLES = Field(N_("Your circles: clubs, schools, associations"), PARAGRAPH, required=False, multiline=True)
SKILLS = Field(N_("What you are good at"), PARAGRAPH, required=False, multiline=True)

PROFILE = {
    "business": BUSINESS,
    "offer": OFFER,
    "ideal_referral": IDEAL_REFERRAL,
    "contact": CONTACT,
    "links": LINKS,
}
STORY = {"goals": GOALS, "wins": WINS, "interests": INTERESTS, "circles": CIRCLES, "skills": SKILLS}
"""The fields of each by what they fill."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What others need to refer; empty text where the member said nothing."""

    business: str = ""
    offer: str = ""
    ideal_referral: str = ""
    contact: str = ""
    links: str = ""

    @property
    def public_text(self) -> str:
        """What of it all members read, but for the ways to reach its owner."""
        return f"{self.business}\n{self.offer}\n{self.ideal_referral}"


@dataclass(frozen=True, slots=True)
class Story:
    """What makes a conversation: goals, wins, interests, circles, skills."""

    goals: str = ""
    wins: str = ""
    interests: str = ""
    circles: str = ""
    skills: str = ""


class Sharing(StrEnum):
    """Who reads a member's contact. Partners are those with whom they exchanged a referral."""

    MEMBERS = "members"
    PARTNERS = "partners"
    NOBODY = "nobody"

    def reaches(self, *, partner: bool) -> bool:
        """Whether another member, who is a `partner` or not, reads it."""
        return self is Sharing.MEMBERS or (self is Sharing.PARTNERS and partner)


@dataclass(frozen=True, slots=True)
class Switches:
    """Which direct messages a member wants: new referrals, what became of theirs, thanks, reminders, a digest of their own."""

    referrals: bool = True
    steps: bool = True
    thanks: bool = True
    reminders: bool = True
    digest: bool = False

    def wants(self, switch: str | None) -> bool:
        """Whether messages are wanted that the switch of that name rules; those that none rules always are."""
        return switch is None or getattr(self, switch)


MOST_HELPFUL = ("ideal_referral", "offer", "contact", "business", "skills", "links", "circles")
"""Fields by how much they help others to refer, the most helpful first."""


def most_missed(profile: Profile, story: Story) -> str | None:
    """The name of the empty field that others would be helped by most."""
    return next((name for name in MOST_HELPFUL if not getattr(profile if name in PROFILE else story, name)), None)
