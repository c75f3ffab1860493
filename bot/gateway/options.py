"""Checks the options of a command against its declaration: Discord's client does so too, but other clients send what they like.

https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import AppCommandOptionType as Type
from discord import AppCommandType, app_commands

from bot.gateway.oddities import Odd

if TYPE_CHECKING:
    from collections.abc import Mapping

Payload = dict[str, Any]

SUBCOMMANDS = {Type.subcommand.value, Type.subcommand_group.value}
RESOLVED = {
    Type.user: ("users",),
    Type.channel: ("channels",),
    Type.role: ("roles",),
    Type.mentionable: ("users", "roles"),
    Type.attachment: ("attachments",),
}
JSON_TYPES: Mapping[Type, tuple[type, ...]] = {Type.integer: (int,), Type.boolean: (bool,), Type.number: (int, float)}
"""Of every other option the value is a text."""


def check_command(data: Payload, tree: app_commands.CommandTree[Any], *, typing: bool) -> None:
    """Raises Odd. `typing`: suggestions are asked for, so options may be half typed or missing; those that can't be read are left out."""
    kind, name = data.get("type", 1), data.get("name")
    if not isinstance(name, str) or not isinstance(kind, int):
        raise Odd("its command has no name")
    if kind != AppCommandType.chat_input.value:
        _check_menu(data, tree, name, kind)
        return
    command, options = _leaf(data, tree.get_command(name))
    declared = {str(each.display_name): each for each in command.parameters}
    if not all(isinstance(each, dict) and isinstance(each.get("name"), str) and "value" in each for each in options):
        raise Odd("an option has no name or value")
    if typing:
        options[:] = [each for each in options if _asks(each, declared) or not _problem(each, declared, data["resolved"])]
        if sum(_asks(each, declared) for each in options) != 1:
            raise Odd("it asks for no suggestions")
        return
    problems = filter(None, (_problem(each, declared, data["resolved"]) for each in options))
    if (problem := next(problems, None)) is not None:
        raise Odd(problem)
    given = [each["name"] for each in options]
    if len({*given}) < len(given) or any(each.required and name not in given for name, each in declared.items()):
        raise Odd("an option is missing, or given twice")


def _check_menu(data: Payload, tree: app_commands.CommandTree[Any], name: str, kind: int) -> None:
    known = {AppCommandType.user.value: "users", AppCommandType.message.value: "messages"}
    if kind not in known or tree.get_command(name, type=AppCommandType(kind)) is None:
        raise Odd("its command is not known")
    if data.get("target_id") not in data["resolved"].get(known[kind], {}):
        raise Odd("its target is missing")


def _leaf(data: Payload, command: object) -> tuple[app_commands.Command[Any, ..., Any], list[Any]]:
    """The command that is meant by names of groups and their commands, and its options."""
    options = data.setdefault("options", [])
    while isinstance(command, app_commands.Group) and isinstance(options, list) and len(options) == 1:
        (part,) = options
        if not isinstance(part, dict) or part.get("type") not in SUBCOMMANDS or not isinstance(part.get("name"), str):
            break
        command, options = command.get_command(part["name"]), part.setdefault("options", [])
    if not isinstance(command, app_commands.Command) or not isinstance(options, list):
        raise Odd("its command is not known")
    return command, options


def _asks(option: Payload, declared: Mapping[str, app_commands.Parameter]) -> bool:
    """Whether it is the option for which suggestions are asked; every one that has any is a text."""
    parameter = declared.get(option["name"])
    has_any = parameter is not None and parameter.autocomplete and option.get("type") == parameter.type.value
    return has_any and option.get("focused") is True and isinstance(option["value"], str)


def _problem(option: Payload, declared: Mapping[str, app_commands.Parameter], resolved: Payload) -> str | None:
    """Why an option is not one that the command takes; None where it is."""
    parameter, value = declared.get(option["name"]), option["value"]
    if parameter is None or option.get("type") != parameter.type.value:
        return "an option is not the command's"
    if type(value) not in JSON_TYPES.get(parameter.type, (str,)):
        return "an option's value is of another type"
    if parameter.type in RESOLVED:
        is_found = any(value in resolved.get(kind, {}) for kind in RESOLVED[parameter.type])
        return None if is_found else "what an option names is missing"
    if parameter.choices and value not in {choice.value for choice in parameter.choices}:
        return "an option's value is none of its choices"
    # In code points: Discord does not say in which units it counts, and these are the fewest. A text without a limit of its own is
    # left to the use case, whose sentence names the field.
    size = len(value) if isinstance(value, str) else value
    most = parameter.max_value if parameter.max_value is not None else size
    least = parameter.min_value if parameter.min_value is not None else size
    return None if least <= size <= most else "an option's value is out of its range"
