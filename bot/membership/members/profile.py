"""A member's profile and story with the limits of their fields, who may read the contact, and the switches of messages."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

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
MEETS = replace(IDEAL_REFERRAL, label=N_("Whom would you like to meet?"))
"""What an associate reads in the place of IDEAL_REFERRAL: nobody sends clients to them."""
ASSOCIATE_PROFILE = {name: replace(field, required=False) for name, field in (PROFILE | {"ideal_referral": MEETS}).items()}
"""The same for associates, who need not have a business."""
STORY = {"goals": GOALS, "wins": WINS, "interests": INTERESTS, "circles": CIRCLES, "skills": SKILLS}
"""The form fields of `Profile` and `Story`, by attribute name."""


def profile_fields(*, is_associate: bool) -> dict[str, Field]:
    """The form fields of a person's profile."""
    return ASSOCIATE_PROFILE if is_associate else PROFILE


class Profile(Struct, frozen=True):
    """What others need to refer clients to the member; empty text where nothing was entered."""

    business: str = ""
    offer: str = ""
    ideal_referral: str = ""
    contact: str = ""
    links: str = ""

    @property
    def public_text(self) -> str:
        """The text that all members can read, without contact and links."""
        return f"{self.business}\n{self.offer}\n{self.ideal_referral}"


class Story(Struct, frozen=True):
    """Optional texts beside the profile; empty text where nothing was entered."""

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


class Switches(Struct, frozen=True):
    """Which direct messages a member wants: new referrals, what became of theirs, thanks, reminders, a digest of their own.

    `needs`: what others do about their asks and the introductions that they proposed. `fits` has the morning list name asks that fit them.
    `talks`: what others do about a one-to-one. `keep_in_touch` has the morning list name their own people who are due. `introductions` off refuses whoever wants to introduce them; `introductions_told` is no
    message to them, but says whether the group may read that they were introduced.
    """

    referrals: bool = True
    steps: bool = True
    thanks: bool = True
    reminders: bool = True
    digest: bool = False
    needs: bool = True
    introductions: bool = True
    introductions_told: bool = True
    fits: bool = False
    talks: bool = True
    keep_in_touch: bool = False

    def wants(self, switch: str | None) -> bool:
        """Whether the named switch is on; True for None, the kinds that have no switch."""
        return switch is None or getattr(self, switch)


MOST_HELPFUL = ("ideal_referral", "offer", "contact", "business", "skills", "links", "circles")
"""Names of fields, those that help others most to refer first."""
FOR_CLIENTS = frozenset({"ideal_referral", "business"})
"""Those of them that nobody misses of an associate."""


def most_missed(profile: Profile, story: Story, *, is_associate: bool = False) -> str | None:
    """The first empty field of MOST_HELPFUL; None where all are filled."""
    wanted = (name for name in MOST_HELPFUL if not (is_associate and name in FOR_CLIENTS))
    return next((name for name in wanted if not getattr(profile if name in PROFILE else story, name)), None)
