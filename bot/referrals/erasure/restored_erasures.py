"""Erasing again what a restored SQLite backup still holds: clients who were erased after it was made."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bot.core.db import backup as backups
from bot.core.db import checksum, migrations
from bot.core.db.encryption import HASH_KEY
from bot.core.db.errors import StoreError
from bot.core.declarations import declared
from bot.referrals import contact_schemes
from bot.referrals.erasure import restored_tables
from bot.referrals.model import State, Verb

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.db.backup import Connection
    from bot.core.db.encryption import Cipher
    from bot.referrals.erasure.restored_tables import Wiped

FORGETS_SINCE = 3
"""The first schema with tombstones."""
SCHEMES_SINCE = 7
"""The first schema in which a tombstone says its scheme and key; those of before are of the first scheme."""

# By the time too (given_at <= f.at): a client who came back after the erasure is not erased again.
_FIND = """
INSERT OR IGNORE INTO lost
SELECT r.id, MAX(f.at) FROM forgotten AS f
JOIN known_prints AS p ON p.group_id = f.group_id AND p.print = f.print
JOIN referrals AS r ON r.group_id = p.group_id AND r.id = p.referral_id
WHERE r.wiped_at IS NULL AND r.given_at <= f.at AND f.user_id IN (0, r.giver_id, r.receiver_id) GROUP BY r.id
"""
ERASE_REFERRALS = (
    f"""
    INSERT INTO referral_moves (group_id, referral_id, verb, actor_id, at, before, after)
    SELECT group_id, r.id, '{Verb.FORGET}', 0, at, state, '{State.NO_FIT}' FROM referrals AS r JOIN lost ON lost.id = r.id WHERE waits = 1
    """,
    f"""
    UPDATE referrals SET prospect = NULL, contact = NULL, need = NULL, wiped_at = lost.at, version = version + 1,
    state = CASE waits WHEN 1 THEN '{State.NO_FIT}' ELSE state END, changed_at = CASE waits WHEN 1 THEN lost.at ELSE changed_at END,
    waits = 0 FROM lost WHERE lost.id = referrals.id
    """,
    "UPDATE referral_moves SET reason = NULL WHERE referral_id IN (SELECT id FROM lost)",
    "DELETE FROM contact_prints WHERE referral_id IN (SELECT id FROM lost)",
)
"""A referral under way ends, for nobody can work on it without its client. Drafts last fifteen minutes, so a backup's are over."""


class Tombstone(Struct, frozen=True):
    """A row of `forgotten`: the hash of an erased contact, whose referrals that was about (0: everybody's), and when."""

    group_id: int
    digest: bytes
    user_id: int
    at: int
    scheme: int = contact_schemes.FIRST
    key_id: bytes | None = None


class Erasures(Struct, frozen=True):
    """Who asked to be erased, and which referrals were wiped: when, group, id, when it was given."""

    asked: list[Tombstone]
    wiped: list[tuple[int, int, int, int]]
    hash_keys: tuple[tuple[str, str], ...] = ()
    """Rows of `meta` with former keys of hashes, by which some of the tombstones were made (`rotate-key`)."""
    others: Wiped = field(default_factory=dict[str, "list[tuple[int, int, int, int]]"])
    """What was wiped in other tables, by the table's name, as `wiped`."""

    def erase_again(self, connection: Connection, path: Path, cipher: Cipher | None = None) -> int:
        """Bring a copy to the code's schema, and wipe from it whom the replaced store had erased; from how many referrals.

        With the key its sealed contacts are hashed by the scheme of each tombstone. Without, the hashes that it holds are compared.
        """
        if not (self.asked or self.wiped or any(self.others.values())):
            return 0
        before = migrations.migrate_sqlite(connection, path)
        if before is not None:
            # The copy that a migration leaves beside a store (`migrations.migrate_sqlite`) holds what is about to be
            # erased.
            before.unlink()
            checksum.beside(before).unlink()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TEMP TABLE lost (id INTEGER PRIMARY KEY, at INTEGER NOT NULL)")
        connection.executemany(
            "INSERT INTO forgotten (group_id, print, user_id, at, scheme, key_id) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (group_id, print, user_id) DO UPDATE SET at = MAX(at, excluded.at)",
            [(each.group_id, each.digest, each.user_id, each.at, each.scheme, each.key_id) for each in self.asked],
        )
        connection.executemany(
            # By the time too: after an earlier restore the same id may be another referral's.
            "INSERT OR IGNORE INTO lost SELECT id, ? FROM referrals WHERE group_id = ? AND id = ? AND given_at = ? AND wiped_at IS NULL",
            self.wiped,
        )
        if cipher is not None:
            self._take_hash_keys(connection, cipher)
        _collect_prints(connection, cipher)
        connection.execute(_FIND)
        found = connection.execute("SELECT COUNT(*) FROM lost").fetchone()[0]
        for statement in (sql for feature in declared().features for sql in feature.erase_again):
            connection.execute(statement)
        restored_tables.erase_again(connection, self.others, cipher)
        restored_tables.erase_notes_again(connection, cipher)
        connection.execute("COMMIT")
        connection.execute("VACUUM")  # what was deleted is not left in pages that are free
        return found

    def _take_hash_keys(self, connection: Connection, cipher: Cipher) -> None:
        """Take up the former keys of hashes that either store keeps, and keep all of them in the copy."""
        own = connection.execute("SELECT name, value FROM meta WHERE name LIKE ?", (f"{HASH_KEY}%",)).fetchall()
        for name, value in (*own, *self.hash_keys):
            try:
                cipher.keep_hash_key(name, value)
            except StoreError:
                continue  # another key sealed it, so nothing can be hashed by it
            connection.execute("INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)", (name, value))


def _collect_prints(connection: Connection, cipher: Cipher | None) -> None:
    """A table of all hashes of the copy's contacts: those it holds, and with the key those of every scheme that a tombstone has."""
    connection.execute("CREATE TEMP TABLE known_prints AS SELECT group_id, print, referral_id FROM contact_prints")
    connection.execute("CREATE INDEX temp.known_prints_by_print ON known_prints (print)")
    if cipher is not None:
        prints = restored_tables.hashed(connection, "referrals", "number", cipher)
        connection.executemany("INSERT INTO known_prints VALUES (?, ?, ?)", prints)


def read(store: Path) -> Erasures:
    """What a store that is about to be replaced knows; nothing where there is none. Raises sqlite3.Error where it is damaged."""
    if not store.exists():
        return Erasures([], [])
    with closing(backups.read_only(store)) as connection:
        schema = connection.execute("PRAGMA user_version").fetchone()[0]
        if schema < FORGETS_SINCE:
            return Erasures([], [])
        columns = "group_id, print, user_id, at" + (", scheme, key_id" if schema >= SCHEMES_SINCE else "")
        asked = [Tombstone(*row) for row in connection.execute(f"SELECT {columns} FROM forgotten")]
        wiped = connection.execute("SELECT wiped_at, group_id, id, given_at FROM referrals WHERE wiped_at IS NOT NULL").fetchall()
        kept = connection.execute("SELECT name, value FROM meta WHERE name LIKE ?", (f"{HASH_KEY}%",)).fetchall()
        return Erasures(asked, wiped, tuple(kept), restored_tables.wiped(connection))
