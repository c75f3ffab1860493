"""Time zones of the IANA database (RFC 6557), read from what people type."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.core.errors import N_, Refused
from bot.core.text import plain


@cache
def zones() -> dict[str, str]:
    """{folded form: name} of the zones that are named by a place, and UTC. `Etc/GMT+3` and its like, whose signs are inverted, are out."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return {plain(name).replace("_", " "): name for name in [*names, "UTC"]}


def read_zone(text: str) -> str:
    """The zone's name in the IANA database. Raises Refused, with the nearest names, where there is no such zone."""
    wanted = plain(text[:100]).replace("_", " ")
    known = zones()
    if wanted in known:
        # Load it now: a zone whose file can't be read raises here and not at each later use.
        ZoneInfo(known[wanted])
        return known[wanted]
    import difflib

    # `wanted` was cut: difflib compares in quadratic time
    # (https://docs.python.org/3/library/difflib.html#difflib.SequenceMatcher).
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) or ["america/sao paulo", "europe/lisbon"]
    raise Refused(
        N_("I don't know the time zone “{zone}”. Did you mean {nearest}?"),
        zone=text[:60],
        nearest=" / ".join(known[name] for name in near),
    )


def matching(text: str, most: int) -> list[str]:
    """At most `most` names that contain the typed text, for autocomplete."""
    wanted = plain(text[:100]).replace("_", " ")
    return [name for searched, name in zones().items() if wanted in searched][:most]
