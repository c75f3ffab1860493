"""Files of tables for download: written in a thread, and packed where they are too large for Discord."""

from __future__ import annotations

import asyncio
import itertools
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from discord import app_commands

from bot.core.errors import N_, Refused
from bot.core.spreadsheet import files as spreadsheet_files
from cogs._ui import progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from cogs._ui.progress import Counter

XLSX = "xlsx"
FORMATS = [
    app_commands.Choice(name="CSV, for any spreadsheet", value="csv"),
    app_commands.Choice(name="XLSX, for Excel and others", value=XLSX),
]
_ONE_AT_A_TIME = Lock()
"""One file at a time: each thread that computes takes its share of the interpreter lock from the event loop."""
MOST_BYTES = 9_000_000
"""Maximum size of a message's files together: Discord accepts 10 MB with a message, of which the rest of the request needs some."""


class Table(NamedTuple):
    """A table: its name as a CSV file, its title as a sheet, and its rows, headings first, which may be a generator.

    `size` is about how many rows there are, for what counts them.
    """

    name: str
    title: str
    rows: Iterable[Sequence[str]]
    size: int = 0


def counting(tables: Sequence[Table], counter: Counter) -> list[Table]:
    """The tables, whose rows are counted together as they are taken."""
    total = sum(table.size for table in tables)
    rows = itertools.count()

    def taken(table: Table) -> Iterator[Sequence[str]]:
        for row in table.rows:
            counter.tell(min(next(rows), total), total)
            yield row

    return [table._replace(rows=taken(table)) for table in tables]


async def attach(card: Card, words: Words, name: str, kind: str, tables: Sequence[Table], counter: Counter) -> Card:
    """The tables, as one file `name.xlsx` or as a CSV file each; in a ZIP file where they are large. Raises Refused."""
    counter.text = partial(progress.written, words)
    return put(card, await asyncio.to_thread(_written, words, name, kind, counting(tables, counter)))


async def attach_both(
    card: Card, words: Words, name: str, tables: Sequence[Table], more: Mapping[str, bytes], counter: Counter
) -> Card:
    """The tables as one file for spreadsheets, and `more` files after it; all in a ZIP file where they are large. Raises Refused."""
    counter.text = partial(progress.written, words)

    def written() -> Mapping[str, bytes]:
        return _fitting(name, {**_written(words, name, XLSX, counting(tables, counter)), **more})

    return put(card, await asyncio.to_thread(written))


async def attach_file(card: Card, name: str, kind: str, data: bytes) -> Card:
    """A file `name.kind`, packed where it is large. Raises Refused."""
    return put(card, await asyncio.to_thread(_fitting, name, {f"{name}.{kind}": data}))


def put(card: Card, files: Mapping[str, bytes]) -> Card:
    for name, data in files.items():
        card.file(name, data)
    return card


def delimiter(words: Words) -> str:
    """The delimiter of CSV files: spreadsheets expect a semicolon where the comma is the decimal separator."""
    return ";" if words.tag.startswith("pt") else ","


def _written(words: Words, name: str, kind: str, tables: Sequence[Table]) -> Mapping[str, bytes]:
    with _ONE_AT_A_TIME:
        if kind == XLSX:
            files = {f"{name}.xlsx": spreadsheet_files.write_book({table.title: table.rows for table in tables})}
        else:
            files = {f"{table.name}.csv": spreadsheet_files.write_csv(table.rows, delimiter(words)) for table in tables}
        return _fitting(name, files)


def _fitting(name: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    if _size(files) > MOST_BYTES:
        files = {f"{name}.zip": spreadsheet_files.packed(files)}
    if _size(files) > MOST_BYTES:
        raise Refused(
            N_(
                "This file would be larger than Discord lets me send. Choose XLSX, or fewer days where you can; else ask whoever"
                " runs this bot for it."
            )
        )
    return files


def _size(files: Mapping[str, bytes]) -> int:
    return sum(map(len, files.values()))
