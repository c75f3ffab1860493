"""Extensions of simcord's page, the preview: channels, translated names of commands, refusals as answers, fewer lost presses.

It uses private names of simcord, as `simulator` does.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import simcord
from discord.ext import commands
from msgspec import Struct, json
from simcord.preview import _action_plans, _commands, _component_projection, _markdown, _messages, _pages, _queries, _snapshot

from bot.demo.json_copy import copied
from bot.demo.simulator import requests_made

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping, Sequence

MOST_TEXTS = 5000
"""Maximum number of cached texts; see `remember_markdown`."""
BESIDES_FORMS = frozenset({"run_command", "autocomplete_command", "click", "select", "send_message"})
"""Actions that the page offers only while no form is open."""
NAME_IN_CODE = "name_in_code"
"""The key under which a translated command or option keeps its name in the code."""


class Seat(Struct, frozen=True):
    """An entry of the page's menu of viewers: a person in one of the channels that they can read.

    `counts`: the entry shows how many messages have come since it was last chosen.
    """

    label: str
    actor: simcord.MemberActor | simcord.UserHandle
    channel: simcord.ChannelHandle
    counts: bool = False

    @property
    def key(self) -> str:
        """The entry's id in the page's menu."""
        return f"{self.actor.id}-{self.channel.id}"


class Seats:
    """Offer several channels in the page, which simcord binds to one; and make its actions wait for their turn.

    Each page keeps a channel of its own, and simcord reads it from there nearly everywhere. Where it reads the preview's channel,
    during an action, that is set to the page's for as long as the action takes.

    simcord refuses actions while the clock is advanced, and updates only the page in which one was made; others, such as the
    receiver's, must show it too. simcord also refuses a press on a page that is not the newest; here its revision is replaced by
    the newest, because simcord verifies anyway that the component still exists. Otherwise presses that are made while the clock
    is advanced would be lost.
    """

    def __init__(self, preview: simcord.Preview, seats: Sequence[Seat], new: str, turn: asyncio.Lock) -> None:
        """Replace methods of `preview`. `new` is the text after a number of new messages; `turn` is held during an action."""
        self._preview = preview
        self._home = preview.channel
        self._seats = {seat.key: seat for seat in seats}
        self._new = new
        self._turn = turn
        self._seen = {seat.key: self._count(seat) for seat in seats}
        self._act = preview._action  # noqa: SLF001
        self._open = preview._open_page  # noqa: SLF001
        self._payload = preview._page_payload  # noqa: SLF001
        changed = {"_viewer": self._actor, "_action": self._action, "_open_page": self._open_page, "_page_payload": self._page}
        vars(preview).update(changed)

    def _actor(self, key: Any) -> simcord.MemberActor | simcord.UserHandle:
        seat = self._seats.get(str(key))
        if seat is None:
            raise simcord.SetupError("unknown preview viewer")
        return seat.actor

    def _seat_of(self, page: Any) -> Seat:
        return self._seats[f"{page.viewer.id}-{page.channel_id}"]

    def _count(self, seat: Seat) -> int:
        """The number of the bot's messages in the seat's channel."""
        backend = self._preview.env.backend
        return sum(message.author_id == backend.bot_user.id for message in backend.messages.get(seat.channel.id, {}).values())

    def _open_page(self, *about: Any) -> Any:
        """Open a page, which begins in the first channel also while an action is under way in another."""
        during, self._preview.channel = self._preview.channel, self._home
        try:
            return self._open(*about)
        finally:
            self._preview.channel = during

    def _page(self, page: Any) -> dict[str, Any]:
        """What is sent to the page, with the seats as its viewers."""
        payload = self._payload(page)
        if page.id == "python":  # the page that is not shown to anybody
            return payload
        here = self._seat_of(page)
        self._seen[here.key] = self._count(here)
        return payload | {
            "viewers": [{"id": seat.key, "name": self._labelled(seat)} for seat in self._seats.values()],
            "viewerId": here.key,
        }

    def _labelled(self, seat: Seat) -> str:
        new = self._count(seat) - self._seen[seat.key] if seat.counts else 0
        return f"{seat.label} ({new} {self._new})" if new > 0 else seat.label

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        preview = self._preview
        async with self._turn:
            page = next((page for page in preview._pages.values() if page.id == context_id), None)  # noqa: SLF001
            if page is None:
                return await self._act(context_id, body)
            if "published_revision" in body:
                body = {**body, "published_revision": page.revision}
            _drop_cancelled_form(page, body)
            before, left = requests_made(preview.env), page.channel_id
            if body.get("kind") == "viewer" and (seat := self._seats.get(str(body.get("viewer_id")))):
                page.channel_id = seat.channel.id
            try:
                preview.channel = next(seat.channel for seat in self._seats.values() if seat.channel.id == page.channel_id)
                answer = await self._act(context_id, body)
            finally:
                preview.channel = self._home
                if f"{page.viewer.id}-{page.channel_id}" not in self._seats:  # refused: it stays where it was
                    page.channel_id = left
            if requests_made(preview.env) != before:
                self._update_others(context_id)
            return answer

    def _update_others(self, context_id: str | None) -> None:
        preview = self._preview
        for page in tuple(preview._pages.values()):  # noqa: SLF001
            if page.id != context_id and page is not preview._python:  # noqa: SLF001
                preview._publish(page, reason="refresh")  # noqa: SLF001


def _drop_cancelled_form(page: Any, body: Mapping[str, Any]) -> None:
    """Close the form that the browser has closed, of which it does not tell simcord.

    While simcord believes that a form is open, it refuses to list members for a command's option.
    """
    kind = body.get("kind")
    if kind in BESIDES_FORMS or (kind == "browse_candidates" and body.get("modal_handle") is None):
        page.modal = page.modal_handle = None


def translate_commands(env: simcord.Env, locale: str) -> None:
    """Show commands, options and choices in the page by their names in `locale`, as Discord's client does.

    From then on the simulated Discord lists them by these names; the bot receives the names in the code, as from Discord
    (https://docs.discord.com/developers/interactions/application-commands#localization). Python's own calls are not affected.
    """
    list_commands = env.backend.visible_commands
    plans: dict[str, Any] = _action_plans.__dict__
    run, complete = plans["_slash_resolved"], plans["_autocomplete_result"]

    def visible_commands(**about: Any) -> list[dict[str, Any]]:
        return [_translated(command, locale) for command in list_commands(**about)]

    async def slash(actor: Any, channel: Any, name: str, options: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
        path, names = _names_in_code(root, name)
        return await run(actor, channel, path, {names[option]: value for option, value in options.items()}, None)

    async def autocomplete(
        actor: Any, channel: Any, name: str, option: str, value: str, filled: Mapping[str, Any], *, root: Mapping[str, Any]
    ) -> Any:
        path, names = _names_in_code(root, name)
        return await complete(actor, channel, path, names[option], value, {names[each]: filled[each] for each in filled})

    vars(env.backend)["visible_commands"] = visible_commands
    plans.update(_slash_resolved=slash, _autocomplete_result=autocomplete)


def _translated(node: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """A command, option or choice with its texts in `locale`; its name in the code is kept under NAME_IN_CODE."""
    shown = {**node, NAME_IN_CODE: node["name"]}
    for text in ("name", "description"):
        shown[text] = (node.get(f"{text}_localizations") or {}).get(locale) or node.get(text, "")
    for children in ("options", "choices"):
        if node.get(children):
            shown[children] = [_translated(child, locale) for child in node[children]]
    return shown


def _names_in_code(root: Mapping[str, Any], path: str) -> tuple[str, dict[str, str]]:
    """The names in the code of a translated command's path, and of the options at its end, by their translated names."""
    names, node = [root[NAME_IN_CODE]], root
    for part in path.split()[1:]:
        node = next(child for child in node["options"] if child["name"] == part)
        names.append(node[NAME_IN_CODE])
    return " ".join(names), {option["name"]: option[NAME_IN_CODE] for option in node.get("options") or []}


def answer_refusals(env: simcord.Env) -> None:
    """Leave what commands raise to the bot, which answers a refusal and logs a fault.

    simcord's page says of either “Action outcome uncertain”, and keeps the command typed in.
    """
    assert isinstance(env.bot, commands.AutoShardedBot)
    vars(env.bot.tree).pop("on_error")  # simcord's, before the bot's own


def remember_markdown() -> None:
    """Cache the page's parsed texts. simcord builds a parser for every text at every press: half a second in a full channel."""
    parse = _markdown.markdown_tokens
    parsed: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    def markdown_tokens(
        value: Any, profile: str = "message", *, context: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        key = (repr(value), profile, repr(context))
        if key not in parsed:
            if len(parsed) >= MOST_TEXTS:
                parsed.clear()
            parsed[key] = parse(value, profile, context=context)
        return copied(parsed[key])  # the page modifies the result

    for module in (_component_projection, _messages, _queries, _snapshot):
        vars(module)["markdown_tokens"] = markdown_tokens


def encode_faster() -> None:
    """Let msgspec encode what the page shows. At every press simcord copies all of it by way of JSON, and hashes the JSON of each command."""
    of_pages: dict[str, Any] = _pages.__dict__
    of_commands: dict[str, Any] = _commands.__dict__
    of_pages["json"] = SimpleNamespace(dumps=json.encode, loads=json.decode)
    of_commands["_canonical"] = partial(json.encode, order="sorted")
