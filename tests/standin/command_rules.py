"""Discord's limits of application commands: what a registration violates, as sentences.

Source: https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.standin.world import Payload

SLASH = 1
SUBCOMMAND, SUBCOMMAND_GROUP = 1, 2
MOST_OF_A_TYPE = {1: 100, 2: 15, 3: 15}
"""Maximum number of global commands of each type: slash, user menu, message menu."""
MOST_CHARACTERS = 8000
_NAME = re.compile(r"[-_'\w]{1,32}")
_LOCALES = set(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split()
)


def command_problems(commands: list[Payload]) -> Iterator[str]:
    """What Discord would refuse in the list of all commands."""
    for kind, most in MOST_OF_A_TYPE.items():
        names = [command["name"] for command in commands if command.get("type", SLASH) == kind]
        if len(names) > most or len(names) != len(set(names)):
            yield f"commands of type {kind}: {names}"
    for command in commands:
        if command.get("type", SLASH) == SLASH:
            yield from _node(command, command["name"])
            if (size := _size(command)) > MOST_CHARACTERS:
                yield f"/{command['name']} has {size} characters in all"
        elif command.get("description") or not 1 <= len(command["name"]) <= 32:
            yield f"the menu {command['name']!r} has a description or too long a name"


def _node(node: Payload, path: str) -> Iterator[str]:
    for name in [node["name"], *(node.get("name_localizations") or {}).values()]:
        if not _NAME.fullmatch(name) or name != name.lower():
            yield f"/{path}: the name {name!r}"
    for text in [node.get("description", ""), *(node.get("description_localizations") or {}).values()]:
        if not 1 <= len(text) <= 100:
            yield f"/{path}: the description {text!r}"
    for key in ("name_localizations", "description_localizations"):
        if unknown := set(node.get(key) or {}) - _LOCALES:
            yield f"/{path}: {key} has {unknown}"
    options = node.get("options", [])
    names = [option["name"] for option in options]
    if len(options) > 25 or len(names) != len(set(names)):
        yield f"/{path}: options {names}"
    values = [option for option in options if option["type"] not in {SUBCOMMAND, SUBCOMMAND_GROUP}]
    needed = [bool(option.get("required")) for option in values]
    if needed != sorted(needed, reverse=True):
        yield f"/{path}: a required option after an optional one"
    for option in options:
        yield from _node(option, f"{path} {option['name']}")
        yield from _choices(option, f"{path} {option['name']}")


def _choices(option: Payload, path: str) -> Iterator[str]:
    choices = option.get("choices", [])
    if len(choices) > 25 or (choices and option.get("autocomplete")):
        yield f"/{path}: {len(choices)} choices, or choices beside autocomplete"
    for choice in choices:
        names = [choice["name"], *(choice.get("name_localizations") or {}).values()]
        if any(not 1 <= len(name) <= 100 for name in names) or len(str(choice["value"])) > 100:
            yield f"/{path}: the choice {choice}"


def _size(node: Payload) -> int:
    """The characters of names, descriptions and values that count towards 8,000, with the longest translation of each."""
    size = 0
    for key in ("name", "description"):
        size += max(len(text) for text in [node.get(key, ""), *(node.get(f"{key}_localizations") or {}).values()])
    for choice in node.get("choices", []):
        size += max(len(text) for text in [choice["name"], *(choice.get("name_localizations") or {}).values()])
        size += len(str(choice["value"]))
    return size + sum(_size(option) for option in node.get("options", []))
