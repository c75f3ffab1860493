"""Ask PyPI's advisories about every package that requirements/*.txt lock (`make audit`). Needs the network.

Exits with 1 where one has a known vulnerability, and where one was not looked up: by itself `pip-audit` ends with 0 when it skipped
them all, as it does behind a mirror that has no advisories (https://github.com/pypa/pip-audit#exit-codes).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REQUIREMENTS = Path(__file__).parent.parent / "requirements"


def locked(text: str) -> set[str]:
    """The names in a requirements file, normalised (PEP 503)."""
    return {_normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


def problems(names: set[str], report: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a report of `pip-audit --format json` about the packages `names`, a line each."""
    looked_up = [package for package in report["dependencies"] if "skip_reason" not in package]
    for package in looked_up:
        for found in package["vulns"]:
            cure = f"fixed in {', '.join(found['fix_versions'])}" if found["fix_versions"] else "no version with a fix"
            yield f"{package['name']} {package['version']}: {found['id']}, {cure}"
    if missed := sorted(names - {_normal(package["name"]) for package in looked_up}):
        yield f"{len(missed)} of {len(names)} packages were not looked up: {', '.join(missed)}"
    if not looked_up:
        yield "no package was looked up"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    found: list[str] = []
    for file in sorted(REQUIREMENTS.glob("*.txt")):
        command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json", "-r", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
        # It exits with 1 for a vulnerability too, which stands in its output; without any it did not run.
        if not done.stdout:
            sys.exit(f"pip-audit did not work on {file.name}:\n{done.stderr}")
        names = _for_this_machine(file.read_text(encoding="utf-8"))
        found += [f"{file.name}: {line}" for line in problems(names, json.loads(done.stdout))]
        sys.stdout.write(f"{file.name}: {len(names)} packages\n")
    sys.exit("\n".join(found) or 0)


def _for_this_machine(text: str) -> set[str]:
    """The locked names without those that an environment marker leaves to other systems (`; sys_platform == …`)."""
    return locked("\n".join(line for line in text.splitlines() if ";" not in line))


if __name__ == "__main__":
    main()
