"""Records and rules of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.core.errors import N_, Refused
from bot.core.text import LINE, Field
from bot.membership.members.lifecycle import Step, after
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile, Story

if TYPE_CHECKING:
    from datetime import datetime

NAME = Field(N_("The name by which the group knows you"), LINE)

MAY_CLAIM = frozenset({Status.APPLICANT, Status.DECLINED, Status.FORMER, Status.LINKED})
"""Statuses of people who are no members, and may be expected ones; so is who is not on the roll."""

Texts = TypeVar("Texts", Profile, Story)


class Claim(Struct, frozen=True):
    """The person `name` says that they are the expected `expected_name`. `accepted` is None until a moderator decides."""

    group_id: int
    user_id: int
    expected_id: int
    name: str
    expected_name: str
    language: str
    accepted: bool | None = None
    decided_by: int | None = None

    @property
    def number(self) -> int:
        """The expected person's id as a positive number, for custom ids, which hold digits only."""
        return -self.expected_id


def check_may_claim(present: Member | None) -> None:
    """Raise Refused where the person is a member."""
    if present is not None and present.status not in MAY_CLAIM:
        raise Refused(N_("You are a member already. /help shows what you can do here."))


def recognised(expected: Member, present: Member | None, claim: Claim, now: datetime) -> Member:
    """Merge the expected member and the person's present row: the person's own texts stay, empty ones are filled in.

    The trade is the expected one's, which moderators entered; none for an associate. Raises Refused where the state does not allow it.
    """
    base = present or replace(expected, user_id=claim.user_id, language=claim.language, version=0)
    known_since = [day for day in (expected.joined_at, base.joined_at) if day is not None]
    return replace(
        base,
        name=claim.name,
        status=after(Step.CLAIM, expected, expected.name),
        status_at=now,
        seat=expected.seat,
        profile=_filled(base.profile, expected.profile),
        story=_filled(base.story, expected.story),
        sponsor_id=base.sponsor_id or expected.sponsor_id,
        # The roll may know them since long before they came to Discord.
        joined_at=min(known_since, default=now),
        left_at=None,
        returns_to=None,
        away=None,
        partner_of=expected.partner_of,
        version=max(base.version, expected.version) + 1,
    )


def _filled(own: Texts, known: Texts) -> Texts:
    """`own` with its empty fields taken from `known`."""
    return replace(own, **{name: text or getattr(known, name) for name, text in asdict(own).items()})
