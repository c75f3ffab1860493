"""Every secret that the settings hold or name, for the log, which shows none of them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from bot import store_address
from bot.setting_values import ConfigurationError, Secret, read_secret_file
from bot.settings import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings import Settings

FILE = "_file"
"""Ends the name of each setting whose file holds a secret."""


def secrets(chosen: Settings) -> list[str]:
    """The secret settings, the contents of the files that hold one, and passwords in the store's address; the longest first.

    The key that a first start makes is not among them.
    """
    found = {text.strip() for text in _texts(chosen)} - {""}
    # One secret may be part of another, of which the rest would stay in the log.
    return sorted(found, key=len, reverse=True)


def _texts(chosen: Settings) -> Iterator[str]:
    sections = [(section, name, getattr(getattr(chosen, section), name)) for section, name in _keys()]
    yield from (value.text for value in (chosen.token, *(value for _, _, value in sections)) if isinstance(value, Secret))
    for section, name, value in sections:
        if name.endswith(FILE) and value is not None:
            yield from _content(f"{section}.{name}", value)
    yield from store_address.passwords(chosen.database.url)
    if chosen.store.key_file is None:
        yield from _key_beside_store(chosen)


def _keys() -> list[tuple[str, str]]:
    return [(section, each.name) for section, kind in SECTIONS.items() for each in fields(kind)]


def _key_beside_store(chosen: Settings) -> Iterator[str]:
    try:
        file: Path | None = chosen.key().file
    except ConfigurationError:
        return
    if file is not None:
        yield from _content("store.key_file", file)


def _content(name: str, file: Any) -> Iterator[str]:
    """Nothing where the file is not there or can't be read: whoever needs it says so."""
    try:
        yield read_secret_file(name, file)
    except ConfigurationError:
        return
