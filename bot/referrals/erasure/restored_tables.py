"""Erasing again, from a restored SQLite backup, what tables other than that of referrals hold: the tables that features declare as `Forgettable`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts.regions import region_of
from bot.core.db.errors import StoreError
from bot.core.declarations import declared
from bot.groups.model import PublicLanguage
from bot.referrals import contact_schemes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.db.backup import Connection
    from bot.core.db.encryption import Cipher
    from bot.core.forgettable import Forgettable

Wiped = dict[str, list[tuple[int, int, int, int]]]
"""By table: when a row was wiped, its group, its id, when it was written."""


def wiped(connection: Connection) -> Wiped:
    """What a store that is about to be replaced has wiped; nothing of a table that its schema does not have."""
    known = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        each.table: connection.execute(
            f"SELECT wiped_at, group_id, id, {each.made_at} FROM {each.table} WHERE wiped_at IS NOT NULL"
        ).fetchall()
        for each in _declared()
        if each.table in known
    }


def erase_again(connection: Connection, known: Wiped, cipher: Cipher | None) -> None:
    """Wipe from a copy what the replaced store had wiped, and whoever its tombstones, which are in the copy by now, name for the whole group."""
    for each in _declared():
        lost = f"lost_{each.table}"
        connection.execute(f"CREATE TEMP TABLE {lost} (id INTEGER PRIMARY KEY, at INTEGER NOT NULL)")
        connection.executemany(
            # By the time too: after an earlier restore the same id may be another row's.
            f"INSERT OR IGNORE INTO {lost} SELECT id, ? FROM {each.table} WHERE group_id = ? AND id = ? AND {each.made_at} = ?"
            " AND wiped_at IS NULL",
            known.get(each.table, ()),
        )
        _find(connection, each, lost, cipher)
        for statement in each.erase:
            connection.execute(statement)


def _find(connection: Connection, each: Forgettable, lost: str, cipher: Cipher | None) -> None:
    """Enter into `lost` the rows whose contact a tombstone of a moderator names, and which were written before it."""
    prints = f"prints_of_{each.table}"
    connection.execute(f"CREATE TEMP TABLE {prints} AS SELECT group_id, print, {each.print_of} AS of_row FROM {each.prints}")
    if cipher is not None:
        connection.executemany(f"INSERT INTO {prints} VALUES (?, ?, ?)", hashed(connection, each.table, each.sealed_by, cipher))
    connection.execute(
        f"INSERT OR IGNORE INTO {lost} SELECT r.id, MAX(f.at) FROM forgotten AS f"
        f" JOIN {prints} AS p ON p.group_id = f.group_id AND p.print = f.print"
        f" JOIN {each.table} AS r ON r.group_id = p.group_id AND r.id = p.of_row"
        f" WHERE f.user_id = 0 AND r.wiped_at IS NULL AND r.{each.made_at} <= f.at GROUP BY r.id"
    )


def erase_notes_again(connection: Connection, cipher: Cipher | None) -> None:
    """Erase from a copy the notes in which a contact stands that the tombstones, which are in the copy by now, name for the whole group."""
    connection.execute("CREATE TEMP TABLE lost_notes (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE note_hashes (group_id INTEGER, print BLOB, of_row INTEGER)")
    for each in (note for feature in declared().features for note in feature.forgettable_notes):
        connection.execute("DELETE FROM lost_notes")
        connection.execute("DELETE FROM note_hashes")
        connection.execute(f"INSERT INTO note_hashes {each.prints}")
        if cipher is not None:
            connection.executemany(
                "INSERT INTO note_hashes VALUES (?, ?, ?)", hashed(connection, each.table, "id", cipher, each.column)
            )
        connection.execute(
            "INSERT OR IGNORE INTO lost_notes SELECT r.id FROM forgotten AS f"
            " JOIN note_hashes AS p ON p.group_id = f.group_id AND p.print = f.print"
            f" JOIN {each.table} AS r ON r.group_id = p.group_id AND r.id = p.of_row WHERE f.user_id = 0 AND {each.written_at} <= f.at"
        )
        for statement in each.erase:
            connection.execute(statement)


def hashed(
    connection: Connection, table: str, sealed_by: str, cipher: Cipher, column: str = "contact"
) -> Iterator[tuple[int, bytes, int]]:
    """The hashes (group, digest, row) of all contacts in a column of a table, by each scheme that a tombstone has; `sealed_by` as in `Table`."""
    made_by = _schemes(connection, cipher)
    rows = connection.execute(
        f"SELECT r.group_id, r.id, r.{sealed_by}, r.{column}, g.time_zone, g.currency, g.language FROM {table} AS r"
        f" JOIN groups AS g ON g.group_id = r.group_id WHERE r.{column} <> ''"
        " AND r.group_id IN (SELECT group_id FROM forgotten)"
    ).fetchall()
    for group_id, row_id, place, sealed, time_zone, currency, language in rows:
        try:
            contact = cipher.open(table, group_id, place, column, sealed)
        except StoreError:
            continue  # nobody can read it, nor can it be compared
        region = region_of(time_zone, currency, PublicLanguage(language).first)
        for scheme, key_id in made_by:
            for each in contact_schemes.stored(cipher, group_id, contact, region, scheme, key_id):
                yield group_id, each.digest, row_id


def _schemes(connection: Connection, cipher: Cipher) -> list[tuple[int, bytes | None]]:
    """The schemes and keys by which tombstones were made, as far as the cipher has the key."""
    made_by = connection.execute("SELECT DISTINCT scheme, key_id FROM forgotten").fetchall()
    return [(scheme, key_id) for scheme, key_id in made_by if key_id is None or key_id in cipher.hash_key_ids]


def _declared() -> list[Forgettable]:
    return [feature.forgettable for feature in declared().features if feature.forgettable is not None]
