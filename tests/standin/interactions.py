"""The bot's responses to interactions, under Discord's rules
(https://docs.discord.com/developers/interactions/receiving-and-responding).
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.standin.faults import MET
from tests.standin.rules import message_problems, modal_problems
from tests.standin.world import EPHEMERAL, Message, Payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.standin.core import Core
    from tests.standin.replies import Reply

COMMAND, PRESS, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, ASK = 4, 5, 6, 7, 8, 9
FITTING = {
    COMMAND: {SAY, DEFER, ASK},
    PRESS: {SAY, DEFER, DEFER_UPDATE, UPDATE, ASK},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {SAY, DEFER, DEFER_UPDATE, UPDATE},
}
UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED, INVALID_BODY, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10062, 40060, 50035, 10008, 10015


def json_error(status: int, code: int, message: str) -> web.Response:
    return web.json_response({"message": message, "code": code}, status=status)


async def read_body(request: web.Request) -> Payload:
    """The JSON body of a request, which may be multipart with files."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        body: Payload = json.loads(str(form["payload_json"]))
        message = body.get("data", body)
        if "attachments" in message:  # those that were uploaded
            message["attachments"] = [each for each in message["attachments"] if _is_uploaded(form, each)]
        return body
    return await request.json() if request.can_read_body else {}


def _is_uploaded(form: Mapping[str, object], attachment: Payload) -> bool:
    return getattr(form.get(f"files[{attachment['id']}]"), "filename", None) == attachment["filename"]


class Answers:
    """The routes for responses to interactions."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def callback(self, request: web.Request) -> web.Response:
        reply = self._core.interactions.get(request.match_info["token"])
        if reply is None or reply.id != int(request.match_info["id"]):
            return json_error(404, UNKNOWN_INTERACTION, "Unknown interaction")
        refusal = self._refusal(reply, request)
        if refusal is not None:
            return refusal
        body = await read_body(request)
        kind, data = body.get("type"), body.get("data") or {}
        if self._core.violated(f"answer {kind} to {reply.kind} by {reply.user.name}", self._problems(reply, kind, data)):
            return json_error(400, INVALID_BODY, "Invalid Form Body")
        reply.acknowledged, reply.seconds = kind, time.monotonic() - reply.started
        reply.copied = request.query.get("with_response", "").lower() in {"1", "true"}
        self._take(reply, kind, data)
        self._core.notify()
        if not reply.copied:
            return web.Response(status=204)
        return web.json_response(_resource(reply, kind))

    async def follow_up(self, request: web.Request) -> web.Response:
        reply = self._reply(request)
        if reply is None:
            return json_error(404, UNKNOWN_WEBHOOK, "Unknown Webhook")
        body = await read_body(request)
        problems = [*message_problems(body, in_interaction=True)]
        if self._core.violated(f"follow-up for {reply.user.name}", problems):
            return json_error(400, INVALID_BODY, "Invalid Form Body")
        private = reply.private if reply.loading else bool(body.get("flags", 0) & EPHEMERAL)
        reply.loading = False
        message = self._say(reply, body, private=private)
        return web.json_response(message.payload())

    async def original(self, request: web.Request) -> web.Response:
        """GET, PATCH and DELETE of the original response, or of another message of the interaction."""
        reply = self._reply(request)
        if reply is None:
            return json_error(404, UNKNOWN_WEBHOOK, "Unknown Webhook")
        message = self._named(reply, request.match_info["message"])
        if request.method == "PATCH":
            body = await read_body(request)
            if self._core.violated(f"edit for {reply.user.name}", message_problems(body, edits=True, in_interaction=True)):
                return json_error(400, INVALID_BODY, "Invalid Form Body")
            if message is None and reply.loading:
                reply.loading = False
                message = self._say(reply, body, private=reply.private)
            elif message is not None:
                self._core.edit(message, body)
        if message is None:
            return json_error(404, UNKNOWN_MESSAGE, "Unknown Message")
        if request.method == "DELETE":
            self._core.delete(message)
            return web.Response(status=204)
        return web.json_response(message.payload())

    def _refusal(self, reply: Reply, request: web.Request) -> web.Response | None:
        reply.excused = reply.excused or reply.deliveries > 1 or MET in request
        if reply.acknowledged is not None:
            if not reply.excused:
                self._core.violated(f"interaction of {reply.user.name}", ["acknowledged a second time"])
            return json_error(400, ALREADY_ACKNOWLEDGED, "Interaction has already been acknowledged.")
        late = time.monotonic() - reply.started
        if late > self._core.acknowledge_within:
            if not reply.excused:
                self._core.violated(f"interaction of {reply.user.name}", [f"acknowledged after {late:.1f} s"])
            return json_error(404, UNKNOWN_INTERACTION, "Unknown interaction")
        return None

    def _problems(self, reply: Reply, kind: int | None, data: Payload) -> list[str]:
        if kind not in FITTING[reply.kind] or (kind == UPDATE and reply.source is None):
            return ["does not fit"]
        if kind == ASK:
            return [*modal_problems(data)]
        if kind in {SAY, UPDATE}:
            return [*message_problems(data, edits=kind == UPDATE, in_interaction=True)]
        if kind == CHOICES and (
            len(data["choices"]) > 25 or any(not 1 <= len(choice["name"]) <= 100 for choice in data["choices"])
        ):
            return [f"choices {data['choices']}"]
        return []

    def _take(self, reply: Reply, kind: int | None, data: Payload) -> None:
        if kind == SAY:
            self._say(reply, data, private=bool(data.get("flags", 0) & EPHEMERAL))
        elif kind == DEFER:
            reply.loading, reply.private = True, bool(data.get("flags", 0) & EPHEMERAL)
        elif kind == UPDATE:
            assert reply.source is not None
            self._core.edit(reply.source, data)
        elif kind == ASK:
            reply.modal = data
        elif kind == CHOICES:
            reply.choices = data["choices"]

    def _say(self, reply: Reply, body: Payload, *, private: bool) -> Message:
        if private:
            body = body | {"flags": body.get("flags", 0) | EPHEMERAL}
        message = self._core.post(reply.channel, body, seen_by=reply.user if private else None)
        reply.messages.append(message)
        self._core.notify()
        return message

    def _reply(self, request: web.Request) -> Reply | None:
        reply = self._core.interactions.get(request.match_info["token"])
        return reply if reply is not None and reply.acknowledged is not None else None

    def _named(self, reply: Reply, name: str) -> Message | None:
        if name != "@original":
            return self._core.messages.get(int(name))
        if reply.acknowledged in {UPDATE, DEFER_UPDATE}:
            return reply.source
        return reply.messages[0] if reply.messages else None


def _resource(reply: Reply, kind: int | None) -> Payload:
    told: Payload = {"id": str(reply.id), "type": reply.kind, "response_message_loading": reply.loading}
    message = reply.source if kind == UPDATE else reply.messages[-1] if kind == SAY else None
    if message is None:
        return {"interaction": told}
    told |= {"response_message_id": str(message.id), "response_message_ephemeral": message.seen_by is not None}
    return {"interaction": told, "resource": {"type": kind, "message": message.payload()}}
