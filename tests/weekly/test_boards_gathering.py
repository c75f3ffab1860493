"""Boards of many entries: read part by part, and the same as one query over all of them would say."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.calendar import Period, PeriodName, period
from bot.core.db.database import micros
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.lookalikes import told_apart
from bot.groups import store as groups_store
from bot.membership.members.model import Status
from bot.weekly.boards import store as boards_store
from bot.weekly.boards.gathering import standings
from bot.weekly.boards.model import BoardName, Standing, ranked
from tests.conftest import KEY, NOON, Clock
from tests.fuzz import TIMES, seed
from tests.growth import counted
from tests.people import GROUP, People

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.services import Services

PAIR_CAP = 3
NAMES = ("Ana", "Аnа", "João", "Joao", "Bruno", "★", "Zoë")
ONE_QUERY = (
    "SELECT p.member_id, m.name, m.seat, m.on_boards, COUNT(DISTINCT COALESCE(c.partner_of, p.counterpart_id)) AS people,"
    " SUM(p.times) AS times FROM ("
    " SELECT member_id, counterpart_id, SUM(CASE WHEN n > ? THEN ? ELSE n END) AS times FROM ("
    " SELECT member_id, counterpart_id, week, SUM(sign) AS n FROM entries"
    " WHERE group_id = ? AND kind = ? AND at >= ? AND at < ?"
    " GROUP BY member_id, counterpart_id, week HAVING SUM(sign) > 0) AS by_week"
    " GROUP BY member_id, counterpart_id) AS p"
    " JOIN members AS m ON m.group_id = ? AND m.user_id = p.member_id AND m.status = 'active'"
    " LEFT JOIN members AS c ON c.group_id = ? AND c.user_id = p.counterpart_id"
    " GROUP BY p.member_id, m.name, m.seat, m.on_boards"
)
"""What a board is, in one statement: by pair and week less reversals, capped; the two of one business count as one."""


async def by_one_query(tx: Tx, kind: EntryKind, span: Period) -> list[Standing]:
    bounds = (micros(span.start), micros(span.end))
    rows = await tx.all(ONE_QUERY, PAIR_CAP, PAIR_CAP, GROUP, kind.value, *bounds, GROUP, GROUP)
    names = told_apart((row["member_id"], row["name"], row["seat"]) for row in rows)
    return [
        Standing(row["member_id"], names[row["member_id"]], int(row["people"]), int(row["times"]), bool(row["on_boards"]))
        for row in rows
    ]


async def add_people(tx: Tx, draw: random.Random, number: int) -> None:
    for user_id in range(1000, 1000 + number):
        await tx.run(
            "INSERT INTO members (group_id, user_id, name, status, seat, business, offer, ideal_referral, contact, links, on_boards,"
            " partner_of) VALUES (?, ?, ?, ?, ?, '', '', '', '', '', ?, ?)",
            GROUP,
            user_id,
            draw.choice(NAMES),
            draw.choice(("active", "active", "active", "paused", "left", "former")),
            f"Trade {user_id}",
            draw.choice((1, 1, 0)),
            draw.choice((None, None, draw.randrange(1000, 1000 + number))),
        )


async def add_entries(tx: Tx, draw: random.Random, people: int, number: int) -> None:
    """Entries of three weeks, many at one instant, of which some are reversed, and some of those given again."""
    for n in range(number):
        day = draw.randrange(21)
        at = micros(NOON - timedelta(days=day)) + draw.randrange(3)
        member, other = draw.sample(range(1000, 1000 + draw.choice((2, people))), 2)  # two exchange so many that the cap counts
        kind = draw.choice(("referral", "referral", "thanks"))
        for sign, number_of in ((1, 1), (-1, 1), (1, 2))[: draw.choice((1, 1, 2, 3))]:
            await tx.run(
                "INSERT INTO entries (group_id, member_id, kind, sign, counterpart_id, at, week, recorded_at, source, round)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(GROUP, member, kind, sign, other, at, day // 7, at, f"R-{n}", number_of),
            )


@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_parts_of_any_size_tell_what_one_query_tells(
    people: People, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(ledger_store, "SLICE", size)
    monkeypatch.setattr(boards_store, "SLICE", size)
    draw = random.Random(seed(size))
    await database.write(lambda tx: add_people(tx, draw, 12))
    await database.write(lambda tx: add_entries(tx, draw, 12, 150 * TIMES))
    group = await database.read(lambda tx: groups_store.get(tx, GROUP))
    assert group.pair_cap == PAIR_CAP
    for kind in (EntryKind.REFERRAL, EntryKind.THANKS, EntryKind.INTRODUCTION):
        for name in PeriodName:
            span = period(name, clock.now, group.zone, group.week_starts)
            found = await standings(database, group, kind, span)
            expected = await database.read(lambda tx, span=span, kind=kind: by_one_query(tx, kind, span))
            assert {each.user_id: each for each in found} == {each.user_id: each for each in expected}
            for board in BoardName:
                assert ranked(board, found) == ranked(board, expected)


async def test_no_read_of_a_large_board_has_more_than_a_part_or_the_names(
    services: Services, people: People, database: Database
) -> None:
    draw = random.Random(seed(5))
    await database.write(lambda tx: add_people(tx, draw, 700))
    await database.write(lambda tx: add_entries(tx, draw, 700, 3000))  # 3,400 of referrals
    with counted(database, KEY) as reads:
        board = await services.boards.board(people.ana, BoardName.GIVERS, PeriodName.ALL_TIME)
    assert max(read.rows for read in reads) <= ledger_store.SLICE + boards_store.SLICE + 100, "those of the last instant too"
    assert len(reads) == 3, "the group with the first part of each, and one more of each"
    assert board.own is not None
    assert board.own.standing.name == "Ana"
    first = board.ranks[0].standing
    assert first.people > 1
    assert first.user_id >= 1000
    assert Status.ACTIVE is Status(await status_of(database, first.user_id))


async def status_of(database: Database, user_id: int) -> str:
    row = await database.read(lambda tx: tx.one("SELECT status FROM members WHERE group_id = ? AND user_id = ?", GROUP, user_id))
    assert row is not None
    return row["status"]
