"""Checks an interaction's payload against Discord's documentation and the command tree, before discord.py and the handlers read it.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.text import units
from bot.gateway.oddities import Odd
from bot.gateway.options import check_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from discord import app_commands

Payload = dict[str, Any]

COMMAND, PRESS, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
BUTTON, MENUS, TEXT_MENU = 2, {3, 5, 6, 7, 8}, 3
LONGEST_ID, LONGEST_TOKEN, LONGEST_FIELD, LONGEST_VALUE, MOST_VALUES = 100, 1000, 4000, 100, 25
LARGEST, DIGITS = 2**63 - 1, 19
UPLOAD = 10 * 2**20
"""Bytes of an attachment that every server takes."""


def check(payload: Payload, tree: app_commands.CommandTree[Any]) -> None:
    """Fill in what Discord may leave out. Raises Odd for what can't be handled, and whatever else reading it raises."""
    _complete(payload)
    kind, data = payload.get("type"), payload.get("data")
    if not _is_answered(kind):
        raise Odd("it is of no known type")
    if not isinstance(data, dict):
        raise Odd("it has no data")
    _complete_resolved(data)
    if kind in {COMMAND, AUTOCOMPLETE}:
        check_command(data, tree, typing=kind == AUTOCOMPLETE)
        return
    if not _is_text(data.get("custom_id"), LONGEST_ID) or not data["custom_id"]:
        raise Odd("its custom id is none")
    if kind == PRESS:
        _check_component(data, payload.get("message"))
    else:
        _check_form(data)


def reduced(payload: Any) -> Payload | None:
    """What of a payload that can't be handled is needed to answer it; None where nobody can be answered."""
    if not isinstance(payload, dict) or not _is_answered(payload.get("type")):
        return None
    person = _person(payload)
    if not _is_id(payload.get("id")) or not _is_text(payload.get("token"), LONGEST_TOKEN) or person is None:
        return None
    user = {"id": person, "username": "?", "discriminator": "0", "avatar": None}
    least: Payload = {name: payload[name] for name in ("id", "token", "type", "application_id")}
    least |= {"version": 1, "attachment_size_limit": UPLOAD, "data": {"name": ""}}
    least |= {name: payload[name] for name in ("locale", "guild_locale") if isinstance(payload.get(name), str)}
    if _is_id(payload.get("guild_id")):
        member = {"user": user, "roles": [], "flags": 0, "joined_at": None}
        return least | {"guild_id": payload["guild_id"], "member": member}
    return least | {"user": user}


def _complete(payload: Payload) -> None:
    """Set what is absent or null, and check the types of what is read without asking."""
    for name in ("locale", "guild_locale"):
        if not isinstance(payload.get(name, ""), str):
            del payload[name]
    _default(payload, version=1, attachment_size_limit=UPLOAD, app_permissions="0")
    _default(payload, entitlements=[], authorizing_integration_owners={}, channel={})
    if not _is_id(payload.get("id")) or not _is_text(payload.get("token"), LONGEST_TOKEN):
        raise Odd("it has no id or token")
    if payload.get("guild_id") is not None and not _is_id(payload["guild_id"]):
        raise Odd("its server is none")
    if _person(payload) is None:
        raise Odd("it is nobody's")
    message = payload.get("message")
    if message is not None and not isinstance(message.get("flags", 0), int):
        raise Odd("its message is none")
    if payload.get("member") is not None:
        _complete_member(payload["member"])
        _complete_user(payload["member"]["user"])
    else:
        _complete_user(payload["user"])


def _person(payload: Payload) -> Any:
    """The id of who caused it: a member in a server, a user elsewhere. None where there is none."""
    user: Any = payload.get("user")
    if payload.get("guild_id") is not None:
        member = payload.get("member")
        user = member.get("user") if isinstance(member, dict) else None
    return user["id"] if isinstance(user, dict) and _is_id(user.get("id")) else None


def _complete_member(member: Any) -> None:
    """A partial member has no roles, and so no rights by them."""
    _default(member, roles=[], flags=0, joined_at=None, permissions="0")
    if not _are_texts(member, "nick", "avatar") or not all(_is_id(role) for role in member["roles"]):
        raise Odd("a member is none")


def _complete_user(user: Any) -> None:
    _default(user, username="?", discriminator="0", avatar=None)
    are_texts = _are_texts(user, "username", "global_name", "avatar", "discriminator")
    if not _is_id(user.get("id")) or not are_texts or not user["discriminator"].isdecimal():
        raise Odd("a person is none")


def _complete_resolved(data: Payload) -> None:
    """What the ids in the data stand for, by kind and id."""
    _default(data, resolved={})
    for kind, found in data["resolved"].items():
        if not isinstance(found, dict) or not all(_is_id(key) and isinstance(each, dict) for key, each in found.items()):
            raise Odd("what its ids stand for is missing")
        for key, each in found.items():
            if kind != "members" and each.get("id") != key:
                raise Odd("what its ids stand for has others")
            if kind == "members":
                _complete_member(each)
            elif kind == "users":
                _complete_user(each)
            elif kind == "messages":
                _default(each, content="", components=[], embeds=[], attachments=[])
                _complete_user(each["author"])
                if not isinstance(each["content"], str):
                    raise Odd("a message has no text")
            elif kind == "attachments" and not _is_file(each):
                raise Odd("a file is none")


def _check_component(data: Payload, message: Any) -> None:
    kind: Any = data.get("component_type")
    values: Any = data.get("values")
    if not isinstance(kind, int) or kind not in {BUTTON, *MENUS}:
        raise Odd("its component is of no known type")
    if kind == BUTTON:
        data.pop("values", None)
        return
    is_list = isinstance(values, list) and len(values) <= MOST_VALUES and len({*map(str, values)}) == len(values)
    if not is_list or not all(_is_text(each, LONGEST_VALUE) for each in values):
        raise Odd("what was chosen is no list of values")
    if kind != TEXT_MENU and not all(_is_id(each) for each in values):
        raise Odd("what was chosen has no id")
    menu = next((each for each in _components(message) if each.get("custom_id") == data["custom_id"]), None)
    if menu is None:
        return
    offered = {option["value"] for option in menu.get("options") or []}
    if not menu.get("min_values", 1) <= len(values) <= menu.get("max_values", 1) or (
        kind == TEXT_MENU and not offered >= {*values}
    ):
        raise Odd("what was chosen was not offered")


def _components(part: Any) -> Iterator[Payload]:
    """The components of a message, with what lies within them."""
    for each in part.get("components") or [] if isinstance(part, dict) else []:
        if isinstance(each, dict):
            yield each
            yield from _components(each)


def _check_form(data: Payload) -> None:
    """A form's fields stand each in a row or label; what is typed is text, what is chosen is a list of texts."""
    if not isinstance(data.get("components"), list):
        raise Odd("its form has no fields")
    seen = set[str]()
    for row in data["components"]:
        for field in [row["component"]] if "component" in row else row.get("components") or []:
            name, value, values = field.get("custom_id"), field.get("value"), field.get("values")
            if not _is_text(name, LONGEST_ID) or name in seen:
                raise Odd("a field of its form has no name, or another's")
            seen.add(name)
            if value is not None and not _is_text(value, LONGEST_FIELD):
                raise Odd("what was typed is no text")
            if values is not None and not all(_is_text(each, LONGEST_VALUE) for each in values):
                raise Odd("what was chosen is no list of values")


def _is_answered(kind: Any) -> bool:
    return isinstance(kind, int) and kind in {COMMAND, PRESS, AUTOCOMPLETE, SUBMIT}


def _default(found: Payload, **values: Any) -> None:
    for name, value in values.items():
        if found.get(name) is None:
            found[name] = value


def _is_id(value: Any) -> bool:
    """Whether it is a snowflake, which is sent as text."""
    return isinstance(value, str) and len(value) <= DIGITS and value.isascii() and value.isdigit() and 0 < int(value) <= LARGEST


def _is_file(found: Payload) -> bool:
    size: Any = found.get("size")
    return all(isinstance(found.get(name), str) for name in ("filename", "url", "proxy_url")) and type(size) is int and size >= 0


def _is_text(value: Any, longest: int) -> bool:
    """Lone surrogates are counted, too; `json_text` replaces those of the gateway."""
    return isinstance(value, str) and units(value) <= longest


def _are_texts(found: Payload, *names: str) -> bool:
    """Whether each of the fields is a text, null or absent."""
    return all(found.get(name) is None or isinstance(found[name], str) for name in names)
