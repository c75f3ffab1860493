"""What a check finds, and how findings are written."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Health(StrEnum):
    """The result of a check; where any is BAD, the command exits with `process.MISCONFIGURED`."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"
    SKIPPED = "skipped"
    """Not checked; the sentence says why."""


MARKS = {Health.GOOD: "✓", Health.NOTE: "!", Health.BAD: "✗", Health.SKIPPED: "–"}


class Finding(Struct, frozen=True):
    """The result of one check: its name, its state, a sentence, and what to do where something is to be done."""

    what: str
    state: Health
    said: str
    facts: Sequence[Mapping[str, Any]] = ()
    cure: str = ""


def as_text(findings: Sequence[Finding]) -> str:
    """The findings as lines for a terminal, each with its mark, and what to do below it."""
    return "\n".join(
        f"{MARKS[each.state]} {each.what}: {each.said}" + (f"\n  → {each.cure}" if each.cure else "") for each in findings
    )


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON array of objects with the fields of Finding."""
    return json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=2, default=str)
