"""Random rows in every table of a SQLite store, with every kind of value, whose references hold."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    "",
    "Ana",
    'O\'Hara "&" Söhne',
    "São Paulo\n2nd line\t;",
    "名前 👩🏽‍🌾",
    "\\N",
    "\\.",
    "NULL",
    "Zz",
    "zZ",
    "ß",
    " ",
    "a" * 4000,
)


def fill(path: Path, seed: int, rows: int = 40) -> None:
    chance = random.Random(seed)
    with closing(sqlite3.connect(path)) as store, store:
        names = [
            name
            for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            if name != "meta"
        ]
        references = {name: {row[3]: row[2] for row in store.execute(f"PRAGMA foreign_key_list({name})")} for name in names}
        order = TopologicalSorter({name: set(references[name].values()) for name in names})
        for table in order.static_order():
            for number in range(rows):
                _insert(store, table, references[table], chance, number)
        store.execute("INSERT INTO meta (name, value) VALUES ('payload', ?)", (TEXTS[4],))
        # The sequence is now ahead of the rows.
        store.execute("DELETE FROM outbox WHERE id = (SELECT MAX(id) FROM outbox)")


def _insert(store: sqlite3.Connection, table: str, references: dict[str, str], chance: random.Random, number: int) -> None:
    given: dict[str, Any] = {}
    for _, name, kind, required, _, in_key in store.execute(f"PRAGMA table_info({table})"):
        if name in references:
            key = "group_id" if references[table_of := name] == "groups" else "id"
            found = store.execute(f"SELECT {key} FROM {references[table_of]} ORDER BY RANDOM() LIMIT 1").fetchone()
            given[name] = found[0]
        elif name == "id" and kind == "INTEGER":
            continue
        elif name == "sign":
            given[name] = chance.choice((-1, 1))
        elif not required and not in_key and chance.random() < 0.3:
            given[name] = None
        elif kind == "INTEGER":
            given[name] = chance.choice((0, 1, -1, chance.randrange(-(2**62), 2**62)))
        elif kind == "BLOB":
            given[name] = chance.randbytes(chance.choice((0, 1, 60)))
        else:
            given[name] = chance.choice(TEXTS)
        if (in_key or name in {"key", "number", "nonce"}) and name not in references:
            given[name] = (
                f"{number} {given[name]}" if kind == "TEXT" else number if kind == "INTEGER" else bytes([number]) + b"\x00"
            )
    # A key of references alone may be drawn twice.
    store.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(given)}) VALUES ({', '.join('?' * len(given))})", [*given.values()])
