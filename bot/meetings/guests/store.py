"""Queries on guests. Their contact is read by `contact` alone, for whoever invited them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.database import instant, maybe_instant, micros
from bot.core.morning_items import WaitingItem
from bot.meetings.guests import prints
from bot.meetings.guests.model import KEPT, Guest, GuestKind, GuestState
from bot.referrals.reminders.morning_items import not_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx
    from bot.meetings.model import Meeting

SEALED = ("name", "trade", "contact")
_NAMES = (
    "id, group_id, meeting_id, inviter_id, kind, name, trade, state, is_held, visit, invited_at, welcomed_at, wiped_at, version"
)
_WITH_MEETING = "FROM guests AS g JOIN meetings AS m ON m.id = g.meeting_id WHERE g.group_id = ? AND m.group_id = ?"
_KEPT = f"{_WITH_MEETING} AND g.wiped_at IS NULL AND g.inviter_id > 0"
"""Those who are not erased; their inviter's id is above zero, which is for the index."""
_ENDS = "m.starts_at + m.minutes * 60000000"
"""SQL: when a meeting ends, in microseconds."""


class NewGuest(Struct, frozen=True):
    """A guest to be inserted, with the texts as they are read. `visit` as in `Guest`."""

    inviter_id: int
    kind: GuestKind
    name: str
    trade: str
    contact: str
    is_held: bool
    visit: int


async def add(tx: Tx, meeting: Meeting, new: NewGuest, region: str) -> Guest:
    """Insert a guest, and index them by contact and by name. `region` is the group's."""
    texts = zip(SEALED, (new.name, new.trade, new.contact), strict=True)
    row = await tx.one(
        "INSERT INTO guests (group_id, meeting_id, inviter_id, kind, name, trade, contact, state, is_held, visit, invited_at)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {_NAMES}",
        meeting.group_id,
        meeting.id,
        new.inviter_id,
        new.kind.value,
        *(tx.cipher.seal_text("guests", meeting.group_id, meeting.id, column, text) for column, text in texts),
        GuestState.INVITED.value,
        int(new.is_held),
        new.visit,
        micros(tx.now),
    )
    assert row is not None
    guest = _guest(tx, row)
    await prints.keep(tx, guest.group_id, guest.id, new.name, new.trade, new.contact, region)
    return guest


async def locate(tx: Tx, guest_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the guest alone."""
    row = await tx.one("SELECT group_id FROM guests WHERE id = ?", guest_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, guest_id: int) -> Guest | None:
    row = await tx.one(f"SELECT {_NAMES} FROM guests WHERE group_id = ? AND id = ?", group_id, guest_id)
    return _guest(tx, row) if row else None


async def contact(tx: Tx, guest: Guest) -> str:
    """How the guest is reached, for their inviter alone; empty where nothing was said, or it is erased."""
    row = await tx.one("SELECT contact FROM guests WHERE group_id = ? AND id = ?", guest.group_id, guest.id)
    return "" if row is None else tx.cipher.open("guests", guest.group_id, guest.meeting_id, "contact", row["contact"])


async def contacts(tx: Tx, meeting: Meeting, inviter_id: int) -> dict[int, str]:
    """The same of all whom a member invited to a meeting, by the guests' ids."""
    rows = await tx.all(
        "SELECT id, contact FROM guests WHERE group_id = ? AND inviter_id = ? AND meeting_id = ?",
        meeting.group_id,
        inviter_id,
        meeting.id,
    )
    return {row["id"]: tx.cipher.open("guests", meeting.group_id, meeting.id, "contact", row["contact"]) for row in rows}


async def of_meeting(tx: Tx, meeting: Meeting) -> list[Guest]:
    """Who was invited to a meeting, the first invited first, without those whose invitation was taken back."""
    rows = await tx.all(
        f"SELECT {_NAMES} FROM guests WHERE group_id = ? AND meeting_id = ? ORDER BY id", meeting.group_id, meeting.id
    )
    return [guest for guest in (_guest(tx, row) for row in rows) if guest.state is not GuestState.WITHDRAWN]


async def brought_by(tx: Tx, meeting: Meeting, inviter_id: int) -> list[Guest]:
    """Those of a meeting whom one member invited, as `of_meeting`."""
    rows = await tx.all(
        f"SELECT {_NAMES} FROM guests WHERE group_id = ? AND inviter_id = ? AND meeting_id = ? ORDER BY id",
        meeting.group_id,
        inviter_id,
        meeting.id,
    )
    return [guest for guest in (_guest(tx, row) for row in rows) if guest.state is not GuestState.WITHDRAWN]


async def several(tx: Tx, group_id: int, guest_ids: Sequence[int]) -> list[Guest]:
    places = ", ".join("?" * len(guest_ids))
    rows = await tx.all(f"SELECT {_NAMES} FROM guests WHERE group_id = ? AND id IN ({places}) ORDER BY id", group_id, *guest_ids)
    return [_guest(tx, row) for row in rows]


async def kept_by(tx: Tx, group_id: int, inviter_id: int) -> list[Guest]:
    """Whom a member invited to any meeting and who is not erased."""
    rows = await tx.all(
        f"SELECT {_NAMES} FROM guests WHERE group_id = ? AND inviter_id = ? AND wiped_at IS NULL ORDER BY id",
        group_id,
        inviter_id,
    )
    return [_guest(tx, row) for row in rows]


async def hold(tx: Tx, guest: Guest) -> Guest:
    """Lock the row for this transaction (a no-op UPDATE, a portable SELECT ... FOR UPDATE), and read it as it is then."""
    return await _changed(tx, guest, "version = version")


async def move(tx: Tx, guest: Guest, state: GuestState, visit: int | None = None) -> Guest:
    """Store the next state, and which visit it is where that is known by now."""
    changes = "state = ?, visit = ?, version = version + 1"
    return await _changed(tx, guest, changes, state.value, guest.visit if visit is None else visit)


async def welcome(tx: Tx, guest: Guest) -> Guest:
    return await _changed(tx, guest, "welcomed_at = ?, version = version + 1", micros(tx.now))


async def wipe(tx: Tx, guest: Guest) -> Guest:
    """Delete name, trade, contact, and the hashes of them; that somebody came, and who brought them, stays."""
    tx.erases()
    await prints.drop(tx, guest.group_id, guest.id)
    changes = "name = '', trade = '', contact = '', wiped_at = ?, version = version + 1"
    return await _changed(tx, guest, changes, micros(tx.now))


async def unanswered(tx: Tx, group_id: int) -> list[Guest]:
    """The guests of meetings that are not over whose trade is held, and whom no moderator welcomed."""
    rows = await tx.all(
        f"SELECT g.id {_KEPT} AND g.is_held = 1 AND g.welcomed_at IS NULL AND g.state = 'invited' AND {_ENDS} > ? ORDER BY g.id",
        group_id,
        group_id,
        micros(tx.now),
    )
    return await several(tx, group_id, [row["id"] for row in rows]) if rows else []


async def is_alone(tx: Tx, guest: Guest) -> bool:
    """Whether no other guest of the meeting is kept."""
    row = await tx.one(
        "SELECT 1 FROM guests WHERE group_id = ? AND meeting_id = ? AND id <> ? AND wiped_at IS NULL LIMIT 1",
        guest.group_id,
        guest.meeting_id,
        guest.id,
    )
    return row is None


async def next_due(tx: Tx, group_id: int) -> datetime | None:
    """When the group's next meeting with guests ends, or the next term of guests; None where all are erased."""
    row = await tx.one(
        f"SELECT MIN({_ENDS} + g.is_past * ?) AS due {_KEPT}",
        KEPT // timedelta(microseconds=1),
        group_id,
        group_id,
    )
    return None if row is None else maybe_instant(row["due"])


async def take_past(tx: Tx, group_id: int) -> list[int]:
    """Mark guests whose meeting is over as past; returns the ids of these meetings, those alone that were not marked before."""
    rows = await tx.all(f"SELECT g.id, g.meeting_id {_KEPT} AND g.is_past = 0 AND {_ENDS} <= ?", *[group_id] * 2, micros(tx.now))
    for row in rows:
        await tx.run("UPDATE guests SET is_past = 1 WHERE group_id = ? AND id = ?", group_id, row["id"])
    return sorted({row["meeting_id"] for row in rows})


async def at_term(tx: Tx, group_id: int, limit: int) -> list[Guest]:
    """Some of the guests whose term is over, by meetings."""
    rows = await tx.all(
        f"SELECT g.id {_KEPT} AND {_ENDS} <= ? ORDER BY g.meeting_id, g.id LIMIT ?", *[group_id] * 2, micros(tx.now - KEPT), limit
    )
    return await several(tx, group_id, [row["id"] for row in rows]) if rows else []


async def to_ask(tx: Tx, group_id: int, kind: str, met: Period, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` guests of meetings that began in `met`, whose inviter's id is above `after`, in the order of these.

    Of those who came the first visits; and those of whom nobody said whether they came. Without what the morning list named under `kind`.
    """
    rows = await tx.all(
        f"SELECT g.inviter_id, g.id {_WITH_MEETING} AND g.wiped_at IS NULL AND m.state = 'planned' AND m.starts_at >= ?"
        " AND m.starts_at < ? AND (g.state = 'invited' OR (g.state = 'came' AND g.visit = 1)) AND g.inviter_id > ?"
        f" AND {not_named('g.inviter_id', kind, 'g.id')} ORDER BY g.inviter_id, g.id LIMIT ?",
        group_id,
        group_id,
        micros(met.start),
        micros(met.end),
        after,
        group_id,
        limit,
    )
    return [WaitingItem(row["inviter_id"], row["id"]) for row in rows]


async def to_remind(tx: Tx, group_id: int, kind: str, day: Period, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` guests who are invited to a meeting that begins in `day`, as `to_ask`."""
    rows = await tx.all(
        f"SELECT g.inviter_id, g.id {_WITH_MEETING} AND g.wiped_at IS NULL AND m.state = 'planned' AND m.starts_at >= ?"
        f" AND m.starts_at < ? AND g.state = 'invited' AND g.inviter_id > ? AND {not_named('g.inviter_id', kind, 'g.id')}"
        " ORDER BY g.inviter_id, g.id LIMIT ?",
        group_id,
        group_id,
        micros(day.start),
        micros(day.end),
        after,
        group_id,
        limit,
    )
    return [WaitingItem(row["inviter_id"], row["id"]) for row in rows]


async def who_brought(tx: Tx, group_id: int, span: Period) -> dict[int, int]:
    """How many guests came to the meetings that began in the period, by who brought them."""
    rows = await tx.all(
        "SELECT inviter_id FROM guests WHERE group_id = ? AND meeting_id IN"
        " (SELECT id FROM meetings WHERE group_id = ? AND starts_at >= ? AND starts_at < ?) AND kind = 'guest'"
        " AND state IN ('came', 'applied', 'again', 'not_now')",
        group_id,
        group_id,
        micros(span.start),
        micros(span.end),
    )
    return dict(Counter(row["inviter_id"] for row in rows))


async def hash_in_another_region(tx: Tx, group_id: int, region: str) -> None:
    """Index all of a group's guests anew: their numbers without a country are of another region now."""
    rows = await tx.all(
        f"SELECT {_NAMES} FROM guests WHERE group_id = ? AND inviter_id > 0 AND wiped_at IS NULL ORDER BY id", group_id
    )
    for guest in [_guest(tx, row) for row in rows]:
        await prints.keep(tx, group_id, guest.id, guest.name, guest.trade, await contact(tx, guest), region)
        await tx.breathe()


async def _changed(tx: Tx, guest: Guest, changes: str, *values: object) -> Guest:
    row = await tx.one(
        f"UPDATE guests SET {changes} WHERE group_id = ? AND id = ? RETURNING {_NAMES}", *values, guest.group_id, guest.id
    )
    assert row is not None, "records are never deleted while their group is kept"
    return _guest(tx, row)


def _guest(tx: Tx, row: Row) -> Guest:
    group_id, meeting_id = row["group_id"], row["meeting_id"]
    name, trade = (tx.cipher.open("guests", group_id, meeting_id, column, row[column]) for column in ("name", "trade"))
    return Guest(
        row["id"],
        group_id,
        meeting_id,
        row["inviter_id"],
        GuestKind(row["kind"]),
        name,
        trade,
        GuestState(row["state"]),
        bool(row["is_held"]),
        row["visit"],
        instant(row["invited_at"]),
        maybe_instant(row["welcomed_at"]),
        maybe_instant(row["wiped_at"]),
        row["version"],
    )
