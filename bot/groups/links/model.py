"""Links of a group to others, and the code by which two groups' moderators make one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

MOST_LINKS = 10
"""Maximum number of groups that one group is linked with."""
CODE_LASTS = timedelta(days=1)
"""How long a code can be used."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 characters, without those that look like another: I, O, 0, 1."""
_LENGTH, _PART = 12, 4


class Link(Struct, frozen=True):
    """Another group with which a group is linked, or was: its id, and its server's name."""

    other_id: int
    name: str


class Code(Struct, frozen=True):
    """A code as its maker reads it, and until when it can be used."""

    text: str
    expires_at: datetime


class Offered(Struct, frozen=True):
    """The group that made a code, its server's name, and whether the bot is in that server."""

    group_id: int
    name: str
    made_by: int
    has_bot: bool


def new_code() -> str:
    """A code at random, of 60 bits, in parts of four characters such as ABCD-EFGH-JKLM."""
    text = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(text[start : start + _PART] for start in range(0, _LENGTH, _PART))


def read_code(typed: str) -> str:
    """A typed code without what people add or leave out: case, blanks, hyphens."""
    return "".join(each for each in typed.upper() if each in _LETTERS)
