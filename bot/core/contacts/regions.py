"""In which region a group writes its phone numbers."""

from __future__ import annotations

_OF_NO_REGION = frozenset({"EU", "XA", "XC", "XO", "XP", "XD"})
"""How codes of currencies begin that several states share (ISO 4217)."""


def region_of(time_zone: str, currency: str, language: str) -> str:
    """The region's code of ISO 3166; empty where nothing tells.

    A zone lies in one region. Else the currency's code begins with its state's (ISO 4217), and last the language may name one.
    """
    from babel.core import get_global

    name: str = get_global("zone_aliases").get(time_zone, time_zone)
    territory: str = get_global("zone_territories").get(name) or ""
    if len(territory) == len("BR") and territory.isalpha() and territory != "ZZ":
        return territory
    if currency[:2] not in _OF_NO_REGION:
        return currency[:2]
    return language.partition("-")[2].upper()
