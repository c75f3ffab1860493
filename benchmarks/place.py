"""The environment of one run: the group, the stand-ins, and the folder of the stores."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.driver import Bench, Process
from benchmarks.seed import KEY_TEXT

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from tests.standin import Channel, User


@dataclass
class Place:
    """The group in all three stand-ins, and the folder with a store for each bot."""

    folder: Path
    good: Bench
    floor: Bench
    cards: Bench
    people: list[User]
    channel: Channel
    options: argparse.Namespace
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        print(line, flush=True)
        self.lines.append(line)

    def bot(self, store: str = "good.db", **environment: str) -> Process:
        url = f"sqlite:///{self.folder / store}"
        return Process.start(self.good, "bot", "run", GOODWORD_DATABASE__URL=url, GOODWORD_STORE__KEY=KEY_TEXT, **environment)

    def bare_bot(self) -> Process:
        return self._floor(self.floor, "floor.db")

    def bare_bot_with_cards(self) -> Process:
        return self._floor(self.cards, "cards.db", FLOOR_CARDS="1")

    def _floor(self, standin: Bench, store: str, **more: str) -> Process:
        paths = {"FLOOR_RECORDED": str(self.folder / "recorded.json"), "FLOOR_STORE": str(self.folder / store)}
        return Process.start(standin, "benchmarks.baseline", **paths, **more)
