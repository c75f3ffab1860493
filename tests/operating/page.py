"""docs/operating.md as a test reads it: its blocks of commands and of settings, in order, with the section that they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operating.md"
CONTAINER = "In a container"
"""The section that is for another machine: one with Docker, and nothing installed."""
_PART = re.compile(
    r"^## (?P<section>.+?)$|^(?P<indent> *)```(?P<kind>\w+)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `kind` is its language, such as sh."""

    section: str
    kind: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The commands: every line that is no comment alone; one that ends with a backslash goes on in the next."""
        joined = self.text.replace("\\\n", " ")
        return [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def blocks() -> list[Block]:
    section, found = "", []
    for part in _PART.finditer(text()):
        if part["section"]:
            section = part["section"]
        else:
            found.append(Block(section, part["kind"], part["text"]))
    return found


def with_values(config: str, given: str) -> str:
    """A configuration file after the keys of `given` were written into it: in their sections, in the place of former values."""
    section = ""
    for line in given.splitlines():
        if line.startswith("["):
            section = line
            if section not in config.splitlines():
                config += f"\n{section}\n"
        elif "=" in line:
            key = line.split("=")[0].strip()
            head, rest = config.split(f"{section}\n", 1)
            own, bracket, others = rest.partition("\n[")
            own = "\n".join(each for each in own.splitlines() if each.split("=")[0].strip() != key)
            config = f"{head}{section}\n{line}\n{own}\n{bracket}{others}"
    return config
