"""Queries on referrals and their history. Clients' data is encrypted here, and decrypted for giver and receiver only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.db.database import instant, micros
from bot.referrals import contact_index
from bot.referrals.model import NOT_COUNTED, TAKEN_BACK, WAITING, Box, Client, Kind, Moved, Referral, State, Verb, Warmth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.db.database import Row, Tx
    from bot.referrals.search import Search

_LISTED = (
    "id, group_id, number, giver_id, receiver_id, kind, warmth, state, prospect, given_at, changed_at, version, same_as, label,"
    " giver_group_id"
)
"""The columns of a list; of the client's columns only the name is read and decrypted."""
_COLUMNS = f"{_LISTED}, contact, need"

SEARCHED, OPENED_AT_ONCE = 5000, 200
"""How many referrals a search reads, and after how many it yields to the event loop."""

_ARMS = {
    Box.RECEIVED: ("waits AS mine", ("group_id = ? AND receiver_id = ?",)),
    # A group's members gave in their own group, and to members of linked ones.
    Box.GIVEN: (
        "0 AS mine",
        tuple(f"{group} = ? AND giver_id = ? AND waits = {n}" for group in ("group_id", "giver_group_id") for n in (1, 0)),
    ),
}
"""Each arm reads along an index, newest first, and stops at its LIMIT."""


class NewReferral(Struct, frozen=True):
    """A referral to be inserted; `same_as` is the id of an earlier one with the same client to the same receiver.

    `giver_group_id` is the giver's group where that is a linked one.
    """

    giver_id: int
    receiver_id: int
    kind: Kind
    warmth: Warmth
    client: Client
    same_as: int | None = None
    giver_group_id: int | None = None


async def add(tx: Tx, group_id: int, number: int, new: NewReferral, region: str) -> Referral:
    # `region` is the group's, by which the contact is indexed.
    def seal(column: str, text: str) -> bytes:
        return tx.cipher.seal("referrals", group_id, number, column, text)

    client = new.client
    row = await tx.one(
        "INSERT INTO referrals (group_id, number, giver_id, receiver_id, kind, warmth, state, waits, prospect, contact, need,"
        " given_at, changed_at, same_as, giver_group_id) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        group_id,
        number,
        new.giver_id,
        new.receiver_id,
        new.kind.value,
        int(new.warmth),
        State.OPEN.value,
        seal("prospect", client.prospect),
        seal("contact", client.contact),
        seal("need", client.need),
        micros(tx.now),
        micros(tx.now),
        new.same_as,
        new.giver_group_id,
    )
    assert row is not None
    await contact_index.add_prints(tx, group_id, row["id"], client.contact, region)
    return Referral(
        id=row["id"],
        group_id=group_id,
        number=number,
        giver_id=new.giver_id,
        receiver_id=new.receiver_id,
        kind=new.kind,
        warmth=new.warmth,
        state=State.OPEN,
        client=client,
        given_at=tx.now,
        changed_at=tx.now,
        version=1,
        same_as=new.same_as,
        giver_group_id=new.giver_group_id,
    )


async def get(tx: Tx, group_id: int, referral_id: int) -> Referral | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM referrals WHERE group_id = ? AND id = ?", group_id, referral_id)
    return _referral(tx, row, "contact", "need") if row else None


async def by_number(tx: Tx, group_id: int, number: int) -> Referral | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM referrals WHERE group_id = ? AND number = ?", group_id, number)
    return _referral(tx, row, "contact", "need") if row else None


async def several(tx: Tx, group_id: int, ids: Sequence[int]) -> list[Referral]:
    """Read these referrals, of the group or given from it, the newest first.

    The unary plus keeps the planner to the ids (https://sqlite.org/optoverview.html#uplus).
    """
    sql = f"SELECT {_COLUMNS} FROM referrals WHERE ? IN (+group_id, +giver_group_id) AND id IN ({', '.join('?' * len(ids))}) ORDER BY id DESC"
    return [_referral(tx, row, "contact", "need") for row in await tx.all(sql, group_id, *ids)]


async def change(tx: Tx, referral: Referral) -> None:
    """Store a changed kind, state and version."""
    await tx.run(
        "UPDATE referrals SET kind = ?, state = ?, waits = ?, changed_at = ?, version = ? WHERE group_id = ? AND id = ?",
        referral.kind.value,
        referral.state.value,
        int(referral.state in WAITING),
        micros(referral.changed_at),
        referral.version,
        referral.group_id,
        referral.id,
    )


async def hold(tx: Tx, referral: Referral) -> None:
    """Lock the referral's row for this transaction (no-op UPDATE, a portable SELECT ... FOR UPDATE)."""
    await tx.run("UPDATE referrals SET version = version WHERE group_id = ? AND id = ?", referral.group_id, referral.id)


async def change_client(tx: Tx, referral: Referral) -> None:
    """Store edited data of the client, and its contact's hashes."""
    tx.erases()  # what was typed before may be another client's
    place = (referral.group_id, referral.number)
    await tx.run(
        "UPDATE referrals SET warmth = ?, same_as = ?, prospect = ?, contact = ?, need = ? WHERE group_id = ? AND id = ?",
        int(referral.warmth),
        referral.same_as,
        tx.cipher.seal("referrals", *place, "prospect", referral.client.prospect),
        tx.cipher.seal("referrals", *place, "contact", referral.client.contact),
        tx.cipher.seal("referrals", *place, "need", referral.client.need),
        referral.group_id,
        referral.id,
    )
    await contact_index.keep_prints(tx, referral.group_id, referral.id, referral.client.contact)


async def change_label(tx: Tx, referral: Referral) -> None:
    """Store the receiver's private label, encrypted."""
    tx.erases()
    label = referral.private_label
    sealed = tx.cipher.seal("referrals", referral.group_id, referral.number, "label", label) if label else None
    await tx.run("UPDATE referrals SET label = ? WHERE group_id = ? AND id = ?", sealed, referral.group_id, referral.id)


async def add_move(tx: Tx, referral: Referral, moved: Moved) -> None:
    reason = tx.cipher.seal("referral_moves", referral.group_id, referral.id, "reason", moved.reason) if moved.reason else None
    await tx.run(
        "INSERT INTO referral_moves (group_id, referral_id, verb, actor_id, at, before, after, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        referral.group_id,
        referral.id,
        moved.verb.value,
        moved.actor_id,
        micros(moved.at),
        moved.before.value,
        moved.after.value,
        reason,
    )


async def history(tx: Tx, referral: Referral) -> list[Moved]:
    """Read the referral's moves, oldest first."""
    rows = await tx.all(
        "SELECT verb, actor_id, at, before, after, reason FROM referral_moves WHERE group_id = ? AND referral_id = ? ORDER BY id",
        referral.group_id,
        referral.id,
    )
    return [
        Moved(
            Verb(row["verb"]),
            row["actor_id"],
            instant(row["at"]),
            State(row["before"]),
            State(row["after"]),
            tx.cipher.open("referral_moves", referral.group_id, referral.id, "reason", row["reason"]),
        )
        for row in rows
    ]


async def page(tx: Tx, group_id: int, user_id: int, box: Box, state: State | None, limit: int, offset: int = 0) -> list[Referral]:
    """Read a page of their referrals: those waiting for them first, then the newest. Of clients only the name is decrypted."""
    rows = await _in_order(tx, _LISTED, group_id, user_id, box, state, limit, offset)
    return [_referral(tx, row) for row in rows]


async def client_names(tx: Tx, group_id: int, user_id: int, limit: int) -> list[str]:
    """The clients' names of the first `limit` referrals in the same order, without those that were taken back from the person."""
    rows = await _in_order(tx, "group_id, number, prospect, receiver_id, state", group_id, user_id, Box.ALL, None, limit, 0)
    return [
        tx.cipher.open("referrals", of_group, number, "prospect", prospect)  # a linked group's, where they passed it there
        for of_group, number, prospect, receiver_id, state in rows
        if receiver_id != user_id or state not in TAKEN_BACK
    ]


async def search(
    tx: Tx, group_id: int, user_id: int, box: Box, state: State | None, wanted: Search, most: int, *, belongs: bool
) -> list[Referral]:
    """The first `most` matches among the first SEARCHED referrals in the same order.

    They are decrypted here, because SQL can't compare encrypted columns. What the person may not see is not searched (`access.as_seen`).
    """
    rows = await _in_order(tx, _COLUMNS, group_id, user_id, box, state, SEARCHED, 0)
    found: list[Row] = []
    for start in range(0, len(rows), OPENED_AT_ONCE):
        found += [row for row in rows[start : start + OPENED_AT_ONCE] if wanted.fits(_searched(tx, row, user_id, belongs))]
        if len(found) >= most:
            break
        await tx.breathe()
    return [_referral(tx, row) for row in found[:most]]


def _searched(tx: Tx, row: Row, user_id: int, belongs: bool) -> Iterator[str]:
    """The texts by which a person may find one of their referrals, the most likely first."""
    receives, state = row["receiver_id"] == user_id, State(row["state"])
    yield f"R-{row['number']}"
    if not belongs or (receives and state in TAKEN_BACK):
        return
    yield _sealed(tx, row, "prospect")
    if receives:
        yield _sealed(tx, row, "label")
    if not receives or state not in NOT_COUNTED:
        yield _sealed(tx, row, "contact")
    yield _sealed(tx, row, "need")


async def _in_order(
    tx: Tx, columns: str, group_id: int, user_id: int, box: Box, state: State | None, limit: int, offset: int
) -> Sequence[Row]:
    arms: list[str] = []
    values: list[object] = []
    for side, (mine, walks) in _ARMS.items():
        for walk in walks if box in {side, Box.ALL} else ():
            only = "" if state is None else " AND state = ?"
            arms.append(
                f"SELECT * FROM (SELECT id, given_at, {mine} FROM referrals WHERE {walk}{only}"
                f" ORDER BY waits DESC, given_at DESC, id DESC LIMIT ?) AS arm_{len(arms)}"
            )
            # Any arm may fill the page alone, so each reads up to the page's end.
            values += [group_id, user_id, *([] if state is None else [state.value]), limit + offset]
    first = "mine DESC, given_at DESC, id DESC"
    return await tx.all(
        f"WITH page AS (SELECT id AS page_id, mine FROM ({' UNION ALL '.join(arms)}) AS arms ORDER BY {first} LIMIT ? OFFSET ?)"
        f" SELECT {columns} FROM page JOIN referrals ON id = page_id ORDER BY {first}",
        *values,
        limit,
        offset,
    )


async def waiting(tx: Tx, group_id: int, user_id: int, limit: int, but_from: Sequence[int] = ()) -> list[Referral]:
    """Read the newest that wait for their receiver, without givers of `but_from`. Of clients only the name is decrypted."""
    rows = await tx.all(
        f"SELECT {_LISTED} FROM referrals WHERE group_id = ? AND receiver_id = ? AND waits = 1"
        f" AND giver_id NOT IN ({', '.join('?' * (len(but_from) + 1))}) ORDER BY given_at DESC, id DESC LIMIT ?",
        *(group_id, user_id, user_id, *but_from, limit),
    )
    return [_referral(tx, row) for row in rows]


def _sealed(tx: Tx, row: Row, column: str) -> str:
    return tx.cipher.open("referrals", row["group_id"], row["number"], column, row[column])


def _referral(tx: Tx, row: Row, *also: str) -> Referral:
    """The record of a row with `_LISTED`; with `_COLUMNS`, `also` names the client's further columns to decrypt."""
    # fmt: off
    (
        referral_id, group_id, number, giver_id, receiver_id, kind, warmth, state, prospect,
        given_at, changed_at, version, same_as, label, giver_group_id, *more,
    ) = row

    def opened(column: str, sealed: bytes | None) -> str:
        return tx.cipher.open("referrals", group_id, number, column, sealed)

    return Referral(
        referral_id, group_id, number, giver_id, receiver_id, Kind(kind), Warmth(warmth), State(state),
        replace(Client(opened("prospect", prospect)), **dict(zip(also, map(opened, also, more), strict=True))),
        instant(given_at), instant(changed_at), version, same_as, opened("label", label), giver_group_id,
    )
    # fmt: on
