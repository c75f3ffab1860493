"""What every script here shares: its arguments, the spread of repeated measurements, and its tables in Markdown."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of repeated measurements, and the quartiles around it."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, measured: Sequence[float]) -> Spread:
        """Raises statistics.StatisticsError where nothing was measured."""
        if len(measured) < 2:
            return cls(median(measured), median(measured), median(measured))
        low, _, high = quantiles(measured, n=4, method="inclusive")
        return cls(median(measured), low, high)

    def __format__(self, spec: str) -> str:
        """The median with the quartiles in brackets, each in the format of `spec`."""
        return f"{self.median:{spec}} ({self.low:{spec}} to {self.high:{spec}})"


def percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


@dataclass
class Report:
    """What a script found: printed as it comes, and written to `path` at the end where there is one."""

    path: Path | None = None
    lines: list[str] = field(default_factory=list)

    def say(self, text: str = "") -> None:
        print(text, flush=True)
        self.lines.append(text)
        if self.path is not None:
            self.path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        self.say(f"\n{table(head, rows)}\n")


def parser(doc: str | None) -> argparse.ArgumentParser:
    """The arguments of a script; every one can write its tables to a file."""
    made = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there too")
    return made
