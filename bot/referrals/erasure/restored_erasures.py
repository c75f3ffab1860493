"""What was forgotten stays forgotten: a SQLite store that is put back loses the clients who were wiped since it was copied."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.db import backup as backups
from bot.core.db import checksum, migrations
from bot.core.declarations import declared
from bot.referrals.model import State, Verb

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.db.backup import Connection

FORGETS_SINCE = 3
"""The first schema that remembers who was forgotten."""

_FIND = """
INSERT OR IGNORE INTO lost
SELECT r.id, MAX(f.at) FROM forgotten AS f
JOIN contact_prints AS p ON p.group_id = f.group_id AND p.print = f.print
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
"""SQL: erases the clients of the referrals in `lost`. What is under way can't be worked on without its client, so it ends."""


@dataclass(frozen=True, slots=True)
class Erasures:
    """Who asked to be forgotten (group, print of the contact, whose referrals, when), and which referrals were wiped."""

    asked: list[tuple[int, bytes, int, int]]
    wiped: list[tuple[int, int, int, int]]

    def erase_again(self, connection: Connection, path: Path) -> int:
        """Bring a copy to the code's schema, and wipe from it whom the replaced store had forgotten; from how many referrals."""
        if not self.asked and not self.wiped:
            return 0
        before = migrations.migrate_sqlite(connection, path)
        if before is not None:
            before.unlink()
            checksum.beside(before).unlink()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TEMP TABLE lost (id INTEGER PRIMARY KEY, at INTEGER NOT NULL)")
        connection.executemany(
            "INSERT INTO forgotten (group_id, print, user_id, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (group_id, print, user_id) DO UPDATE SET at = MAX(at, excluded.at)",
            self.asked,
        )
        connection.executemany(
            "INSERT OR IGNORE INTO lost SELECT id, ? FROM referrals WHERE group_id = ? AND id = ? AND given_at = ? AND wiped_at IS NULL",
            self.wiped,
        )
        connection.execute(_FIND)
        found = connection.execute("SELECT COUNT(*) FROM lost").fetchone()[0]
        for statement in (sql for feature in declared().features for sql in feature.erase_again):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("VACUUM")  # what was deleted is not left in pages that are free
        return found


def read(store: Path) -> Erasures:
    """What a store that is about to be replaced knows; nothing where there is none. Raises sqlite3.Error where it is damaged."""
    if not store.exists():
        return Erasures([], [])
    with closing(backups.read_only(store)) as connection:
        if connection.execute("PRAGMA user_version").fetchone()[0] < FORGETS_SINCE:
            return Erasures([], [])
        asked = connection.execute("SELECT group_id, print, user_id, at FROM forgotten").fetchall()
        wiped = connection.execute("SELECT wiped_at, group_id, id, given_at FROM referrals WHERE wiped_at IS NOT NULL").fetchall()
        return Erasures(asked, wiped)
