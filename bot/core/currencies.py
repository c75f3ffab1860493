"""The currencies in force and their minor units, from ISO 4217's list one.

The `iso4217` package carries the list as the standard's maintenance agency publishes it
(https://www.six-group.com/en/products-services/financial-information/data-standards.html), and the version of the package ends with the
list's date. CLDR, which Babel brings, serves for writing only: it leaves out minor units that are no longer coined, and pycountry has none.
"""

from __future__ import annotations

import iso4217

PUBLISHED = iso4217.__published__
"""The date of the list."""

_UNITS_OF_ACCOUNT = frozenset({"UYW", "XAD"})
"""Listed without the mark of a fund, though nobody pays in them: Uruguay's pension unit, the Arab Monetary Fund's dinar."""


def _in_force() -> dict[str, int]:
    """Codes with their minor digits, without funds, metals, test codes and units of account."""
    found: dict[str, int] = {}
    for entry in iso4217.raw_xml.iterfind("CcyTbl/CcyNtry"):
        code, digits = entry.findtext("Ccy"), entry.findtext("CcyMnrUnts", "").strip()
        name = entry.find("CcyNm")
        fund = name is not None and name.get("IsFund") == "true"
        if code and digits.isdecimal() and not fund and code not in _UNITS_OF_ACCOUNT:
            found[code] = int(digits)
    return found


MINOR_DIGITS = _in_force()
"""How many decimal digits an amount in each currency has: {"BRL": 2, "JPY": 0, …}."""
