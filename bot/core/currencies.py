"""The currencies in force and their minor units, from ISO 4217's list one, of which `tools/currencies.py` writes what is needed here."""

from __future__ import annotations

from pathlib import Path

LIST = Path(__file__).with_name("currencies.txt")
"""Lines of a code and its digits."""

MINOR_DIGITS = {code: int(digits) for code, digits in map(str.split, LIST.read_text(encoding="ascii").splitlines())}
"""How many decimal digits an amount in each currency has: {"BRL": 2, "JPY": 0, …}."""
