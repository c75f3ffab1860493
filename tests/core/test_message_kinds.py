"""Every kind of message that the code queues has its place."""

import ast
from pathlib import Path

import pytest

from bot.core.outbox.kinds import KINDS, Place, channel_of, channels_of
from bot.core.outbox.model import BY_THE_CLOCK
from bot.groups.model import Group
from bot.membership.members.profile import SWITCHED

ROOT = Path(__file__).parents[2]
CODE = [path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")]
GROUP = Group(1, referrals_channel_id=11, digest_channel_id=12, moderators_channel_id=13)
ARGUMENT = {"Message": 1, "tell": 2, "_line": 2}
"""Functions that queue something, and which of their arguments is its kind."""


def queued() -> set[str]:
    """The kinds that are written where something is queued."""
    found: set[str] = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = ARGUMENT.get(name)
            if at is not None and len(node.args) > at and isinstance(node.args[at], ast.Constant):
                found.add(str(node.args[at].value))
    return found


def test_what_is_queued_has_a_place() -> None:
    assert len(queued()) > 20
    assert queued() <= KINDS.keys()
    assert BY_THE_CLOCK | SWITCHED.keys() <= KINDS.keys()


@pytest.mark.parametrize(
    ("kind", "channel"),
    [("digest", 12), ("digest.late", 13), ("digest.own", None), ("referral.line", 11), ("thanks.post", 11), ("notice", 13)],
)
def test_a_kind_names_its_channel_whatever_another_is_called(kind: str, channel: int | None) -> None:
    assert channel_of(GROUP, kind) == channel
    assert channels_of(GROUP).get(kind) == channel


def test_a_group_without_channels_has_none() -> None:
    assert channels_of(Group(1)) == {}
    assert {KINDS[kind] for kind in channels_of(GROUP)} == {Place.REFERRALS, Place.DIGEST, Place.MODERATORS}
