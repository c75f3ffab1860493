"""Queries on speakers and on announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import instant, maybe_instant, micros
from bot.meetings.speakers.model import Announcement, Speaker, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.db.database import Row, Tx
    from bot.meetings.model import Meeting

_COLUMNS = "id, group_id, meeting_id, user_id, topic, state, wished_at, planned_at, version"
OF_SPEAKER = ", ".join(f"s.{column}" for column in _COLUMNS.split(", "))
_ANNOUNCEMENTS = "id, group_id, meeting_id, author_id, text, at"
SPEAKING = "state IN ('planned', 'ready')"
"""SQL condition: they speak at the meeting, or spoke."""


async def of_meeting(tx: Tx, meeting: Meeting) -> list[Speaker]:
    """Who speaks at the meeting, in the order in which they were planned."""
    return (await of_meetings(tx, meeting.group_id, [meeting.id])).get(meeting.id, [])


async def of_meetings(tx: Tx, group_id: int, meeting_ids: Sequence[int]) -> dict[int, list[Speaker]]:
    """The same for several meetings, by their ids; one at which nobody speaks is left out."""
    if not meeting_ids:
        return {}
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM speakers WHERE group_id = ? AND meeting_id IN ({', '.join('?' * len(meeting_ids))})"
        f" AND {SPEAKING} ORDER BY planned_at, id",
        group_id,
        *meeting_ids,
    )
    found: dict[int, list[Speaker]] = {}
    for speaker in (read_row(tx, row) for row in rows):
        assert speaker.meeting_id is not None, "who speaks has a meeting"
        found.setdefault(speaker.meeting_id, []).append(speaker)
    return found


async def announcements_of(tx: Tx, meeting: Meeting) -> list[Announcement]:
    """What is announced at the meeting, the oldest first."""
    rows = await tx.all(
        f"SELECT {_ANNOUNCEMENTS} FROM announcements WHERE group_id = ? AND meeting_id = ? ORDER BY id",
        meeting.group_id,
        meeting.id,
    )
    return [_announcement(tx, row) for row in rows]


async def locate(tx: Tx, speaker_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the speaker alone."""
    row = await tx.one("SELECT group_id FROM speakers WHERE id = ?", speaker_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, speaker_id: int) -> Speaker | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM speakers WHERE group_id = ? AND id = ?", group_id, speaker_id)
    return read_row(tx, row) if row else None


async def wish_of(tx: Tx, group_id: int, user_id: int) -> Speaker | None:
    """That they would like to speak, where they said so and no meeting is chosen."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM speakers WHERE group_id = ? AND user_id = ? AND state = 'wished'", group_id, user_id
    )
    return read_row(tx, row) if row else None


async def at_meeting(tx: Tx, meeting: Meeting, user_id: int) -> Speaker | None:
    """Their record of that meeting, also where they can't."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM speakers WHERE group_id = ? AND meeting_id = ? AND user_id = ?",
        meeting.group_id,
        meeting.id,
        user_id,
    )
    return read_row(tx, row) if row else None


async def missing_at(tx: Tx, meeting: Meeting) -> list[Speaker]:
    """Who said that they can't speak at the meeting."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM speakers WHERE group_id = ? AND meeting_id = ? AND state = 'cannot' ORDER BY id",
        meeting.group_id,
        meeting.id,
    )
    return [read_row(tx, row) for row in rows]


async def next_ones(tx: Tx, group_id: int, limit: int) -> list[Speaker]:
    """The first who speak at meetings that have not begun, in the order of these."""
    rows = await tx.all(
        f"SELECT {OF_SPEAKER} FROM meetings AS m JOIN speakers AS s ON s.group_id = m.group_id AND s.meeting_id = m.id"
        f" WHERE m.group_id = ? AND m.starts_at > ? AND m.state = 'planned' AND s.{SPEAKING}"
        " ORDER BY m.starts_at, s.planned_at, s.id LIMIT ?",
        group_id,
        micros(tx.now),
        limit,
    )
    return [read_row(tx, row) for row in rows]


async def coming_of(tx: Tx, group_id: int, user_id: int) -> list[Speaker]:
    """Where they speak at meetings that have not begun."""
    rows = await tx.all(
        f"SELECT {OF_SPEAKER} FROM speakers AS s"
        " JOIN meetings AS m ON m.group_id = s.group_id AND m.id = s.meeting_id"
        f" WHERE s.group_id = ? AND s.user_id = ? AND s.{SPEAKING} AND m.state = 'planned' AND m.starts_at > ? ORDER BY m.starts_at",
        group_id,
        user_id,
        micros(tx.now),
    )
    return [read_row(tx, row) for row in rows]


async def wish(tx: Tx, group_id: int, user_id: int, topic: str) -> Speaker:
    """Store that they would like to speak; said before, with another topic and since the same time."""
    row = await tx.one(
        "INSERT INTO speakers (group_id, user_id, topic, state, wished_at) VALUES (?, ?, ?, 'wished', ?)"
        " ON CONFLICT (group_id, user_id) WHERE state = 'wished' DO UPDATE SET topic = excluded.topic,"
        f" version = speakers.version + 1 RETURNING {_COLUMNS}",
        group_id,
        user_id,
        _sealed(tx, group_id, user_id, topic),
        micros(tx.now),
    )
    assert row is not None
    return read_row(tx, row)


async def plan(tx: Tx, meeting: Meeting, user_id: int, topic: str, wished_at: datetime | None) -> Speaker:
    """Store that they speak at the meeting."""
    row = await tx.one(
        "INSERT INTO speakers (group_id, meeting_id, user_id, topic, state, wished_at, planned_at)"
        f" VALUES (?, ?, ?, ?, 'planned', ?, ?) RETURNING {_COLUMNS}",
        meeting.group_id,
        meeting.id,
        user_id,
        _sealed(tx, meeting.group_id, user_id, topic),
        None if wished_at is None else micros(wished_at),
        micros(tx.now),
    )
    assert row is not None
    return read_row(tx, row)


async def set_state(tx: Tx, speaker: Speaker, state: State) -> Speaker:
    return await _changed(tx, speaker, "state = ?, version = version + 1", state.value)


async def set_topic(tx: Tx, speaker: Speaker, topic: str) -> Speaker:
    sealed = _sealed(tx, speaker.group_id, speaker.user_id, topic)
    return await _changed(tx, speaker, "topic = ?, version = version + 1", sealed)


async def wishes_again(tx: Tx, speaker: Speaker, since: datetime) -> None:
    """Put somebody who speaks at a meeting back among those who would like to, since that time."""
    changes = "meeting_id = NULL, state = 'wished', wished_at = ?, planned_at = NULL, version = version + 1"
    await _changed(tx, speaker, changes, micros(since))


async def hold(tx: Tx, speaker: Speaker) -> Speaker:
    """Lock the row for this transaction (a no-op UPDATE, a portable SELECT ... FOR UPDATE), and read it as it is then."""
    return await _changed(tx, speaker, "version = version")


async def delete(tx: Tx, speaker: Speaker) -> None:
    tx.erases()
    await tx.run("DELETE FROM speakers WHERE group_id = ? AND id = ?", speaker.group_id, speaker.id)


async def announce(tx: Tx, meeting: Meeting, author_id: int, text: str) -> Announcement:
    row = await tx.one(
        f"INSERT INTO announcements (group_id, meeting_id, author_id, text, at) VALUES (?, ?, ?, ?, ?) RETURNING {_ANNOUNCEMENTS}",
        meeting.group_id,
        meeting.id,
        author_id,
        tx.cipher.seal_text("announcements", meeting.group_id, meeting.id, "text", text),
        micros(tx.now),
    )
    assert row is not None
    return _announcement(tx, row)


async def withdraw(tx: Tx, meeting: Meeting, announcement_id: int) -> bool:
    """Delete an announcement of the meeting; returns whether there was one."""
    tx.erases()
    sql = "DELETE FROM announcements WHERE group_id = ? AND meeting_id = ? AND id = ?"
    return bool(await tx.run(sql, meeting.group_id, meeting.id, announcement_id))


async def forget_old(tx: Tx, group_id: int, before: datetime) -> None:
    """Delete what was announced before then, at meetings that began before then too."""
    deleted = await tx.run(
        "DELETE FROM announcements WHERE group_id = ? AND at < ? AND NOT EXISTS (SELECT 1 FROM meetings AS m"
        " WHERE m.group_id = announcements.group_id AND m.id = announcements.meeting_id AND m.starts_at >= ?)",
        group_id,
        *[micros(before)] * 2,
    )
    if deleted:
        tx.erases()


async def empty(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """Delete what a person would present, and that they would like to; returns the ids of the meetings at which they speak or spoke."""
    await tx.run("DELETE FROM speakers WHERE group_id = ? AND user_id = ? AND state = 'wished'", group_id, user_id)
    rows = await tx.all(
        "UPDATE speakers SET topic = '' WHERE group_id = ? AND user_id = ? RETURNING meeting_id", group_id, user_id
    )
    return sorted(row["meeting_id"] for row in rows)


async def _changed(tx: Tx, speaker: Speaker, changes: str, *values: object) -> Speaker:
    row = await tx.one(
        f"UPDATE speakers SET {changes} WHERE group_id = ? AND id = ? RETURNING {_COLUMNS}", *values, speaker.group_id, speaker.id
    )
    assert row is not None, "it was read in this transaction"
    return read_row(tx, row)


def _sealed(tx: Tx, group_id: int, user_id: int, topic: str) -> str:
    return tx.cipher.seal_text("speakers", group_id, user_id, "topic", topic)


def read_row(tx: Tx, row: Row) -> Speaker:
    """The record of a row with the columns of `OF_SPEAKER`."""
    return Speaker(
        row["id"],
        row["group_id"],
        row["meeting_id"],
        row["user_id"],
        tx.cipher.open("speakers", row["group_id"], row["user_id"], "topic", row["topic"]),
        State(row["state"]),
        maybe_instant(row["wished_at"]),
        maybe_instant(row["planned_at"]),
        row["version"],
    )


def _announcement(tx: Tx, row: Row) -> Announcement:
    text = tx.cipher.open("announcements", row["group_id"], row["meeting_id"], "text", row["text"])
    return Announcement(row["id"], row["group_id"], row["meeting_id"], row["author_id"], text, instant(row["at"]))
