"""The range of gateway shards of one process (https://docs.discord.com/developers/topics/gateway#sharding)."""

from __future__ import annotations

from msgspec import Struct


class Shards(Struct, frozen=True):
    """The shards `first` to `last`, both included, of `count`. A group belongs to shard `(group_id >> 22) % count`."""

    first: int
    last: int
    count: int

    @property
    def ids(self) -> range:
        """The shards' numbers, in ascending order."""
        return range(self.first, self.last + 1)

    @property
    def are_all(self) -> bool:
        """Whether the range covers all shards, so that there is no other process."""
        return len(self.ids) == self.count

    def __str__(self) -> str:
        which = f"shard {self.first}" if self.first == self.last else f"shards {self.first}-{self.last}"
        return f"{which} of {self.count}"
