"""Time zones by the names people know them by."""

from __future__ import annotations

import difflib
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.core.errors import N_, Refused
from bot.core.text import plain


@cache
def zones() -> dict[str, str]:
    """IANA's zones of places (and UTC) by the form in which they are searched."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return {plain(name).replace("_", " "): name for name in [*names, "UTC"]}


def read_zone(text: str) -> str:
    """The zone's exact name. Raises Refused, with the nearest ones, where there is no such zone."""
    wanted = plain(text[:100]).replace("_", " ")
    known = zones()
    if wanted in known:
        ZoneInfo(known[wanted])
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) or ["america/sao paulo", "europe/lisbon"]
    raise Refused(
        N_("I don't know the time zone “{zone}”. Did you mean {nearest}?"),
        zone=text[:60],
        nearest=" / ".join(known[name] for name in near),
    )


def matching(text: str, most: int) -> list[str]:
    """Zones whose name holds what was typed, for autocomplete."""
    wanted = plain(text[:100]).replace("_", " ")
    return [name for searched, name in zones().items() if wanted in searched][:most]
