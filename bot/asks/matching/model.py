"""What is matched, and what comes of it: plain records that know neither tables nor Discord."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

SUGGESTED = 3
"""The most members who are suggested for one need."""
SEARCHED = 500
"""The most texts of a group that a search looks at: the newest."""
LETTERS = 600
"""Maximum number of characters of a need or a search that are matched; the rest is ignored."""

PROFILE = "profile"
"""Kind of the vector of what a member says of themselves; the others are those of `EntryKind`."""


class EntryKind(StrEnum):
    """What kind of text an `Entry` is."""

    NEED = "need"
    QUESTION = "question"
    ANSWER = "answer"
    TIP = "tip"


class Query(Struct, frozen=True):
    """What a member asks of their group, as they typed it. `trades` are those that they chose, by the names under which they chose them."""

    author_id: int
    text: str
    trades: tuple[str, ...] = ()


class Match(Struct, frozen=True):
    """A member to ask. `words` speak for them: words or short pieces of their own profile, as they wrote them, best first."""

    user_id: int
    name: str
    words: tuple[str, ...]


class Entry(NamedTuple):
    """A text of the group that can be found again. `id` is the caller's; two kinds may use the same."""

    id: int
    kind: EntryKind
    text: str
    author_id: int
    trades: tuple[str, ...] = ()
    """Of a need: the trades that its author chose, by their names."""
    is_helped: bool = False
    """Whether somebody said that it helped them: for a question, that one of its answers did."""
