"""Whether Discord would take what the bot sent, and whether it could ping: simcord checks less than Discord does.

The rules are those of the stand-in, which `tests/outside` talks to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.standin.rules import message_problems, modal_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    import simcord

SAY, UPDATE, CHOICES, ASK = 4, 7, 8, 9


def broken(env: simcord.Env) -> list[str]:
    """What was wrong with anything that was sent, in sentences."""
    sent = [request for request in env.http_requests if _is_said(request)]
    assert sent, "a bot greets at least; else nothing was looked at"
    return [f"{request.method} {request.path}: {problem}" for request in sent for problem in _problems(request)]


def _is_said(request: Any) -> bool:
    parts = request.path.strip("/").split("/")
    where = parts[0] in {"interactions", "webhooks"} or (parts[0] == "channels" and "messages" in parts)
    return where and bool(request.json) and request.method in {"POST", "PATCH"}


def _problems(request: Any) -> Iterator[str]:
    body, parts = request.json, request.path.strip("/").split("/")
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        yield "half a letter"
    edits = request.method == "PATCH"
    if parts[0] == "interactions":
        yield from _answer_problems(body["type"], body.get("data") or {})
    elif parts[0] == "webhooks":
        yield from message_problems(body, edits=edits, in_interaction=True)
    else:
        yield from message_problems(body, edits=edits)
    if (body.get("data") or body).get("allowed_mentions", {}).get("parse"):
        yield "it could ping"


def _answer_problems(kind: int, data: dict[str, Any]) -> Iterator[str]:
    if kind == ASK:
        yield from modal_problems(data)
    elif kind in {SAY, UPDATE}:
        yield from message_problems(data, edits=kind == UPDATE, in_interaction=True)
    elif kind == CHOICES:
        for choice in data["choices"]:
            if not (1 <= len(choice["name"]) <= 100 and 1 <= len(str(choice["value"])) <= 100):
                yield f"the choice {choice}"
        if len(data["choices"]) > 25:
            yield f"{len(data['choices'])} choices"
