"""Write docs/licences.md: the licence of everything that a machine which runs Goodword may install (`make licences`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tools.audit import REQUIREMENTS, locked

PAGE = Path(__file__).parent.parent / "docs" / "licences.md"
HEAD = """\
# Licences

Goodword is under the [MIT licence](../LICENSE). With `make run`, and for metrics and Sentry with `make .venv/.watch`, these packages are
installed beside it, each under its own, as for matching by meaning with `make .venv/.smart`; the page is written by `make licences`, and a
test compares it with `requirements/watch.txt` and `smart.txt`. The fonts of the pictures are in
[cogs/_ui/fonts](../cogs/_ui/fonts/README.md), under the SIL Open Font License 1.1.
`bot/locales/*/cldr.json` and `bot/core/contacts/zones.txt` are from CLDR: copyright © 1991-2026 Unicode, Inc., under the [Unicode License v3](https://www.unicode.org/license.txt).

| package | licence | where |
|---|---|---|
"""
ONLY_ELSEWHERE = {"audioop-lts": ("PSF-2.0", "https://github.com/AbstractUmbra/audioop")}
"""Packages that only other versions of Python need, which are not installed where the page is written."""


def main() -> None:
    names = sorted(locked("".join((REQUIREMENTS / f"{extra}.txt").read_text(encoding="utf-8") for extra in ("watch", "smart"))))
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--with-urls", "--packages", *names]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own arguments
    found = {_name(each["Name"]): (each["License"], each["URL"]) for each in json.loads(told)} | ONLY_ELSEWHERE
    found["certifi"] = ("MPL-2.0", found["certifi"][1])  # its metadata has the long name alone
    found["pyrage"] = ("MIT", found["pyrage"][1])  # its licence stands in its repository, not in its metadata
    lines = [f"| {name} | {found[name][0]} | {found[name][1]} |\n" for name in names]
    PAGE.write_text(HEAD + "".join(lines).replace("UNKNOWN", "–"), encoding="utf-8")


def _name(name: str) -> str:
    return next(iter(locked(f"{name}==")))


if __name__ == "__main__":
    main()
