"""Everything the store holds about one person in a group: shown to them, or parted from them.

What others need to go on, such as counts and their own referrals, keeps a number below zero in the person's place that leads
nowhere; what is theirs alone is deleted. A test walks every table, so that a new one can't be forgotten here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.core.db.database import instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.db.database import Row, Tx

NAMED = {
    "members": ("user_id", "sponsor_id", "away_by", "partner_of"),
    "referrals": ("giver_id", "receiver_id"),
    "referral_moves": ("actor_id",),
    "thanks": ("author_id", "thanked_id"),
    "entries": ("member_id", "counterpart_id"),
    "log": ("actor_id", "member_id"),
    "application_notes": ("applicant_id", "author_id"),
    "wanted_seats": ("added_by",),
    "groups": ("set_up_by",),
    "claims": ("decided_by",),
    "forgotten": ("user_id",),
    "past_imports": ("moderator_id",),
    "past_referrals": ("giver_id", "receiver_id"),
}
"""Tables that outlive the person, and the columns in which they stand."""

THEIRS = {
    "seat_waits": ("user_id",),
    "return_waits": ("user_id", "member_id"),
    "drafts": ("user_id",),
    "claims": ("user_id",),
    "outbox": ("user_id",),
    "reminders": ("user_id",),
}
"""Tables whose rows are the person's alone."""

SEALED = {
    "referrals": ("number", ("prospect", "contact", "need", "label")),
    "referral_moves": ("referral_id", ("reason",)),
    "drafts": ("id", ("typed",)),
}
"""Columns that are sealed, and the column that is part of their place."""

TIMES = {"at", "away_until", "not_before"}


async def held(tx: Tx, group_id: int, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row in which the person stands, by table: as it is stored, with what is sealed opened and times written out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in dict.fromkeys([*NAMED, *THEIRS]):
        columns = NAMED.get(table, ()) + THEIRS.get(table, ())
        where = " OR ".join(f"{column} = ?" for column in columns)
        rows = await tx.all(f"SELECT * FROM {table} WHERE group_id = ? AND ({where})", group_id, *[user_id] * len(columns))
        found[table] = [_readable(tx, table, row) for row in rows]
    return found


async def own_referrals(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of all that they gave and received, the newest first."""
    return await _own(tx, "referrals", ("giver_id", "receiver_id"), group_id, user_id)


async def own_thanks(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of all thanks that they said and got, the newest first."""
    return await _own(tx, "thanks", ("author_id", "thanked_id"), group_id, user_id)


async def _own(tx: Tx, table: str, columns: tuple[str, str], group_id: int, user_id: int) -> list[int]:
    where = " OR ".join(f"{column} = ?" for column in columns)
    rows = await tx.all(f"SELECT id FROM {table} WHERE group_id = ? AND ({where}) ORDER BY id DESC", group_id, user_id, user_id)
    return [row["id"] for row in rows]


def _readable(tx: Tx, table: str, row: Row) -> dict[str, Any]:
    key, sealed = SEALED.get(table, ("", ()))
    return {column: _value(tx, table, row, column, key, column in sealed) for column in row.keys()}  # noqa: SIM118 - a row is no dict


def _value(tx: Tx, table: str, row: Row, column: str, key: str, is_sealed: bool) -> Any:
    value = row[column]
    if is_sealed:
        return tx.cipher.open(table, row["group_id"], row[key], column, value)
    if value is not None and (column in TIMES or column.endswith("_at")) and isinstance(value, int):
        return instant(value).isoformat()
    if column in {"before", "after", "facts"} and value:
        return _parsed(value)
    return value.hex() if isinstance(value, bytes) else value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


async def part(tx: Tx, group_id: int, user_id: int, stranger_id: int, name: str) -> None:
    """Put `stranger_id` and `name` in the person's place, and delete what was theirs alone."""
    await _blank(tx, group_id, user_id, name)
    await _rewrite_log(tx, group_id, user_id, stranger_id)
    for table, columns in THEIRS.items():
        for column in columns:
            await tx.run(f"DELETE FROM {table} WHERE group_id = ? AND {column} = ?", group_id, user_id)
    for table, columns in NAMED.items():
        for column in columns:
            await tx.run(f"UPDATE {table} SET {column} = ? WHERE group_id = ? AND {column} = ?", stranger_id, group_id, user_id)
    await _clear_traces(tx, group_id, user_id, stranger_id)


async def _blank(tx: Tx, group_id: int, user_id: int, name: str) -> None:
    """Empty what they wrote: their profile and story, the words and amounts of their thanks, reasons, labels, answers."""
    texts = "business offer ideal_referral contact links goals wins interests circles skills away_note seat".split()
    blank = ", ".join(f"{column} = ''" for column in texts)
    await tx.run(
        f"UPDATE members SET name = ?, {blank}, language = NULL, chosen_language = NULL WHERE group_id = ? AND user_id = ?",
        name,
        group_id,
        user_id,
    )
    for statement in (
        "UPDATE thanks SET message = '', amount_minor = NULL, currency = NULL WHERE group_id = ? AND author_id = ?",
        "UPDATE referral_moves SET reason = NULL WHERE group_id = ? AND actor_id = ?",
        "UPDATE referrals SET label = NULL WHERE group_id = ? AND receiver_id = ?",
        "UPDATE application_notes SET text = '' WHERE group_id = ? AND applicant_id = ?",
        "UPDATE log SET reason = '' WHERE group_id = ? AND member_id = ?",
    ):
        await tx.run(statement, group_id, user_id)


async def _clear_traces(tx: Tx, group_id: int, user_id: int, stranger_id: int) -> None:
    """Where their id is part of a text: keys that no longer matter go, what the log says of them it says of nobody."""
    for statement, pattern in (
        ("DELETE FROM actions WHERE group_id = ? AND key LIKE ?", f"f:%:{user_id}:%"),
        ("DELETE FROM jobs WHERE group_id = ? AND key LIKE ?", f"away:{group_id}:{user_id}:%"),
        ("DELETE FROM posted WHERE group_id = ? AND subject LIKE ?", f"referral:%:step:%:{user_id}"),
        ("DELETE FROM posted WHERE group_id = ? AND subject LIKE ?", f"reminder:{user_id}:%"),
    ):
        await tx.run(statement, group_id, pattern)
    await tx.run(
        "DELETE FROM outbox WHERE group_id = ? AND record_id = ? AND (kind LIKE 'member.%' OR kind LIKE 'seat.%'"
        " OR kind LIKE 'presence.%')",
        group_id,
        user_id,
    )
    for subject in ("application", "claim"):
        await tx.run(
            "UPDATE posted SET subject = REPLACE(subject, ?, ?) WHERE group_id = ? AND subject LIKE ?",
            f"{subject}:{user_id}:",
            f"{subject}:{stranger_id}:",
            group_id,
            f"{subject}:{user_id}:%",
        )


async def _rewrite_log(tx: Tx, group_id: int, user_id: int, stranger_id: int) -> None:
    """Entries that concern them name them in their facts too."""
    rows = await tx.all(
        "SELECT id, target, before, after FROM log WHERE group_id = ? AND (member_id = ? OR actor_id = ?)",
        group_id,
        user_id,
        user_id,
    )

    def renamed(facts: str) -> str:
        kept = json.loads(facts)
        return json.dumps({name: stranger_id if value == user_id else value for name, value in kept.items()}, ensure_ascii=False)

    for row in rows:
        target = f"member:{stranger_id}" if row["target"] == f"member:{user_id}" else row["target"]
        await tx.run(
            "UPDATE log SET target = ?, before = ?, after = ? WHERE group_id = ? AND id = ?",
            target,
            renamed(row["before"]),
            renamed(row["after"]),
            group_id,
            row["id"],
        )


async def shown_in_public(tx: Tx, group_id: int, user_id: int) -> list[tuple[str, int, int]]:
    """Our public messages that name the person, or may: the kind, the record, and the channel they stand in."""
    found: list[tuple[str, int, int]] = []
    for kind, table, columns, suffix in (
        ("thanks", "thanks", ("author_id", "thanked_id"), "post"),
        ("referral", "referrals", ("giver_id", "receiver_id"), "line"),
    ):
        where = " OR ".join(f"r.{column} = ?" for column in columns)
        subject = f"p.group_id = r.group_id AND p.subject = '{kind}:' || r.id || ':{suffix}'"
        rows = await tx.all(
            f"SELECT r.id, p.channel_id FROM {table} AS r JOIN posted AS p ON {subject} WHERE r.group_id = ? AND ({where})"
            f" UNION SELECT r.id, p.channel_id FROM {table} AS r JOIN outbox AS p ON {subject} AND p.channel_id IS NOT NULL"
            " AND p.only_edit = 0 AND p.message_id IS NULL AND p.first_sent_at IS NOT NULL"
            f" WHERE r.group_id = ? AND ({where}) ORDER BY id",
            *(group_id, *[user_id] * len(columns)) * 2,
        )
        found += [(f"{kind}.{suffix}", row["id"], row["channel_id"]) for row in rows]
    return found


def without_others_secrets(found: Mapping[str, list[dict[str, Any]]], user_id: int) -> dict[str, list[dict[str, Any]]]:
    """What `held` found, less what only the other one may see: amounts they entered, their label, who else sent them a client, their sponsor's affairs."""
    shown = {table: [dict(row) for row in rows] for table, rows in found.items()}
    for said in shown["thanks"]:
        if said["author_id"] != user_id:
            said["amount_minor"] = said["currency"] = None
    for referral in shown["referrals"]:
        if referral["receiver_id"] != user_id:
            referral["label"], referral["same_as"] = "", None
    shown["members"] = [row for row in shown["members"] if row["user_id"] == user_id]
    shown["claims"] = [row for row in shown["claims"] if row["user_id"] == user_id]
    shown["groups"] = [{"group_id": row["group_id"], "set_up_at": row["set_up_at"]} for row in shown["groups"]]
    return shown
