"""Queries on questions whether two members talk, and on when they will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import instant, maybe_instant, micros
from bot.core.morning_items import WaitingItem
from bot.membership.members.model import BELONGING
from bot.referrals.reminders.morning_items import not_named
from bot.relationships.note_prints import store as note_prints_store
from bot.relationships.note_prints.store import Of
from bot.relationships.one_to_ones.model import Answer, Plan, Request

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx

SEALED = ("place",)
_REQUEST = "id, group_id, asker_id, asked_id, asked_at, answer, answered_at"
_PLAN = "id, group_id, low_id, high_id, starts_at, place, version"


async def ask(tx: Tx, group_id: int, asker_id: int, asked_id: int) -> Request:
    """Write that one member asks another, in the place of their last question."""
    row = await tx.one(
        "INSERT INTO talk_requests (group_id, asker_id, asked_id, asked_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, asker_id, asked_id) DO UPDATE SET asked_at = excluded.asked_at, answer = 0, answered_at = NULL"
        f" RETURNING {_REQUEST}",
        group_id,
        asker_id,
        asked_id,
        micros(tx.now),
    )
    assert row is not None
    return _request(row)


async def answer(tx: Tx, request: Request, said: Answer) -> Request | None:
    """Write what the asked said; None where they answered before."""
    row = await tx.one(
        f"UPDATE talk_requests SET answer = ?, answered_at = ? WHERE group_id = ? AND id = ? AND answer = 0 RETURNING {_REQUEST}",
        said.value,
        micros(tx.now),
        request.group_id,
        request.id,
    )
    return _request(row) if row else None


async def locate_request(tx: Tx, request_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the question alone."""
    row = await tx.one("SELECT group_id FROM talk_requests WHERE id = ?", request_id)
    return row["group_id"] if row else None


async def request(tx: Tx, group_id: int, request_id: int) -> Request | None:
    row = await tx.one(f"SELECT {_REQUEST} FROM talk_requests WHERE group_id = ? AND id = ?", group_id, request_id)
    return _request(row) if row else None


async def last_request(tx: Tx, group_id: int, asker_id: int, asked_id: int) -> Request | None:
    row = await tx.one(
        f"SELECT {_REQUEST} FROM talk_requests WHERE group_id = ? AND asker_id = ? AND asked_id = ?", group_id, asker_id, asked_id
    )
    return _request(row) if row else None


async def plan(tx: Tx, group_id: int, one: int, other: int, starts_at: datetime, place: str) -> Plan:
    """Write when two members talk; a talk that they had planned and not had yet is moved."""
    low, high = sorted((one, other))
    row = await tx.one(
        "UPDATE talk_plans SET starts_at = ?, version = version + 1 WHERE group_id = ? AND id = (SELECT id FROM talk_plans"
        f" WHERE group_id = ? AND low_id = ? AND high_id = ? AND starts_at > ? ORDER BY starts_at LIMIT 1) RETURNING {_PLAN}",
        micros(starts_at),
        group_id,
        group_id,
        low,
        high,
        micros(tx.now),
    ) or await tx.one(
        f"INSERT INTO talk_plans (group_id, low_id, high_id, starts_at) VALUES (?, ?, ?, ?) RETURNING {_PLAN}",
        group_id,
        low,
        high,
        micros(starts_at),
    )
    assert row is not None
    sealed = tx.cipher.seal_text("talk_plans", group_id, row["id"], "place", place)
    await note_prints_store.keep(tx, group_id, Of.PLAN, row["id"], "place", place)
    row = await tx.one(
        f"UPDATE talk_plans SET place = ? WHERE group_id = ? AND id = ? RETURNING {_PLAN}", sealed, group_id, row["id"]
    )
    assert row is not None
    return _plan(tx, row)


async def locate_plan(tx: Tx, plan_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the plan alone."""
    row = await tx.one("SELECT group_id FROM talk_plans WHERE id = ?", plan_id)
    return row["group_id"] if row else None


async def get_plan(tx: Tx, group_id: int, plan_id: int) -> Plan | None:
    row = await tx.one(f"SELECT {_PLAN} FROM talk_plans WHERE group_id = ? AND id = ?", group_id, plan_id)
    return _plan(tx, row) if row else None


async def coming(tx: Tx, group_id: int, one: int, other: int) -> Plan | None:
    """The talk that two members have planned and not had yet."""
    row = await tx.one(
        f"SELECT {_PLAN} FROM talk_plans WHERE group_id = ? AND low_id = ? AND high_id = ? AND starts_at > ? ORDER BY starts_at LIMIT 1",
        group_id,
        *sorted((one, other)),
        micros(tx.now),
    )
    return _plan(tx, row) if row else None


async def to_remind(tx: Tx, group_id: int, kind: str, begins: Period, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` of the talks in `begins`, for each of the two whose id is above `after`, in the order of these.

    Without what the morning list named under `kind` already, and where the other does not belong.
    """
    those = "FROM talk_plans WHERE group_id = ? AND starts_at >= ? AND starts_at < ?"
    span = (group_id, micros(begins.start), micros(begins.end))
    rows = await tx.all(
        f"SELECT p.person, p.id FROM (SELECT id, low_id AS person, high_id AS other {those}"
        f" UNION ALL SELECT id, high_id, low_id {those}) AS p"
        f" JOIN members AS o ON o.group_id = ? AND o.user_id = p.other AND o.status IN ({', '.join('?' * len(BELONGING))})"
        f" WHERE p.person > ? AND {not_named('p.person', kind, 'p.id')} ORDER BY p.person, p.id LIMIT ?",
        *span,
        *span,
        group_id,
        *(status.value for status in BELONGING),
        after,
        group_id,
        limit,
    )
    return [WaitingItem(row["person"], row["id"]) for row in rows]


async def empty_place(tx: Tx, plan: Plan) -> None:
    """Erase where the two talk."""
    await tx.run("UPDATE talk_plans SET place = '' WHERE group_id = ? AND id = ?", plan.group_id, plan.id)
    await note_prints_store.keep(tx, plan.group_id, Of.PLAN, plan.id, "place", "")


async def delete_plans(tx: Tx, group_id: int, before: datetime) -> None:
    """Delete the plans whose time was before that."""
    if await tx.run("DELETE FROM talk_plans WHERE group_id = ? AND starts_at < ?", group_id, micros(before)):
        tx.erases()


def _request(row: Row) -> Request:
    return Request(
        row["id"],
        row["group_id"],
        row["asker_id"],
        row["asked_id"],
        instant(row["asked_at"]),
        Answer(row["answer"]),
        maybe_instant(row["answered_at"]),
    )


def _plan(tx: Tx, row: Row) -> Plan:
    place = tx.cipher.open("talk_plans", row["group_id"], row["id"], "place", row["place"])
    return Plan(row["id"], row["group_id"], row["low_id"], row["high_id"], instant(row["starts_at"]), place, row["version"])
