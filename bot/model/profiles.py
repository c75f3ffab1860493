"""What a member says of themselves, who may read their contact, and which messages they want."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.texts import LINE, PARAGRAPH, Field
from bot.model.words import N_

BUSINESS = Field(N_("Your business"), LINE)
OFFER = Field(N_("What you offer"), PARAGRAPH, multiline=True)
IDEAL_REFERRAL = Field(N_("Who should we send you?"), PARAGRAPH, multiline=True)
CONTACT = Field(N_("How members reach you"), LINE, required=False)
LINKS = Field(N_("Links"), PARAGRAPH, required=False, multiline=True)
SEAT = Field(N_("Trade"), 70)

GOALS = Field(N_("Your goals"), PARAGRAPH, required=False, multiline=True)
WINS = Field(N_("What you are proud of"), PARAGRAPH, required=False, multiline=True)
INTERESTS = Field(N_("What you like besides work"), PARAGRAPH, required=False, multiline=True)
CIRCLES = Field(N_("Your circles: clubs, schools, associations"), PARAGRAPH, required=False, multiline=True)
SKILLS = Field(N_("What you are good at"), PARAGRAPH, required=False, multiline=True)


@dataclass(frozen=True, slots=True)
class Profile:
    """What others need to refer; empty text where the member said nothing."""

    business: str = ""
    offer: str = ""
    ideal_referral: str = ""
    contact: str = ""
    links: str = ""


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


@dataclass(frozen=True, slots=True)
class Switches:
    """Which direct messages a member wants: new referrals, what became of theirs, thanks, reminders, a digest of their own."""

    referrals: bool = True
    steps: bool = True
    thanks: bool = True
    reminders: bool = True
    digest: bool = False

    def want(self, kind: str) -> bool:
        """Whether a message of that kind is wanted; what concerns one's membership is always told."""
        name = SWITCHED.get(kind)
        return name is None or getattr(self, name)


SWITCHED = {"referral.card": "referrals", "referral.step": "steps", "member.other_left": "steps", "thanks.note": "thanks"}
"""Which switch rules a kind of the outbox."""
