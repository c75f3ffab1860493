"""What people do in Discord: use a command, press a button, submit a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.standin.core import Core, channel_summary
from tests.standin.interactions import AUTOCOMPLETE, COMMAND, PRESS, SUBMIT
from tests.standin.replies import Reply, Unanswered
from tests.standin.rules import CHECKBOX, CHECKBOXES, RADIO, SELECTS, STRING_SELECT, TEXT_INPUT, UPLOAD
from tests.standin.world import Channel, Guild, Message, Payload, Permission, Role, User, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.standin.gateway import Gateway

USER_MENU = 2
SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)
_TYPES: dict[int, Any] = {
    STRING: str, INTEGER: int, BOOLEAN: bool, USER: User, CHANNEL: Channel, ROLE: Role, MENTIONABLE: (User, Role), NUMBER: float
}  # fmt: skip
RESOLVED = {USER: "users", CHANNEL: "channels", ROLE: "roles"}


class People(Core):
    """Each method returns the bot's answer, and raises Unanswered where the bot went away before it answered."""

    gateway: Gateway
    gateway_url: str

    async def slash(self, user: User, command: str, *, channel: Channel | None = None, times: int = 1, **options: Any) -> Reply:
        """Use `/command` in a channel, by default the first; the interaction is delivered `times` times."""
        place = channel or self._somewhere(user)
        data = self._command_data(command.split(), options, place)
        return await self._deliver(Reply(COMMAND, user, place, place.guild), data, times)

    async def menu(self, user: User, name: str, target: User) -> Reply:
        """Use a command of a user's context menu."""
        place = self._somewhere(user)
        command = self._registered(name, USER_MENU)
        data = {"id": command["id"], "name": name, "type": USER_MENU, "target_id": str(target.id)}
        data["resolved"] = self._resolved({USER: [target]}, place.guild)
        return await self._deliver(Reply(COMMAND, user, place, place.guild), data)

    async def suggestions(self, user: User, command: str, option: str, typed: str) -> list[str]:
        """The values that autocomplete offers for a typed text."""
        place = self._somewhere(user)
        data = self._command_data(command.split(), {}, place, complete=False)
        node = data
        while node.get("options"):
            node = node["options"][0]
        node["options"] = [{"name": option, "type": STRING, "value": typed, "focused": True}]
        reply = await self._deliver(Reply(AUTOCOMPLETE, user, place, place.guild), data)
        return [choice["value"] for choice in reply.choices or []]

    async def click(self, user: User, message: Message, custom_id: str, values: list[str] | None = None, times: int = 1) -> Reply:
        """Press the button whose custom id starts with `custom_id`, or choose `values` in a menu."""
        part = message.find(custom_id)
        assert not part.get("disabled"), f"{part['custom_id']} can't be pressed"
        assert message.seen_by in {None, user}, f"{user.name} can't see that message"
        data = {"component_type": part["type"], "custom_id": part["custom_id"], "id": part["id"]}
        if part["type"] in SELECTS:
            data |= {"values": values or [], "resolved": {}}
        reply = Reply(PRESS, user, message.channel, message.channel.guild, source=message)
        return await self._deliver(reply, data, times)

    async def submit(self, user: User, form: Reply, fields: Mapping[str, str] | None = None, times: int = 1) -> Reply:
        """Submit the form that the bot opened; fields that `fields` does not name keep their values."""
        modal = form.modal
        assert modal is not None, f"no form was opened, but: {form.text}"
        left = dict(fields or {})
        components = [filled(part, left) for part in modal["components"]]
        assert not left, f"the form {modal['custom_id']} has no {sorted(left)}"
        data = {"custom_id": modal["custom_id"], "components": components}
        reply = Reply(SUBMIT, user, form.channel, form.guild, source=form.source)
        return await self._deliver(reply, data, times)

    async def _deliver(self, reply: Reply, data: Payload, times: int = 1) -> Reply:
        self.interactions[reply.token] = reply
        payload = self._interaction(reply, data)
        for _ in range(times):
            reply.deliveries += 1 + len(self.gateway.twins)
            if not await self.gateway.dispatch("INTERACTION_CREATE", payload, self.shard_of(reply.guild)):
                raise Unanswered("the bot is not connected")
        await self.until(lambda: reply.answered or reply.lost or reply.acknowledged is not None, f"an answer to {data}")
        await self.until(lambda: reply.answered or reply.lost, f"the rest of the answer to {data}")
        if not reply.answered:
            raise Unanswered(f"the bot went away {'before' if reply.acknowledged is None else 'after'} it acknowledged")
        return reply

    def _interaction(self, reply: Reply, data: Payload) -> Payload:
        payload: Payload = {
            "id": str(reply.id),
            "application_id": str(self.bot.id),
            "type": reply.kind,
            "token": reply.token,
            "version": 1,
            "data": data,
            "channel_id": str(reply.channel.id),
            "channel": channel_summary(reply.channel, self.bot),
            "locale": reply.user.locale,
            "app_permissions": str(int(self.allowed(reply.channel))),
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
            "context": 1 if reply.guild is None else 0,
        }
        if reply.source is not None:
            payload["message"] = reply.source.payload()
        if reply.guild is None:
            return payload | {"user": reply.user.payload(), "authorizing_integration_owners": {"0": "0"}}
        guild = reply.guild
        member = guild.members[reply.user.id].payload() | {"permissions": str(int(guild.permissions(reply.user)))}
        return payload | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": member,
            "authorizing_integration_owners": {"0": str(guild.id)},
        }

    def _somewhere(self, user: User) -> Channel:
        assert user.home is not None, f"{user.name} is in no server"
        return next(iter(user.home.channels.values()))

    def _registered(self, name: str, kind: int = 1) -> Payload:
        for command in self.commands:
            if command["name"] == name and command["type"] == kind:
                return command
        raise LookupError(f"no command {name!r} of type {kind} is registered")

    def _command_data(self, path: list[str], options: dict[str, Any], place: Channel, *, complete: bool = True) -> Payload:
        command = node = self._registered(path[0])
        chain: list[Payload] = []
        for name in path[1:]:
            node = next(each for each in node.get("options", []) if each["name"] == name)
            chain.append(node)
        chosen: dict[int, list[Any]] = {}
        values = _option_values(node, options, chosen, complete=complete)
        for each in reversed(chain):
            values = [{"name": each["name"], "type": each["type"], "options": values}]
        resolved = self._resolved(chosen, place.guild)
        return {"id": command["id"], "name": command["name"], "type": 1, "options": values, "resolved": resolved}

    def _resolved(self, chosen: Mapping[int, list[Any]], guild: Guild | None) -> Payload:
        found: Payload = {}
        for kind, things in chosen.items():
            for thing in things:
                payload = thing.payload(self.bot) if isinstance(thing, Channel) else thing.payload()
                found.setdefault(RESOLVED[kind], {})[str(thing.id)] = (
                    payload | {"permissions": "0"} if kind == CHANNEL else payload
                )
                if kind == USER and guild is not None and thing.id in guild.members:
                    member = guild.members[thing.id].payload() | {"permissions": str(int(Permission.NONE))}
                    del member["user"]
                    found.setdefault("members", {})[str(thing.id)] = member
        return found


def _option_values(node: Payload, given: dict[str, Any], chosen: dict[int, list[Any]], *, complete: bool) -> list[Payload]:
    left = dict(given)
    values: list[Payload] = []
    for option in node.get("options", []):
        if option["name"] not in left:
            assert not complete or not option.get("required"), f"the option {option['name']} is required"
            continue
        value = left.pop(option["name"])
        assert isinstance(value, _TYPES[option["type"]]), f"{option['name']} takes no {value!r}"
        allowed = [choice["value"] for choice in option.get("choices", [])]
        assert not allowed or value in allowed, f"{option['name']} takes {allowed}, not {value!r}"
        if option["type"] in RESOLVED:
            chosen.setdefault(option["type"], []).append(value)
            value = str(value.id)
        values.append({"name": option["name"], "type": option["type"], "value": value})
    assert not left, f"{node['name']} has no option {sorted(left)}"
    return values


def filled(part: Payload, left: dict[str, str]) -> Payload:
    """A label of a form as the client submits it; used values are removed from `left`. Makes the client's own checks."""
    if "component" not in part:
        return {"type": part["type"], "id": part.get("id") or 0}
    inner = part["component"]
    sent: Payload = {"type": inner["type"], "id": inner.get("id") or 0, "custom_id": inner["custom_id"]}
    default = inner.get("value") or next((each["value"] for each in inner.get("options", []) if each.get("default")), None)
    value = left.pop(inner["custom_id"], default)
    if inner["type"] in {TEXT_INPUT, RADIO}:
        if inner["type"] == TEXT_INPUT:
            value = value or ""
            assert len(value) <= inner.get("max_length", 4000), f"Discord lets nobody type that much into {inner['custom_id']}"
        assert value or not inner.get("required", True), f"Discord lets nobody leave {inner['custom_id']} empty"
        sent["value"] = value
    elif inner["type"] == CHECKBOX:
        sent["value"] = bool(value)
    elif inner["type"] in {*SELECTS, CHECKBOXES, UPLOAD}:
        sent["values"] = [value] if value else []
    assert inner["type"] != STRING_SELECT or not value or value in {each["value"] for each in inner["options"]}
    return {"type": part["type"], "id": part.get("id") or 0, "component": sent}


def form_values(form: Reply) -> dict[str, str | None]:
    """The values in an open form."""
    assert form.modal is not None
    return {
        part["custom_id"]: part.get("value")
        or next((each["value"] for each in part.get("options", []) if each.get("default")), None)
        for part in parts(form.modal["components"])
        if "custom_id" in part
    }
