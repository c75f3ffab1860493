"""The region by whose numbering plan a group's phone numbers are read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ZONES = Path(__file__).with_name("zones.txt")
"""Lines of a territory's ISO 3166 code and the time zones in it, by CLDR, of which `tools/cldr.py` writes what is needed here."""
_OF_NO_REGION = frozenset({"EU", "XA", "XC", "XO", "XP", "XD"})
"""First two letters of ISO 4217 codes of currencies that several states share; no state has them as its ISO 3166 code."""


def region_of(time_zone: str, currency: str, language: str) -> str:
    """The ISO 3166 code of the group's region; empty where its settings do not decide it.

    Taken from the time zone (CLDR's territories of zones), else from the currency, whose code begins with its state's (ISO 4217),
    else from the language tag (pt-BR).
    """
    if territory := territories().get(time_zone):
        return territory
    if currency[:2] not in _OF_NO_REGION:
        return currency[:2]
    return language.partition("-")[2].upper()


@cache
def territories() -> dict[str, str]:
    """The territory of each time zone that is in a single one."""
    lines = map(str.split, ZONES.read_text(encoding="ascii").splitlines())
    return {zone: territory for territory, *zones in lines for zone in zones}
