"""What of an odd interaction is needed to answer it, and which ids are none."""

from __future__ import annotations

import copy
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.gateway.interactions import check, reduced
from bot.gateway.oddities import Odd, said_of

ODD = {
    "id": "7",
    "token": "secret",
    "type": 2,
    "application_id": "9",
    "guild_id": "8",
    "member": {"user": {"id": "5"}, "roles": "none"},
    "data": {"name": 1},
}


def test_no_more_of_it_is_kept_than_an_answer_needs() -> None:
    least = reduced(ODD)
    assert least is not None
    assert (least["id"], least["token"], least["guild_id"], least["member"]["user"]["id"]) == ("7", "secret", "8", "5")
    assert (least["member"]["roles"], least["data"]) == ([], {"name": ""})


@pytest.mark.parametrize("wrong", [str(2**63), "0", "-1", "1e3", "٣", "", 7, None])
def test_an_id_is_a_positive_number_of_63_bits_sent_as_text(wrong: object) -> None:
    assert reduced({**ODD, "id": str(2**63 - 1)}) is not None
    assert reduced({**ODD, "id": wrong}) is None
    assert reduced({**ODD, "member": {"user": {"id": wrong}}}) is None


@app_commands.command(name="pass")
@app_commands.choices(kind=[app_commands.Choice(name="Direct", value="direct"), app_commands.Choice(name="Lead", value="lead")])
async def passing(
    _: Any, member: discord.User, kind: str, times: app_commands.Range[int, 1, 3] = 1, note: app_commands.Range[str, 2, 5] = "ok"
) -> None:
    """A command with an option of each kind that is checked."""


@pytest.fixture(scope="module")
def tree() -> app_commands.CommandTree[Any]:
    found: app_commands.CommandTree[Any] = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    found.add_command(passing)
    return found


MEMBER = {"name": "member", "type": 6, "value": "6"}
KIND = {"name": "kind", "type": 3, "value": "lead"}
PERSON = {"id": "6", "username": "caio"}


def command(*options: dict[str, Any], person: dict[str, Any] = PERSON) -> dict[str, Any]:
    data = {"type": 1, "name": "pass", "options": [*options], "resolved": {"users": {"6": person}}}
    return copy.deepcopy({**ODD, "member": {"user": {"id": "5"}}, "data": data})


def option(name: str, kind: int, value: object) -> dict[str, Any]:
    return {"name": name, "type": kind, "value": value}


def test_options_as_they_are_declared_are_taken(tree: app_commands.CommandTree[Any]) -> None:
    for options in ((), (option("times", 4, 1),), (option("times", 4, 3), option("note", 3, "fives"))):
        check(command(MEMBER, KIND, *options), tree)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((KIND,), "missing, or given twice"),
        ((MEMBER, KIND, KIND), "missing, or given twice"),
        ((MEMBER, option("kind", 3, "friend")), "none of its choices"),
        ((MEMBER, KIND, option("times", 4, 0)), "out of its range"),
        ((MEMBER, KIND, option("times", 4, 4)), "out of its range"),
        ((MEMBER, KIND, option("times", 4, True)), "of another type"),
        ((MEMBER, KIND, option("note", 3, "x")), "out of its range"),
        ((MEMBER, KIND, option("note", 3, "x" * 6)), "out of its range"),
        ((MEMBER, KIND, option("other", 3, "x")), "not the command's"),
        ((option("member", 6, "7"), KIND), "what an option names is missing"),
    ],
)
def test_options_that_are_not_as_declared_are_odd(
    tree: app_commands.CommandTree[Any], options: tuple[dict[str, Any], ...], said: str
) -> None:
    with pytest.raises(Odd, match=said):
        check(command(*options), tree)


def test_what_an_id_stands_for_has_that_id(tree: app_commands.CommandTree[Any]) -> None:
    with pytest.raises(Odd, match="has others"):
        check(command(MEMBER, KIND, person={**PERSON, "id": "7"}), tree)


@pytest.mark.parametrize(
    ("values", "is_offered"), [(["a"], True), (["c"], False), (["a", "b"], False), ([], False), (["a", "a"], False)]
)
def test_what_is_chosen_was_offered(tree: app_commands.CommandTree[Any], values: list[str], is_offered: bool) -> None:
    options = [{"label": value, "value": value} for value in "ab"]
    menu = {"type": 3, "custom_id": "me:period", "options": options}
    message = {"components": [{"type": 17, "components": [{"type": 1, "components": [menu]}]}]}
    data = {"custom_id": "me:period", "component_type": 3, "values": values}
    pressed = copy.deepcopy({**ODD, "type": 3, "member": {"user": {"id": "5"}}, "data": data, "message": message})
    if is_offered:
        check(pressed, tree)
        return
    with pytest.raises(Odd, match="what was chosen"):
        check(pressed, tree)


def test_the_log_names_the_kind_of_an_error_and_its_place_without_its_text() -> None:
    def parse() -> None:
        raise ValueError("Maria Souza")

    with pytest.raises(ValueError, match="Maria") as problem:
        parse()
    assert said_of(problem.value) == "ValueError in parse"
    wrapped = RuntimeError("of Maria")
    wrapped.__cause__ = problem.value
    assert said_of(wrapped) == "ValueError in parse"
    assert said_of(KeyError("Maria")) == "KeyError"
    assert said_of(Odd("it has no data")) == "it has no data"
