"""Tables that people take home: files for spreadsheets, written beside the loop and small enough for Discord."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from discord import app_commands

from bot.core.errors import N_, Refused
from bot.core.spreadsheet import files as spreadsheet_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.i18n import Words
    from cogs._ui.cards import Card

XLSX = "xlsx"
FORMATS = [
    app_commands.Choice(name="CSV, for any spreadsheet", value="csv"),
    app_commands.Choice(name="XLSX, for Excel and others", value=XLSX),
]
_ONE_AT_A_TIME = Lock()
"""Several would take the interpreter from the loop for several times as long."""
MOST_BYTES = 9_000_000
"""Discord takes ten million with a message, and the rest of it needs some too."""


class Table(NamedTuple):
    """A CSV file's name, or a sheet's title; the first row is the headings. Rows may be made while they are written."""

    name: str
    title: str
    rows: Iterable[Sequence[str]]


async def attach(card: Card, words: Words, name: str, kind: str, tables: Sequence[Table]) -> Card:
    """The tables, as one file `name.xlsx` or as a CSV file each; in a ZIP file where they are large. Raises Refused."""
    return put(card, await asyncio.to_thread(_written, words, name, kind, tables))


async def attach_both(card: Card, words: Words, name: str, tables: Sequence[Table], more: Mapping[str, bytes]) -> Card:
    """The tables as one file for spreadsheets, and `more` files behind it; all in a ZIP file where they are large. Raises Refused."""

    def written() -> Mapping[str, bytes]:
        return _fitting(name, {**_written(words, name, XLSX, tables), **more})

    return put(card, await asyncio.to_thread(written))


async def attach_file(card: Card, name: str, kind: str, data: bytes) -> Card:
    """A file `name.kind`, packed where it is large. Raises Refused."""
    return put(card, await asyncio.to_thread(_fitting, name, {f"{name}.{kind}": data}))


def put(card: Card, files: Mapping[str, bytes]) -> Card:
    for name, data in files.items():
        card.file(name, data)
    return card


def delimiter(words: Words) -> str:
    """What spreadsheets expect where the comma stands within numbers."""
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
