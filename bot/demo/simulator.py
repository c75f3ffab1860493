"""Extensions of simcord, the simulated Discord. Only this module, `settling` and `preview` use simcord's private names.

simcord's version is pinned, because these names may change with any release. The tests use this module too.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import simcord
from simcord import _dpy_internals, _runtime, components, gateway, interactions, results
from simcord._settlement import _next_virtual_timer
from simcord.backend import serializers
from simcord.backend.cdn import CDN_BASE
from simcord.backend.models import Overwrite
from simcord.components import walk_components
from simcord.enums import OverwriteType
from simcord.http import router

from bot.demo.json_copy import copied
from bot.demo.settling import PATIENCE, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

__all__ = [
    "CDN_BASE",
    "add_guild_again",
    "bot_scope",
    "close_messages",
    "commands_of",
    "find_button",
    "forbid_bot",
    "forget_private_replies",
    "hasten",
    "limit_bot",
    "make_private",
    "newest_message",
    "oldest_message",
    "open_messages",
    "register_again",
    "requests_made",
    "restrict_commands",
    "simulation",
    "speak",
    "take_guild_away",
]

Who = simcord.UserHandle | simcord.MemberActor
Commands = dict[tuple[str, int], dict[str, Any]]
"""What Discord keeps of the commands for all servers, by name and type."""

NAME = "Goodword"
SHORT = 10.0
"""Simulated seconds: timers of the bot that are due within them fire before an action ends."""

_spoken: dict[int | None, str] = {}
"""The locale of each user's interactions; the key None is for all others."""


def simulation(bot: discord.Client, start: datetime | None = None, *, avatar: str | None = None, **options: Any) -> simcord.run:
    """`simcord.run(bot, …)` with the clock at `start` instead of simcord's own date, and with `hasten`."""
    run = simcord.run(bot, **options)
    env = run._env  # noqa: SLF001
    if start is not None:
        env.backend.clock._epoch = start  # noqa: SLF001 - before the bot starts, whose timers are relative to it
    hasten(env)
    env.backend.bot_user.name = NAME
    env.backend.bot_user.avatar = avatar
    return run


def hasten(env: simcord.Env) -> None:
    """Make timers depend on simulated time alone, and end an action as soon as the bot is idle. Call it before the start.

    simcord gives each timer of the bot a real one too, and waits in real time for those that are due before its limit. Here they
    fire by `advance_time`, or, when the bot is otherwise idle, if they are due within SHORT simulated seconds.
    """
    env.settle_timeout = PATIENCE
    vars(env)["_schedule_timer"] = lambda *_: None

    async def settle_in_simulated_time(*, dispatch: str | None = None, **_: Any) -> None:
        until = env._virtual_time + SHORT  # noqa: SLF001
        await settle(env, dispatch)
        while not env._advancing:  # noqa: SLF001
            due = _next_virtual_timer(env._settlement_state())  # noqa: SLF001
            if due is None or due > until:
                break
            env._move_clock(due)  # noqa: SLF001
            await settle(env, dispatch)

    env._settle_internal = settle_in_simulated_time  # noqa: SLF001


@contextmanager
def speak(locale: str, *users: Who) -> Iterator[None]:
    """Within the context, interactions of `users` (of everybody, where none is named) have this locale.

    Calls nest, and a named user has priority: `with speak("pt-BR"), speak("en-US", ana): …`.
    """
    keys: list[int | None] = [user.id for user in users] or [None]
    before = {key: _spoken.get(key) for key in keys}
    _spoken.update(dict.fromkeys(keys, locale))
    try:
        yield
    finally:
        for key, earlier in before.items():
            if earlier is None:
                _spoken.pop(key, None)
            else:
                _spoken[key] = earlier


def commands_of(env: simcord.Env) -> Commands:
    """The commands that the bot registered for all servers."""
    return dict(env.backend.commands[None])


def register_again(env: simcord.Env, commands: Commands) -> None:
    """Let Discord know the commands from an earlier start of the bot, with the ids that they have if it registers them now."""
    env.backend.commands[None] = {key: command | {"id": str(env.backend.snowflake())} for key, command in commands.items()}


def close_messages(env: simcord.Env, user: Who) -> None:
    """Make Discord refuse direct messages to them with error 50007, as where they don't accept any from the server's members."""
    env.inject_error(
        "POST", _messages_of(env, user), status=403, code=50007, message="Cannot send messages to this user", times=None
    )


def open_messages(env: simcord.Env, user: Who) -> None:
    """Undo `close_messages`."""
    path = _messages_of(env, user)
    env.backend.faults[:] = [fault for fault in env.backend.faults if fault["path"] != path]


def limit_bot(guild: simcord.GuildHandle, permissions: discord.Permissions) -> None:
    """Set the permissions of the bot's own role, which has all but Administrator at first. Those of @everyone still apply."""
    backend = guild._env.backend  # noqa: SLF001
    role = next(role for role in backend.get_guild(guild.id).roles.values() if role.managed)
    backend.edit_role(guild.id, role.id, {"permissions": permissions.value})


def forbid_bot(env: simcord.Env, channel: simcord.ChannelHandle, permissions: discord.Permissions) -> None:
    """Deny the bot these permissions in one channel, replacing an earlier overwrite."""
    me = env.backend.bot_user.id
    env.backend.set_overwrite(channel.id, Overwrite(me, OverwriteType.MEMBER, deny=permissions.value))


def make_private(env: simcord.Env, channel: simcord.ChannelHandle, role: simcord.RoleHandle) -> None:
    """Let only the role and the bot see the channel."""
    seen = discord.Permissions(view_channel=True).value
    assert channel.guild is not None
    everyone = Overwrite(channel.guild.id, OverwriteType.ROLE, deny=seen)  # @everyone has the id of its server
    me = Overwrite(env.backend.bot_user.id, OverwriteType.MEMBER, allow=seen)
    for overwrite in (everyone, Overwrite(role.id, OverwriteType.ROLE, allow=seen), me):
        env.backend.set_overwrite(channel.id, overwrite)


def restrict_commands(
    env: simcord.Env, guild: simcord.GuildHandle, names: Iterable[str], role: simcord.RoleHandle, kept_out: simcord.ChannelHandle
) -> None:
    """Offer these commands to the role only, and not in one channel, as the server's Integrations page does."""
    for name in names:
        command = env.backend.find_command(name, guild.id)
        assert command is not None
        everyone = {"id": str(guild.id), "type": 1, "permission": False}
        allowed = {"id": str(role.id), "type": 1, "permission": True}
        elsewhere = {"id": str(kept_out.id), "type": 3, "permission": False}
        env.backend.set_command_permissions(guild.id, int(command["id"]), [everyone, allowed, elsewhere])


def take_guild_away(env: simcord.Env, guild: simcord.GuildHandle) -> Any:
    """Make the server remove the bot; the returned value is for `add_guild_again`."""
    backend = env.backend
    kept = backend.get_guild(guild.id)
    places = {channel_id: (backend.channels[channel_id], backend.messages.get(channel_id, {})) for channel_id in kept.channel_ids}
    backend.remove_guild(guild.id)
    return kept, places


def add_guild_again(env: simcord.Env, taken: Any) -> None:
    """Make the server add the bot again."""
    backend = env.backend
    kept, places = taken
    backend.guilds[kept.id] = kept
    for channel_id, (channel, messages) in places.items():
        backend.channels[channel_id], backend.messages[channel_id] = channel, messages
    joined = dict(serializers.guild_create_payload(backend, kept))
    # Its absence distinguishes a new server from one after an outage: https://docs.discord.com/developers/events/gateway-events#guild-create
    del joined["unavailable"]
    backend.emit("GUILD_CREATE", joined)


def newest_message(env: simcord.Env, channel: simcord.ChannelHandle) -> simcord.ResponseMessage:
    """The channel's last message; unlike `channel.last_message` it does not build the earlier ones."""
    messages = env.backend.messages[channel.id]
    return simcord.ResponseMessage(env, messages[max(messages)])


def oldest_message(env: simcord.Env, channel: simcord.ChannelHandle) -> simcord.ResponseMessage:
    """The channel's first message; unlike `channel.history` it does not build the later ones."""
    messages = env.backend.messages[channel.id]
    return simcord.ResponseMessage(env, messages[min(messages)])


def forget_private_replies(env: simcord.Env, channel: simcord.ChannelHandle) -> None:
    """Remove ephemeral replies from the channel, as a restart of Discord's client does."""
    messages = env.backend.messages[channel.id]
    for message_id in [message.id for message in messages.values() if message.is_ephemeral]:
        del messages[message_id]


def find_button(message: simcord.ResponseMessage, prefix: str) -> str:
    """The custom id with `prefix` of a button or menu of the message. Raises LookupError."""
    for component in walk_components(message.components):
        if component.get("custom_id", "").startswith(prefix):
            return component["custom_id"]
    raise LookupError(f"No button {prefix}… on message {message.id}")


def has_button(message: simcord.ResponseMessage, prefix: str) -> bool:
    """Whether the message has a button or menu whose custom id begins with `prefix`."""
    return any(component.get("custom_id", "").startswith(prefix) for component in walk_components(message.components))


def options_of(message: simcord.ResponseMessage, menu: str) -> list[tuple[str, str]]:
    """The (value, label) of each option of the menu with this custom id."""
    found = next(component for component in walk_components(message.components) if component.get("custom_id") == menu)
    return [(option["value"], option["label"]) for option in found["options"]]


def newest_with_button(env: simcord.Env, channel: simcord.ChannelHandle, prefix: str) -> simcord.ResponseMessage:
    """The newest message of a channel that has a button whose custom id begins with `prefix`. Raises LookupError."""
    messages = env.backend.messages[channel.id]
    for number in sorted(messages, reverse=True):
        message = simcord.ResponseMessage(env, messages[number])
        if has_button(message, prefix):
            return message
    raise LookupError(f"No message with a button {prefix}… in {channel.name}")


def unsent(shown: simcord.InteractionResult) -> simcord.InteractionResult:
    """Allow a form to be submitted again, as after a failure of Discord."""
    shown._interaction.modal_consumed = False  # noqa: SLF001
    return shown


def bot_scope(env: simcord.Env) -> AbstractContextManager[None]:
    """Within the context, awaited calls count as the bot's own work, such as `bot.tree.sync()` from outside."""
    return env._bot_scope()  # noqa: SLF001


def requests_made(env: simcord.Env) -> int:
    """The number of the bot's requests to Discord; while it stays the same, nothing new can be shown."""
    return len(env.http_requests)


def _messages_of(env: simcord.Env, user: Who) -> str:
    return f"/channels/{env.backend.get_dm_channel(user.id).id}/messages"


def _localised(make: Any) -> Any:
    """Wrap simcord's `base_payload`, which always sets en-US, so that it sets the locale chosen with `speak`."""

    def base_payload(backend: Any, **about: Any) -> tuple[Any, dict[str, Any]]:
        record, payload = make(backend, **about)
        payload["locale"] = _spoken.get(about["user_id"]) or _spoken.get(None) or payload["locale"]
        if about["guild_id"] is not None:
            payload["guild_locale"] = backend.get_guild(about["guild_id"]).preferred_locale
        return record, payload

    return base_payload


def _monotonic() -> float:
    """The clock of simcord without an import at each call: the event loop asks for the time at each of its turns."""
    env = _runtime._selected_env(driver=False)  # noqa: SLF001
    return _dpy_internals.real_monotonic() if env is None else env._virtual_time  # noqa: SLF001


_dpy_internals._clock_monotonic = _monotonic  # noqa: SLF001
interactions.base_payload = _localised(interactions.base_payload)
for _module in (gateway, router):
    setattr(_module, "copy", SimpleNamespace(deepcopy=copied))  # noqa: B010 - the name is not exported, and no type has it
for _module in (components, results, serializers):
    setattr(_module, "deepcopy", copied)  # noqa: B010
