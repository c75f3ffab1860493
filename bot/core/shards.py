"""Which of a bot's connections to Discord a process has, where several processes share one bot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shards:
    """From `first` to `last`, both included, of `count` in all. Each has the groups whose id falls to it."""

    first: int
    last: int
    count: int

    @property
    def ids(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def are_all(self) -> bool:
        """Whether nothing is left for another process."""
        return len(self.ids) == self.count

    def __str__(self) -> str:
        which = f"shard {self.first}" if self.first == self.last else f"shards {self.first}-{self.last}"
        return f"{which} of {self.count}"
