"""Compares the commands that Discord has with those of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.app import Goodword

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.db.database import Database


async def differences(database: Database | None, registered: Sequence[Mapping[str, Any]]) -> list[str] | None:
    """Names of commands that only one side has, or that have other options there; None without a store, over which the bot is made."""
    if database is None:
        return None
    goodword = Goodword(database, shard_count=1)  # not connected, and not closed: the store is the caller's
    await goodword.load_cogs()
    ours = {_shape(command.to_dict(goodword.tree)) for command in goodword.tree.get_commands()}
    theirs = {_shape(command) for command in registered}
    return sorted({str(name) for _, name, _ in ours ^ theirs})


def _shape(command: Mapping[str, Any]) -> tuple[int, str, tuple[Any, ...]]:
    """What callers depend on: type and name, and the same of every option, with whether it is required."""
    options = tuple((*_shape(each), bool(each.get("required"))) for each in command.get("options") or ())
    return int(command.get("type") or 1), str(command["name"]), options
