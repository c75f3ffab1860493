"""Writes `bot/core/currencies.txt`, the currencies in force, from ISO 4217's list one: `make words`.

The package `iso4217` carries the list as the standard's maintenance agency publishes it
(https://www.six-group.com/en/products-services/financial-information/data-standards.html), and the version of the package ends with the
list's date. CLDR leaves out minor units that are no longer coined, and pycountry has none.
"""

from __future__ import annotations

import iso4217

from bot.core.currencies import LIST

UNITS_OF_ACCOUNT = frozenset({"UYW", "XAD"})
"""Listed without the mark of a fund, though nobody pays in them: Uruguay's pension unit, the Arab Monetary Fund's dinar."""


def in_force() -> dict[str, int]:
    """Codes with their minor digits, without funds, metals, test codes and units of account."""
    found: dict[str, int] = {}
    for entry in iso4217.raw_xml.iterfind("CcyTbl/CcyNtry"):
        code, digits = entry.findtext("Ccy"), entry.findtext("CcyMnrUnts", "").strip()
        name = entry.find("CcyNm")
        fund = name is not None and name.get("IsFund") == "true"
        if code and digits.isdecimal() and not fund and code not in UNITS_OF_ACCOUNT:
            found[code] = int(digits)
    return found


def main() -> None:
    LIST.write_text("".join(f"{code} {digits}\n" for code, digits in sorted(in_force().items())), encoding="ascii")


if __name__ == "__main__":
    main()
