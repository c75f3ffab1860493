"""The features' declarations are complete: the start, or a check here, notices each declaration that is removed."""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import pytest
from msgspec.structs import asdict, replace

from bot.app import Goodword
from bot.asks.service import ENDINGS
from bot.completeness import check_answered
from bot.core import declarations
from bot.core.declarations import DeclarationError, Declarations, collected, declared
from bot.core.feature import Destination, DigestBlock, Feature
from bot.core.outbox.kinds import channel_of, channels_of
from bot.features import FEATURES
from bot.groups.model import Group
from bot.i18n import words
from bot.membership.members.lifecycle import Step
from bot.membership.members.profile import Switches
from bot.referrals.model import Verb
from bot.weekly.boards.model import BoardName
from tests.conftest import tables_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.db.database import Database

ROOT = Path(__file__).parents[1]
CODE = [path for folder in ("bot", "cogs") for path in sorted((ROOT / folder).rglob("*.py"))]
GROUP = Group(1, referrals_channel_id=11, digest_channel_id=12, moderators_channel_id=13)
QUEUED = {"Message": 1, "tell": 2, "_line": 2}
"""Functions that queue a message, with the index of the argument that is its kind."""
LIMITED = {"take": 3}
"""Functions that count an act, with the index of the argument that names it."""
WRITTEN = {"LogEntry": 2, "note": 2, "_note": 2, "_keep": 3, "changed": 5, "enter": 5}
"""Functions that write to the audit log, with the index of the argument that is the action."""
NOT_IN_HELP = {"help", "join", "referral", "member import", "member export", "member expected", "digest show", "profile show"}
"""Commands that need no line in /help, because buttons lead to them."""
ITEMS = ("messages", "actions", "jobs", "tables", "blocks", "morning_items", "boards", "help", "panel", "switches", "limits")
"""The fields of a declaration that hold named items."""


@cache
def code() -> tuple[list[tuple[str, list[object]]], list[tuple[str, str]]]:
    """All calls in the code, each by the function's name with the constants among its arguments (None for another), and all module
    constants with their values. Parsed once.
    """
    calls: list[tuple[str, list[object]]] = []
    assigned: list[tuple[str, str]] = []
    for path in CODE:
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                calls.append((name, [each.value if isinstance(each, ast.Constant) else None for each in node.args]))
        for node in module.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                assigned += [(getattr(target, "id", ""), str(node.value.value)) for target in node.targets]
    return calls, assigned


def arguments(functions: dict[str, int]) -> set[str]:
    """The constant strings at that index in calls of these functions."""
    called = [(given, functions[name]) for name, given in code()[0] if name in functions]
    return {str(given[at]) for given, at in called if len(given) > at and given[at] is not None}


def constants(name: str) -> set[str]:
    """The values of all module constants of that name."""
    return {value for assigned, value in code()[1] if assigned == name}


def is_in_help(found: Declarations, command: str) -> bool:
    """Whether a line of /help is about the command, names it, or, in a line of its group, names its verb."""
    root, _, verb = command.partition(" ")
    return any(
        command == line.command
        or (verb and f"/{command} " in f"{line.text} ")
        or (verb and line.command.startswith(f"{root} ") and verb in line.text)
        for line in found.help
    )


class Program:
    """What the code does, to be compared with the declarations."""

    def __init__(self, bot: Goodword, tables: set[str]) -> None:
        self.bot, self.tables = bot, tables
        self.queued, self.jobs = arguments(QUEUED), constants("JOB")
        self.limited = arguments(LIMITED)
        self.written = (
            arguments(WRITTEN)
            | {f"member.{step}" for step in Step}
            | set(ENDINGS.values())
            | {f"referral.{verb}" for verb in set(Verb) - {Verb.SAME, Verb.FORGET}}
        )
        self.commands = {
            command.qualified_name for command in bot.tree.walk_commands() if isinstance(command, discord.app_commands.Command)
        }

    def missing(self, found: Declarations) -> list[str]:
        """What the code does and no feature declares."""
        return [
            *(self.queued - found.messages.keys()),
            *(self.written - found.actions.keys()),
            *(self.limited ^ found.limits.keys()),
            *(self.jobs ^ found.jobs.keys()),
            *(self.tables ^ found.tables.keys()),
            *(set(BoardName) ^ {BoardName(name) for name in found.boards}),
            *(asdict(Switches()).keys() ^ found.switches.keys()),
            *(f"/help has no line about {name}" for name in self.commands - NOT_IN_HELP if not is_in_help(found, name)),
        ]

    def check(self, features: tuple[Feature, ...], monkeypatch: pytest.MonkeyPatch) -> None:
        """Run the start's checks and those of this file. Raises DeclarationError."""
        found = collected(features)
        monkeypatch.setattr(declarations, "_current", found)
        router = self.bot.router
        check_answered(self.bot.handlers, self.bot.blocks, self.bot.morning, router.presses, router.forms)
        if missing := self.missing(found):
            raise DeclarationError(str(missing))


@pytest.fixture
async def program(sqlite: Database) -> AsyncIterator[Program]:
    bot = Goodword(sqlite)
    await bot.load_cogs()
    yield Program(bot, set(await tables_of(sqlite)))
    await bot.close()


def without(feature: Feature, item: str, number: int) -> tuple[Feature, ...]:
    """The features without one item of one declaration."""
    listed: tuple[Any, ...] = getattr(feature, item)
    less = replace(feature, **{item: (*listed[:number], *listed[number + 1 :])})
    return tuple(less if each is feature else each for each in FEATURES)


def test_every_declaration_is_listed() -> None:
    paths = [path for path in CODE if path.name in {"feature.py", "own_feature.py"} and path.parent.name != "core"]
    modules = [importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in paths]
    assert len(modules) > 20
    assert [module.__name__ for module in modules if module.FEATURE not in FEATURES] == []
    assert len(FEATURES) == len(modules) + 1, "the core's own stands beside the types"


async def test_what_is_done_is_declared(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert min(len(program.queued), len(program.written), len(program.commands)) > 20, "the checks find what they look for"
    program.check(FEATURES, monkeypatch)


async def test_every_declaration_that_is_taken_away_is_missed(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    unmissed = []
    for feature in FEATURES:
        for item in ITEMS:
            for number, each in enumerate(getattr(feature, item)):
                try:
                    program.check(without(feature, item, number), monkeypatch)
                except DeclarationError:
                    continue
                unmissed.append(f"{feature.name}: {each}")
    assert unmissed == [], "\n".join(unmissed)


async def test_every_feature_that_is_taken_away_is_missed(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for feature in FEATURES:
        rest = tuple(each for each in FEATURES if each is not feature)
        if any(getattr(feature, item) for item in ITEMS):
            with pytest.raises(DeclarationError):
                program.check(rest, monkeypatch)
        else:
            assert feature.services, f"{feature.name} declares nothing"


def test_two_things_of_one_name_are_refused() -> None:
    for item in ITEMS:
        feature = next(each for each in FEATURES if getattr(each, item))
        with pytest.raises(DeclarationError):
            collected((*FEATURES, Feature("another", **{item: getattr(feature, item)[:1]})))


def test_a_message_kind_and_an_action_of_one_name_say_so() -> None:
    members = next(each for each in FEATURES if each.name == "members")
    silent = tuple(replace(action, also_message=False) for action in members.actions)
    with pytest.raises(DeclarationError, match=r"member\.add"):
        collected(replace(each, actions=silent) if each is members else each for each in FEATURES)


def test_everything_declared_is_translated() -> None:
    portuguese = words("pt-BR")
    labels = [
        *(action.label for action in declared().actions.values()),
        *(board.title for board in declared().boards.values()),
        *(line.text for line in declared().help),
        *(each.label for each in declared().panel),
        *(text for switch in declared().switches.values() for text in (switch.label, switch.text)),
    ]
    assert [label for label in labels if portuguese.t(label) == label] == []


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        ("digest", 12),
        ("digest.late", 13),
        ("digest.own", None),
        ("referral.line", 11),
        ("thanks.post", 11),
        ("notice", 13),
        ("need.card", 11),
        ("meeting.card", 12),
    ],
)
def test_a_kind_names_its_channel_whatever_another_is_called(kind: str, channel: int | None) -> None:
    assert channel_of(GROUP, kind) == channel
    assert channels_of(GROUP).get(kind) == channel


def test_a_group_without_channels_has_none() -> None:
    assert channels_of(Group(1)) == {}
    places = {declared().messages[kind].destination for kind in channels_of(GROUP)}
    assert places == {
        Destination.REFERRALS,
        Destination.ASKS,
        Destination.MEETINGS,
        Destination.DIGEST,
        Destination.MODERATORS,
    }


def test_messages_to_a_person_have_a_switch_and_one_line_about_them() -> None:
    switched = [each for each in declared().messages.values() if each.switch is not None]
    assert {each.name for each in switched if each.destination is not Destination.PERSON} == {"introduction.line"}


def test_the_fields_of_a_declaration_are_all_used() -> None:
    """A field that no feature uses would be dead code."""
    unused = [name for name in Feature.__struct_fields__ if not any(getattr(feature, name) for feature in FEATURES)]
    assert unused == []


async def test_a_section_of_the_digest_says_in_one_way_how_it_is_read() -> None:
    async def read(*_: object) -> None: ...

    for given in ({}, {"compose": read, "gather": read}):
        with pytest.raises(ValueError, match="section odd needs either compose or gather"):
            DigestBlock("odd", 1, **given)
