"""The command tree, as Discord is told of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.authorisation import COMMANDS
from bot.i18n import FAMILIES, words
from tools.catalogues import loaded, path_of, read
from tools.golden import GOLDEN, payloads

GUIDES = Path(__file__).parent.parent.parent / "docs"
NAME = re.compile(r"[-_'\w]{1,32}")
PLACE = re.compile(r"\{(\w+)\}")
CALLED = re.compile(r"(?<![\w/])/(?P<first>\w+)(?: (?P<second>\w+))?|(?<![\w{])(?P<option>[a-z]+_[a-z_]+)(?![\w}])")
"""A command or an option in a sentence."""
HIDDEN = 32
"""Manage Server: what /group asks for by default."""
SUBCOMMANDS = {1, 2}


@pytest.fixture
async def told() -> dict[str, Any]:
    return await payloads()


def parts(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """A command, its subcommands, options and choices."""
    return [payload, *(inner for name in ("options", "choices") for part in payload.get(name, []) for inner in parts(part))]


async def test_every_command_has_a_row_in_the_table() -> None:
    bot = await loaded()
    commands = {command.qualified_name for command in bot.tree.walk_commands() if not hasattr(command, "commands")}
    menus = {menu.name for kind in (2, 3) for menu in bot.tree.get_commands(type=_kind(kind))}
    assert commands | menus == set(COMMANDS)


def _kind(value: int) -> Any:
    from discord import AppCommandType

    return AppCommandType(value)


async def test_texts_keep_discords_limits_in_every_language(told: dict[str, Any]) -> None:
    for payload in told.values():
        menu = payload["type"] != 1
        total = 0
        for part in parts(payload):
            choice = "value" in part
            for name in [part["name"], *(part.get("name_localizations") or {}).values()]:
                assert len(name) <= (100 if choice else 32), name
                assert choice or menu or (NAME.fullmatch(name) and name == name.lower()), name
            for text in [part.get("description", ""), *(part.get("description_localizations") or {}).values()]:
                assert len(text) <= 100, text
                total += len(text)
            assert len(part.get("options", [])) <= 25
            assert len(part.get("choices", [])) <= 25
            required = [option.get("required", False) for option in part.get("options", []) if option["type"] not in SUBCOMMANDS]
            assert required == sorted(required, reverse=True), "what is required comes first"
            if not choice and not menu:
                assert part["description"], part["name"]
        assert total <= 8000, payload["name"]
    assert sum(payload["type"] == 2 for payload in told.values()) <= 5
    assert sum(payload["type"] == 1 for payload in told.values()) <= 100


async def test_everything_is_translated(told: dict[str, Any]) -> None:
    same = {"English", "Português (Brasil)"}
    for payload in told.values():
        for part in parts(payload):
            if part["name"] not in same:
                assert "pt-BR" in part.get("name_localizations", {}), part["name"]
            if part.get("description"):
                assert "pt-BR" in part.get("description_localizations", {}), part["description"]


async def test_every_sentence_names_commands_as_its_reader_finds_them(told: dict[str, Any]) -> None:
    slash = {name: payload for name, payload in told.items() if payload["type"] == 1}
    families = {name for name, each in slash.items() if any(part["type"] in SUBCOMMANDS for part in each.get("options", []))}
    assert families == FAMILIES
    named = [part for payload in slash.values() for part in parts(payload) if "value" not in part]
    english = {part["name"] for part in named} - {part["name_localizations"]["pt-BR"] for part in named}
    families |= {slash[name]["name_localizations"]["pt-BR"] for name in families}
    said = [text for part in named for text in part["description_localizations"].values()]
    guides = [path.read_text(encoding="utf-8") for path in GUIDES.glob("para-*.md")]
    assert guides
    said += guides
    for message in read(path_of("pt-BR", "goodword"), "pt-BR"):
        one, *more = message.id if isinstance(message.id, tuple) else (message.id,)
        places = dict.fromkeys(set(PLACE.findall("".join((one, *more)))) - {"count"}, "")
        said += [words("pt-BR").n(one, *more, count, **places) for count in (1, 2)] if more else [words("pt-BR").t(one)]
    called = [found for text in said for found in CALLED.finditer(text)]
    assert len(called) > 90
    for found in called:
        second = found["second"] if found["first"] in families else None
        assert english.isdisjoint({found["first"], second, found["option"]}), found.string
    assert words("pt-BR").command("member import") == "/membro importar"
    assert words("en").command("member import") == "/member import"


async def test_siblings_keep_different_names_in_every_language(told: dict[str, Any]) -> None:
    def check(siblings: list[dict[str, Any]]) -> None:
        for names in ([s["name"] for s in siblings], [s.get("name_localizations", {}).get("pt-BR", s["name"]) for s in siblings]):
            assert len(names) == len(set(names)), names
        for sibling in siblings:
            check(sibling.get("options", []))

    check(list(told.values()))


async def test_only_the_group_is_hidden_and_nothing_runs_outside_servers(told: dict[str, Any]) -> None:
    for name, payload in told.items():
        assert payload["default_member_permissions"] == (HIDDEN if name == "group" else None), name
        assert payload["contexts"] == [0], name
        assert payload["integration_types"] == [0], name


async def test_the_payloads_are_those_of_the_golden_file(told: dict[str, Any]) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert json.loads(json.dumps(told)) == golden, "run `make golden`, and read the difference before committing it"
