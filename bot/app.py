"""The bot: loads the cogs, registers the commands at Discord, starts the worker, and handles every error in one place."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import logging
import sys
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands
from discord.http import Route

import cogs
from bot.admin.job_repair import JobRepair
from bot.admin.privacy.service import Privacy
from bot.closing import answered, disconnected, ended
from bot.command_tree import Tree, refuse_unread, usable
from bot.completeness import check_answered, check_rows
from bot.core.command_sync import CommandSync
from bot.core.drafts.service import Drafts
from bot.core.errors import Unsaved
from bot.core.identify.service import Identifies
from bot.core.personal_caches import Emptying
from bot.core.sealing.service import Sealing
from bot.core.telemetry import Telemetry
from bot.gateway.guard import guard
from bot.gateway.json_text import dumps
from bot.i18n import CommandTranslator, command_translations
from bot.identify import Identifying
from bot.membership.departed_groups.service import DepartedGroups
from bot.membership.departures.service import Departures
from bot.membership.members.name_keys import NameKeys
from bot.membership.missed_messages import Reaching
from bot.referrals.contact_rehash import ContactRehash
from bot.reports.network.service import Networks
from bot.services import Services
from bot.worker.callbacks import Callbacks
from bot.worker.clock_check import ClockCheck
from bot.worker.delivery import Delivery
from bot.worker.departed_groups import Deletion
from bot.worker.http import MOST_PATIENCE, REQUEST_ERRORS, DiscordHttp
from bot.worker.worker import Worker
from cogs._ui.answering import Answering
from cogs._ui.drawing import Drawing
from cogs._ui.fault import fault
from cogs._ui.interaction import InteractionContext, called
from cogs._ui.people import former_of_linked
from cogs._ui.routing import Router

if TYPE_CHECKING:
    import yarl

    from bot.core.db.database import Database
    from bot.core.shards import Shards
    from bot.worker.checked_clock import CheckedClock
    from bot.worker.rendered import Handler
    from cogs._ui.digest_blocks import Renderer
    from cogs._ui.morning_items import BeforeDelivery, ItemRenderer

log = logging.getLogger(__name__)

SYNC_RETRY = 60.0
"""Seconds until commands are registered again after that failed."""
CLOSE_SECONDS, DELIVERIES_SECONDS = 8.0, 3.0
"""Seconds that closing may take in all, and the part of them that deliveries may take."""
ROUTED = {discord.InteractionType.component, discord.InteractionType.modal_submit}
"""Interactions that the Router answers by custom id; the Tree answers commands."""
GARBAGE = 10_000
"""Threshold of the garbage collector's first generation (default 700): few objects are in cycles, so collections find little."""


class Goodword(commands.AutoShardedBot):
    """The bot over an open database, which it closes when it is closed.

    `clock` is that database's. `shards` are this process's; None, or all, where no other process shares the database.
    `members_intent`: whether the gateway sends who joins and leaves (a privileged intent); `voice_intent`: who is in a voice channel. `keep_departed`: how long a group is
    kept after its server removed the bot.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: CheckedClock | None = None,
        shard_count: int | None = None,
        shards: Shards | None = None,
        members_intent: bool = False,
        voice_intent: bool = False,
        keep_departed: timedelta = timedelta(days=90),
    ) -> None:
        parts: dict[str, Any] = {"shard_count": shard_count}
        if shards is not None:
            parts = {"shard_count": shards.count, "shard_ids": [*shards.ids]}
        self.wire = DiscordHttp(len(shards.ids) / shards.count if shards is not None else 1.0, clock)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            # Interactions bring the names, roles and permissions that commands need. The members intent is privileged
            # (https://docs.discord.com/developers/events/gateway#privileged-intents).
            intents=discord.Intents(guilds=True, members=members_intent, voice_states=voice_intent),
            # Whatever people type: no message pings anybody unless its own call says whom.
            allowed_mentions=discord.AllowedMentions.none(),
            # Nothing reads these caches, which grow with every server.
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=MOST_PATIENCE,
            http_trace=self.wire.trace(),
            **parts,
        )
        guard(self)
        shared = shards is not None and not shards.are_all
        self.database = database
        database.on_full = partial(self.dispatch, "store_full")
        self.telemetry = Telemetry()
        self.answering = Answering()
        self.drawing = Drawing()
        self.callbacks = Callbacks(self.http, dumps)
        self.services = Services(database)
        self.identifying = Identifying(self, self.services.of(Identifies))
        self.handlers: dict[str, Handler] = {}
        self.blocks: dict[str, Renderer] = {}
        self.morning: dict[str, ItemRenderer] = {}
        self.before_morning: dict[str, BeforeDelivery] = {}
        self.router = Router(self.services.of(Drafts))
        delivery = Delivery(self, self.handlers, self.wire, self.services.of(Reaching).closed)
        caches = self.drawing.forget, delivery.direct.forget, self.services.of(Networks).forget
        database.on_erased = Emptying(*caches, shared=shared).soon
        check = ClockCheck(self.wire, self.services.of(JobRepair), self._ask_for_the_time)
        part_from_linked = partial(self.services.of(Privacy).part_from_linked, named=former_of_linked)
        deletion = Deletion(self, self.services.of(DepartedGroups), self.services.of(Departures), keep_departed, part_from_linked)
        self.worker = Worker(database, delivery, self.services.job_handlers(), self.wire, check, deletion, shared=shared)
        self._syncing: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._began = False

    async def login(self, token: str) -> None:
        self._began = True
        await super().login(token)

    async def connect(self, *, reconnect: bool = True) -> None:
        gc.freeze()  # modules and cogs live as long as the process, so collections need not look at them
        gc.set_threshold(GARBAGE)
        await self.identifying.granted()
        await super().connect(reconnect=reconnect)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Wait for the IDENTIFY limit before the connection is made: Discord closes one that does not identify itself in time."""
        await self.identifying.room(shard_id)
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        await super().before_identify_hook(shard_id, initial=initial)
        await self.identifying.take(shard_id or 0, again=self.get_shard(shard_id or 0) is not None)

    async def setup_hook(self) -> None:
        await self.services.of(Sealing).finish()
        await self.services.of(ContactRehash).finish()
        await self.services.of(NameKeys).finish()
        await self.services.of(Departures).begin()
        await self.services.of(Reaching).begin()
        await self.load_cogs()
        await self.tree.set_translator(CommandTranslator())
        await self._sync_commands()
        # Last, since it delivers by the handlers that the cogs register.
        await self.worker.start()

    async def load_cogs(self) -> None:
        """Set up every cog, and collect its buttons and forms; `load_extension` would execute modules anew for each bot in a test."""
        for module in cogs.extensions():
            await module.setup(self)
        for cog in self.cogs.values():
            self.router.collect(cog)
        check_rows(*usable(self.tree), self.router.presses, self.router.forms)
        check_answered(self.handlers, self.blocks, self.morning, self.router.presses, self.router.forms)

    async def on_connect(self) -> None:
        """Look for due work: timers don't run while the machine is suspended."""
        self.worker.nudge()

    on_resumed = on_connect

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Start the clock of an interaction's first answer when it arrives, which may be long before its handler runs.

        Of commands, which the tree handles itself, and of frames' types no event is dispatched: it would start a task for nothing.
        """
        if event_name == "socket_event_type":
            return
        if event_name == "interaction":
            InteractionContext.of(args[0])
            if args[0].type not in ROUTED:
                return
        super().dispatch(event_name, *args, **kwargs)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log an error in an event's listener; in one line where the store failed, which has logged the cause."""
        problem = sys.exception()
        if isinstance(problem, Unsaved):
            log.warning("%s was not kept: %s", event_method, problem)
        else:
            await super().on_error(event_method, *args, **kwargs)

    async def on_interaction(self, interaction: discord.Interaction[Goodword]) -> None:
        """Route presses of buttons, choices in menus and submitted forms."""
        async with self.answering.turn(InteractionContext.of(interaction).first):
            if await self.meet(interaction):
                await self.router.route(interaction)

    async def on_odd_interaction(self, interaction: discord.Interaction[Goodword]) -> None:
        """Called for an interaction that could not be read; `interaction` holds no more of it than an answer needs."""
        await refuse_unread(interaction)

    async def meet(self, interaction: discord.Interaction[Goodword]) -> bool:
        """Readmit a person who was noted as departed but acts in the server, and deliver messages that they missed.

        Called before each interaction. Returns False where readmitting failed, and the person was told.
        """
        group_id, user = interaction.guild_id, interaction.user
        if group_id is not None and self.services.of(Departures).is_gone(group_id, user.id):
            try:
                await self.services.of(Departures).back(group_id, user.id, called(user))
            except Exception as problem:  # noqa: BLE001 - `fault` logs it, and tells the person
                await fault(interaction, problem)
                return False
        if self.services.of(Reaching).is_closed(user.id) and interaction.type is not discord.InteractionType.autocomplete:
            try:
                await self.services.of(Reaching).heard_from(user.id)
            except Exception:
                log.exception("What somebody missed could not be tried again.")
        return True

    async def close(self) -> None:
        """Stop the worker, close the database and disconnect, within CLOSE_SECONDS. May be called twice."""
        if self._closing is None:
            # Once, and shielded: `process` and the owner of the bot both close it, and a caller that is cancelled must
            # not stop half-way.
            self._closing = asyncio.create_task(self._close(), name="goodword close")
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        """Close the parts in order; the database early, so that requests that it refuses can still be answered.

        The connections by which answers go are closed when nothing more arrives and all that has arrived is answered.
        """
        until = asyncio.get_running_loop().time() + CLOSE_SECONDS
        if self._syncing is not None:
            self._syncing.cancel()
        await ended("the worker", self.worker.stop(DELIVERIES_SECONDS), until - 4.5)
        await ended("the store", self.database.close(), until - 1.5)
        if self._began:  # discord.py has nothing to close before `login`
            await ended("what is being answered", answered(), until - 1.3)
            await ended("the gateway", disconnected(self), until - 1.1)
            await ended("what arrived meanwhile", answered(), until - 1)
            await ended("the process that draws", self.drawing.close(), until - 1)
            self.callbacks.close()
            await ended("the connection to Discord", super().close(), until - 0.2)
            await ended("what is asked of Discord", self.http.close(), until)

    async def _ask_for_the_time(self) -> None:
        """Make a small request, whose `Date` header DiscordHttp passes to the clock."""
        await self.http.request(Route("GET", "/users/@me"))

    async def _sync_commands(self) -> None:
        """Register the commands at Discord if the hash of their payload and translations' files changed since the last time.

        Discord allows 200 creations a day
        (https://docs.discord.com/developers/interactions/application-commands#registering-a-command).
        """
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        # With the application's id: another bot's token on the same store has registered nothing yet.
        text = json.dumps([self.application_id, payload], sort_keys=True)
        payload_hash = hashlib.sha256(text.encode() + command_translations()).hexdigest()
        if payload_hash == await self.services.of(CommandSync).told():
            return
        try:
            await self.tree.sync()
        except REQUEST_ERRORS as problem:
            log.warning("Discord did not take the commands (%s); trying again in %d s.", problem, SYNC_RETRY)
            self._syncing = asyncio.create_task(self._sync_later())
            return
        await self.services.of(CommandSync).tell(payload_hash)
        log.info("Told Discord of %d commands.", len(payload))

    async def _sync_later(self) -> None:
        """Register the commands after SYNC_RETRY seconds; again after as many where something else fails, such as the store."""
        while True:
            await asyncio.sleep(SYNC_RETRY)
            try:
                return await self._sync_commands()
            except Exception:
                log.exception("The commands were not registered; trying again in %d s.", SYNC_RETRY)
