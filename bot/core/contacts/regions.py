"""The region by whose numbering plan a group's phone numbers are read."""

from __future__ import annotations

_OF_NO_REGION = frozenset({"EU", "XA", "XC", "XO", "XP", "XD"})
"""First two letters of ISO 4217 codes of currencies that several states share; no state has them as its ISO 3166 code."""


def region_of(time_zone: str, currency: str, language: str) -> str:
    """The ISO 3166 code of the group's region; empty where its settings do not decide it.

    Taken from the time zone (CLDR's territories of zones), else from the currency, whose code begins with its state's (ISO 4217),
    else from the language tag (pt-BR).
    """
    from babel.core import get_global

    name: str = get_global("zone_aliases").get(time_zone, time_zone)
    territory: str = get_global("zone_territories").get(name) or ""
    # 001 (world) and ZZ (unknown) are CLDR's codes for zones of no single region, such as UTC.
    if len(territory) == len("BR") and territory.isalpha() and territory != "ZZ":
        return territory
    if currency[:2] not in _OF_NO_REGION:
        return currency[:2]
    return language.partition("-")[2].upper()
