"""Whom a member may note a talk with, and what they type of it: each check raises Refused with what to do instead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.dates import day_in
from bot.core.errors import N_, Refused
from bot.membership.guards import not_a_member
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Member, Person

A_YEAR = timedelta(days=366)
"""How long ago a talk may be that is noted."""


async def companion(tx: Tx, actor: Actor, person: Person) -> Member:
    """The other member, active or on leave. Raises Refused."""
    if person.user_id == actor.user_id:
        raise Refused(N_("A one-to-one takes two. Choose the other member."))
    if person.is_bot:
        raise Refused(N_("A bot meets nobody. Choose a member of the group."))
    found = await members_store.get(tx, actor.group_id, person.user_id)
    if found is None or not found.belongs:
        raise not_a_member(person)
    return found


def read_past_day(text: str, today: date, zone: ZoneInfo, language: str) -> date:
    """A day within the past year; today where nothing is typed. Raises Refused."""
    if not text.strip():
        return today
    day = day_in(text, zone, language)
    example = (today - timedelta(days=3)).isoformat()
    if day is None:
        raise Refused(
            N_("“{text}” is not a day I can read. Write it like {example}: year, month, day."),
            text=text.strip()[:40],
            example=example,
        )
    if not today - A_YEAR <= day <= today:
        raise Refused(
            N_("{day} is not within the past year. Write the day on which you met, such as {example}."),
            day=day.isoformat(),
            example=example,
        )
    return day
