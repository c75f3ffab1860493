"""One's own activity: what a member gave, got and was thanked for. Nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model.money import Money
    from bot.model.referrals import Referral


@dataclass(frozen=True, slots=True)
class Partner:
    """What one other member and I passed each other."""

    user_id: int
    name: str
    given: int
    received: int


@dataclass(frozen=True, slots=True)
class Activity:
    """`waiting` is each with its giver's name; `brought` are the amounts that the member entered themselves, one a currency."""

    waiting: tuple[tuple[Referral, str], ...]
    given: int
    received: int
    won: int
    thanked_by_others: int
    thanks_given: int
    brought: tuple[Money, ...]
    partners: tuple[Partner, ...]
