"""Discord's limits of messages and forms: what a request violates, as sentences.

Sources: https://docs.discord.com/developers/resources/message#create-message,
https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.standin.world import COMPONENTS_V2, EPHEMERAL, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.standin.world import Payload

SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
ROW, BUTTON, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = (
    1, 2, 3, 4, 9, 10, 11, 12, 13, 14, 17,
)  # fmt: skip
LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 18, 19, 21, 22, 23
SELECTS = {3, 5, 6, 7, 8}
ON_TOP = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
IN_CONTAINER = ON_TOP - {CONTAINER}
IN_LABEL = {TEXT_INPUT, *SELECTS, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}
MESSAGE_KEYS = {
    "content", "nonce", "enforce_nonce", "tts", "embeds", "allowed_mentions", "message_reference", "components", "sticker_ids",
    "flags", "attachments", "poll",
}  # fmt: skip


def message_problems(body: Payload, *, edits: bool = False, in_interaction: bool = False) -> Iterator[str]:
    """What Discord would refuse in a new or edited message, and a missing `allowed_mentions`, with which it could ping anybody."""
    if unknown := set(body) - MESSAGE_KEYS:
        yield f"unknown keys {sorted(unknown)}"
    if "allowed_mentions" not in body:
        yield "no allowed_mentions"
    else:
        yield from _mention_problems(body["allowed_mentions"])
    flags = body.get("flags", 0)
    allowed = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2 | (EPHEMERAL if in_interaction else 0)
    if flags & ~allowed:
        yield f"flags {flags} may not be set here"
    if len(str(body.get("nonce") or "")) > 25:
        yield "nonce over 25 characters"
    yield from _content_problems(body, edits=edits)
    named = {f"attachment://{each.get('filename')}" for each in body.get("attachments") or []}
    for part in parts(body.get("components") or []):
        for item in [*part.get("items", []), *([{"media": part["file"]}] if part["type"] == FILE else [])]:
            if item["media"]["url"].startswith("attachment://") and item["media"]["url"] not in named:
                yield f"{item['media']['url']} does not come along"


def _content_problems(body: Payload, *, edits: bool) -> Iterator[str]:
    components = body.get("components") or []
    is_v2 = bool(body.get("flags", 0) & COMPONENTS_V2)
    if is_v2:
        if body.get("content") or body.get("embeds") or body.get("poll") or body.get("sticker_ids"):
            yield "content, embeds, poll or stickers beside Components V2"
        if not components:
            yield "Components V2 without components"
    elif any(part["type"] != ROW for part in components):
        yield "V2 components without the flag IS_COMPONENTS_V2"
    elif not edits and not any(body.get(name) for name in ("content", "embeds", "components", "attachments", "poll")):
        yield "an empty message"
    if units(body.get("content") or "") > 2000:
        yield "content over 2,000 characters"
    yield from component_problems(components)


def _mention_problems(mentions: Payload) -> Iterator[str]:
    if unknown := set(mentions) - {"parse", "users", "roles", "replied_user"}:
        yield f"allowed_mentions has {sorted(unknown)}"
    for kind in ("users", "roles"):
        if mentions.get(kind) and kind in mentions.get("parse", []):
            yield f"allowed_mentions names {kind} twice"
        if len(mentions.get(kind) or []) > 100:
            yield f"allowed_mentions.{kind} over 100"


def component_problems(components: list[Payload]) -> Iterator[str]:
    """What Discord would refuse in a message's components."""
    every = parts(components)
    if len(every) > 40:
        yield f"{len(every)} components, 40 are allowed"
    if sum(units(part.get("content", "")) for part in every if part["type"] == TEXT) > 4000:
        yield "over 4,000 characters of text"
    for part in components:
        if part["type"] not in ON_TOP:
            yield f"type {part['type']} at the top"
    yield from _id_problems(every)
    for part in every:
        check = _CHECKS.get(part["type"])
        if check is None:
            yield f"type {part['type']} in a message"
        else:
            yield from check(part)


def modal_problems(modal: Payload) -> Iterator[str]:
    """What Discord would refuse in a form."""
    if unknown := set(modal) - {"title", "custom_id", "components"}:
        yield f"unknown keys {sorted(unknown)} in a form"
    yield from _length(modal, "title", 45)
    yield from _length(modal, "custom_id", 100)
    components = modal.get("components", [])
    if not 1 <= len(components) <= 5:
        yield f"{len(components)} components in a form"
    yield from _id_problems(parts(components))
    for part in components:
        if part["type"] == TEXT:
            yield from _length(part, "content", 4000)
        elif part["type"] != LABEL:
            yield f"type {part['type']} at the top of a form"
        else:
            yield from _length(part, "label", 45)
            yield from _length(part, "description", 100, least=0)
            inner = part["component"]
            if inner["type"] not in IN_LABEL:
                yield f"type {inner['type']} in a label"
            elif inner["type"] in _CHECKS:
                yield from _CHECKS[inner["type"]](inner)


def _id_problems(every: list[Payload]) -> Iterator[str]:
    for name in ("custom_id", "id"):
        given = [part[name] for part in every if part.get(name) is not None]
        if len(given) != len(set(given)):
            yield f"{name} twice: {given}"
    if any(not 0 <= part["id"] < 1 << 31 for part in every if part.get("id") is not None):
        yield "a component's id is no 32-bit integer"


def units(text: str) -> int:
    """The length of a text in UTF-16 code units, the stricter of the two ways in which API and clients count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _length(part: Payload, name: str, most: int, least: int = 1) -> Iterator[str]:
    value = part.get(name)
    if value is None and least == 0:
        return
    if not isinstance(value, str) or not least <= units(value) <= most:
        yield f"{name} of type {part.get('type', 'form')} is {value!r}, {least} to {most} characters are allowed"


def _row(part: Payload) -> Iterator[str]:
    kinds = [inner["type"] for inner in part["components"]]
    if not (kinds == [BUTTON] * len(kinds) and 1 <= len(kinds) <= 5) and not (len(kinds) == 1 and kinds[0] in SELECTS):
        yield f"a row of {kinds}"


def _button(part: Payload) -> Iterator[str]:
    if part.get("style") not in range(1, 7):
        yield f"a button's style is {part.get('style')!r}"
    if part.get("style") in range(1, 5):
        yield from _length(part, "custom_id", 100)
    yield from _length(part, "label", 80, least=0)
    if not part.get("label") and not part.get("emoji"):
        yield "a button with neither label nor emoji"


def _options(part: Payload, most: int) -> Iterator[str]:
    options = part.get("options", [])
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options, 1 to {most} are allowed"
    values = [option["value"] for option in options]
    if len(values) != len(set(values)):
        yield f"a value twice: {values}"
    for option in options:
        yield from _length(option, "label", 100)
        yield from _length(option, "value", 100)
        yield from _length(option, "description", 100, least=0)


def _select(part: Payload) -> Iterator[str]:
    yield from _length(part, "custom_id", 100)
    yield from _length(part, "placeholder", 150, least=0)
    if part["type"] == STRING_SELECT:
        yield from _options(part, 25)
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not 0 <= least <= most <= 25:
        yield f"min_values {least}, max_values {most}"


def _text_input(part: Payload) -> Iterator[str]:
    yield from _length(part, "custom_id", 100)
    yield from _length(part, "placeholder", 100, least=0)
    most = part.get("max_length", 4000)
    if not 0 <= part.get("min_length", 0) <= most <= 4000 or most < 1 or part.get("style") not in {1, 2}:
        yield f"a text input with {part}"
    if units(part.get("value") or "") > most:
        yield f"a text input of {most} characters, filled with {part}"
    yield from _length(part, "value", most, least=0)


def _radio(part: Payload) -> Iterator[str]:
    yield from _length(part, "custom_id", 100)
    yield from _options(part, 10)
    if part["type"] == RADIO and (len(part["options"]) < 2 or sum(bool(each.get("default")) for each in part["options"]) > 1):
        yield "a radio group needs two options, and at most one of them chosen"


def _section(part: Payload) -> Iterator[str]:
    if not 1 <= len(part["components"]) <= 3 or any(inner["type"] != TEXT for inner in part["components"]):
        yield "a section holds one to three texts"
    if part.get("accessory", {}).get("type") not in {BUTTON, THUMBNAIL}:
        yield "a section needs a button or a thumbnail beside it"


def _container(part: Payload) -> Iterator[str]:
    if not part["components"] or any(inner["type"] not in IN_CONTAINER for inner in part["components"]):
        yield f"a container of {[inner['type'] for inner in part['components']]}"
    if not 0 <= (part.get("accent_color") or 0) <= 0xFFFFFF:
        yield "accent_color out of range"


def _gallery(part: Payload) -> Iterator[str]:
    if not 1 <= len(part["items"]) <= 10:
        yield f"a gallery of {len(part['items'])}"
    for item in part["items"]:
        yield from _length(item, "description", 1024, least=0)


def _nothing(part: Any) -> Iterator[str]:
    yield from ()


_CHECKS: dict[int, Callable[[Payload], Iterator[str]]] = {
    ROW: _row,
    BUTTON: _button,
    SECTION: _section,
    TEXT: lambda part: _length(part, "content", 4000),
    THUMBNAIL: lambda part: _length(part, "description", 1024, least=0),
    GALLERY: _gallery,
    FILE: _nothing,
    SEPARATOR: _nothing,
    CONTAINER: _container,
    TEXT_INPUT: _text_input,
    RADIO: _radio,
    CHECKBOXES: _radio,
    **dict.fromkeys(SELECTS, _select),
}
