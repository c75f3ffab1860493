"""Computes the undoing of a roll's import from its changes and the present roll. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from bot.core.text import key
from bot.groups.model import Seats
from bot.membership.members.model import SEATED, Member, Status
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.groups.model import Group
    from bot.membership.roster_import.model import Change

_FIELDS = ("name", "seat", "joined_at")


def undone(changes: Sequence[Change], roll: Mapping[int, Member], group: Group, now: datetime) -> list[tuple[Member, Member]]:
    """(present, restored) records of each person whom undoing changes; also of those whom the import recognised.

    A field that was changed since the import keeps its value, and so does a seat that another business holds by now.
    """
    pairs: list[tuple[Member, Member]] = []
    for change in changes:
        present = roll.get(change.after.user_id)
        if present is not None and (after := _before(change, present, now)) != present:
            pairs.append((present, after))
    # Seats are decided last, against the roll as it is after everybody else is restored.
    final = {**roll, **{after.user_id: after for _, after in pairs}}
    settled = [(present, _seated(present, after, final, group)) for present, after in pairs]
    return [(present, replace(after, version=present.version + 1)) for present, after in settled if after != present]


def _before(change: Change, present: Member, now: datetime) -> Member:
    """The present record as undoing leaves it: FORMER for a person whom the import added, unless their status changed since."""
    before, after = change.before, change.after
    if present.status is not after.status:
        return present if before is None or before.status is not after.status else _fields(before, after, present)
    if before is None or before.user_id != after.user_id:
        return replace(present, status=Status.FORMER, status_at=now, left_at=now, returns_to=None, away=None, partner_of=None)
    restored = _fields(before, after, present)
    if before.status is after.status:
        return restored
    return replace(
        restored, status=before.status, status_at=now, left_at=before.left_at, returns_to=before.returns_to, partner_of=None
    )


def _fields(before: Member, after: Member, present: Member) -> Member:
    """`present` with each field as it was before, except those that were changed since the import."""
    changed: dict[str, Any] = {name: getattr(before, name) for name in _FIELDS if getattr(present, name) == getattr(after, name)}
    for part in ("profile", "story"):
        old, written, now = (getattr(each, part) for each in (before, after, present))
        same = [name for name, text in asdict(now).items() if text == getattr(written, name)]
        changed[part] = replace(now, **{name: getattr(old, name) for name in same})
    return replace(present, **changed)


def _seated(present: Member, after: Member, final: Mapping[int, Member], group: Group) -> Member:
    """`after`, with the present seat instead of the restored one where another business holds that in an exclusive group."""
    if group.seats is not Seats.EXCLUSIVE or after.status not in SEATED or seat_key(after.seat) == seat_key(present.seat):
        return after
    if not after.seat:
        return replace(after, partner_of=None)
    others = [each for each in final.values() if each.user_id != after.user_id and each.status in SEATED]
    holders = [each for each in others if seat_key(each.seat) == seat_key(after.seat)]
    business = key(after.profile.business)
    if any(not business or key(each.profile.business) != business for each in holders):
        return replace(after, seat=present.seat, partner_of=present.partner_of)
    return replace(after, partner_of=(holders[0].partner_of or holders[0].user_id) if holders else None)
