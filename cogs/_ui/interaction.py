"""An interaction: who caused it, their language, and its answer, which must come within three seconds."""

from __future__ import annotations

import asyncio
import logging
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord
from discord.utils import MISSING

from bot.core.actor import Actor
from bot.core.errors import N_, Refused, not_found
from bot.core.labels import read_label as read_typed
from bot.core.telemetry import Status
from bot.core.text import beginning, clean, is_blank
from bot.i18n import Words, known_tag, words
from bot.membership.members.model import Person
from bot.worker import callbacks
from bot.worker.callbacks import NO_FILES
from bot.worker.payload_view import PayloadView
from cogs._ui import interaction_log, pressed_message
from cogs._ui.cards import EPHEMERAL, Card, line, primary
from cogs._ui.expired import UNANSWERED, is_over
from cogs._ui.ready_forms import READY_FORMS
from cogs._ui.rivals import RIVALS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from discord import ui

    from cogs._ui.answering import FirstAnswer

log = logging.getLogger(__name__)

LAST_PAGE = 998
"""The last page, of three digits: its number and the next fit into a custom id beside the longest searches."""
C = TypeVar("C", bound=StrEnum)

AnyInteraction = discord.Interaction[Any]


class InteractionContext:
    """Answers one interaction. A lock lets either the handler or the timer that defers give the first answer, not both."""

    def __init__(self, interaction: AnyInteraction) -> None:
        self.interaction = interaction
        self.args: tuple[str, ...] = ()
        self.words: Words = words(interaction.locale.value, interaction.guild_locale.value if interaction.guild_locale else None)
        self.status = Status.ANSWERED
        self._is_answered = False
        self._lock = asyncio.Lock()
        self._deferring: asyncio.Task[None] | None = None
        self.first: FirstAnswer = interaction.client.answering.arrived(self._out_of_patience)
        if interaction.type is discord.InteractionType.autocomplete:
            self.end()  # it can't be deferred; the command tree looks after its time

    @classmethod
    def of(cls, interaction: AnyInteraction) -> InteractionContext:
        """The context of the interaction, the same object at each call."""
        ctx = interaction.extras.get("turn")
        if ctx is None:
            ctx = interaction.extras["turn"] = cls(interaction)
        return ctx

    @property
    def group_id(self) -> int:
        """The server's id; 0 in a direct message."""
        return self.interaction.guild_id or 0

    @property
    def user_id(self) -> int:
        return self.interaction.user.id

    @property
    def key(self) -> str:
        """The idempotency key of this interaction: delivered twice, it does its work once."""
        return f"i:{self.interaction.id}"

    def form_key(self, form: str, nonce: str) -> str:
        """The idempotency key of one opened form of this person, however often it is submitted."""
        return f"f:{form}:{self.user_id}:{nonce}"

    def actor(self, group_id: int | None = None) -> Actor:
        """The actor by the interaction's own data; `group_id` is used in a direct message, where the interaction has none."""
        user = self.interaction.user
        roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset[int]()
        return Actor(
            group_id=self.group_id or group_id or 0,
            user_id=user.id,
            name=called(user),
            manages_group=bool(self.group_id) and self.interaction.permissions.manage_guild,
            role_ids=roles,
            language=known_tag(self.interaction.locale),
            in_group=bool(self.group_id),
        )

    @property
    def chosen(self) -> str:
        """The first value that was chosen in a menu. Raises Refused where there is none."""
        data: Any = self.interaction.data
        values = data.get("values")
        if not values:
            raise stale()
        return values[0]

    def pressed_beside(self, prefix: str) -> bool:
        """Whether the message that was pressed has another button whose custom id begins so."""
        return pressed_message.has_button(self.interaction, prefix)

    def take(self, count: int) -> tuple[str, ...]:
        """The parts of the custom id after its name. Raises Refused where their number is not `count`."""
        if len(self.args) != count:
            raise stale()
        return self.args

    @property
    def id(self) -> int:
        """The only part of the custom id, as an id. Raises Refused where it can't be one."""
        return number(self.take(1)[0])

    async def say(self, text: str) -> None:
        """Answer with one private sentence."""
        await self.show(line(text))

    async def show(self, card: Card, *, public: bool = False) -> None:
        """Answer with a new message, private unless `public`; after the first answer it is a follow-up."""
        await self._draw(card)
        response = self.interaction.response
        async with self._lock:
            self.first.over()
            if self.is_answered:
                answer = card.answer(private=not public)
                if not await self.interaction.client.callbacks.followed(self.interaction, answer, card.contents):
                    await self.interaction.followup.send(view=_view(card), files=card.files or MISSING, ephemeral=not public)
            else:
                await self._sent(
                    callbacks.MESSAGE,
                    card.answer(private=not public),
                    lambda: response.send_message(view=_view(card), files=card.files or MISSING, ephemeral=not public),
                    card.contents,
                )
        interaction_log.count(self.interaction, self.status)

    async def update(self, card: Card, *, public: bool = False) -> None:
        """Replace the pressed message by the card, with the card's files instead of its own.

        A message that others read is changed only by a card that is meant for them (`public`); any other card is then shown privately.
        """
        if not (public or pressed_message.is_private(self.interaction, is_answered=self.is_answered)):
            await self.show(card)
            return
        await self._draw(card)
        async with self._lock:
            self.first.over()
            if self.is_answered:
                await self.interaction.edit_original_response(view=_view(card), attachments=card.files)
            else:
                await self._sent(
                    callbacks.UPDATE,
                    {"attachments": []} | card.answer(private=False),
                    lambda: self.interaction.response.edit_message(view=_view(card), attachments=card.files),
                    card.contents,
                )
        interaction_log.count(self.interaction, self.status)

    async def _draw(self, card: Card) -> None:
        """Draw the card's pictures, after the deferrals that wait: the process that draws them shares the processor."""
        if card.has_pictures:
            await self.interaction.client.answering.deferrals_are_sent()
            await card.draw(self.interaction.client.drawing)

    async def ask(self, modal: ui.Modal) -> None:
        """Open a form. It can't follow a deferral: then a private message has a button that opens it from memory."""
        async with self._lock:
            self.first.over()
            if not self.is_answered:
                await self._sent(callbacks.FORM, modal.to_dict(), lambda: self.interaction.response.send_modal(modal))
                interaction_log.count(self.interaction, self.status)
                return
        said = line(self.words.t("That took longer than it should. The form is ready now, and opens at once."))
        again = primary(f"form:ready:{READY_FORMS.keep(self.user_id, modal)}", self.words.t("Try again"), "✏️")
        await self.show(said.buttons([again]))

    @property
    def is_answered(self) -> bool:
        """Whether it was answered or deferred, by `_sent` or by discord.py."""
        return self._is_answered or self.interaction.response.is_done()

    def _out_of_patience(self) -> None:
        self._deferring = asyncio.create_task(self._defer())

    async def _defer(self) -> None:
        async with self.interaction.client.answering.deferral(), self._lock:
            self.first.over()
            if self.is_answered:
                return
            pressed = self.interaction.type is discord.InteractionType.component
            kind = callbacks.DEFERRED_UPDATE if pressed else callbacks.DEFERRED_MESSAGE
            data = {} if pressed else {"flags": EPHEMERAL}
            try:
                await self._sent(kind, data, lambda: self.interaction.response.defer(ephemeral=True, thinking=not pressed))
            except UNANSWERED as problem:
                if not is_over(f"interaction {self.interaction.id}", problem):
                    log.warning("Interaction %d could not be deferred: %s", self.interaction.id, problem)

    async def _sent(
        self, kind: int, data: dict[str, Any], by_library: Callable[[], Awaitable[object]], files: Mapping[str, bytes] = NO_FILES
    ) -> None:
        """Answer; by discord.py where that was not taken.

        Where the connection broke it is sent again: if the first arrived, Discord refuses the second (`is_over`).
        """
        try:
            with RIVALS.answering(self.interaction.id):
                if await self.interaction.client.callbacks.taken(self.interaction, kind, data, files):
                    self._is_answered = True
                else:
                    await by_library()
        except aiohttp.ClientError:
            await by_library()

    def end(self, status: Status | None = None) -> None:
        """Stop the timer: nothing more will be answered. `status` is how it ended, where that is to be counted."""
        self.first.over()
        if status is not None:
            interaction_log.count(self.interaction, status)


def _view(card: Card) -> PayloadView:
    """The card for discord.py, made only where that sends it."""
    return PayloadView(card.components)


def number(text: str) -> int:
    """An id from a custom id, menu or option, which are input: from 0 to 2^63 - 1. Raises Refused where it is none."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_LARGEST)) or int(text) > _LARGEST:
        raise stale()
    return int(text)


def read_label(text: str) -> int:
    """The number in “R-42”, as people type it. Raises Refused in the words of `not_found`."""
    found = label_number(text)
    if found is None:
        raise not_found()
    return found


def label_number(text: str) -> int | None:
    """The number in “R-42”, where `text` is one; None for any other text."""
    prefix, number = read_typed(text) or ("", None)
    return number if prefix == "R" else None


def one_of(choices: type[C], text: str) -> C:
    """The choice of that value, from a custom id. Raises Refused where there is none."""
    if text not in {choice.value for choice in choices}:
        raise stale()
    return choices(text)


def page_number(text: str) -> int:
    """The page number in a custom id, at most LAST_PAGE. Raises Refused where it is none."""
    return min(number(text), LAST_PAGE)


def searched(text: str, limit: int) -> str:
    """A search for a custom id: without colons, which separate its parts, and with at most `limit` units."""
    return beginning(clean(text.replace(":", " "), multiline=False), limit)


def stale() -> Refused:
    """The refusal of a button or menu whose custom id is not valid any more."""
    return Refused(N_("That does not lead anywhere any more. Start again from /referrals or /help."))


_LARGEST = 2**63 - 1


def person(user: discord.User | discord.Member) -> Person:
    """The person of a command's user option; a `User` who is no `Member` is not in the server."""
    return Person(user.id, called(user), user.bot, isinstance(user, discord.Member))


def called(user: discord.User | discord.Member) -> str:
    """The displayed name in the server without control characters; the user name where that shows nothing."""
    name = clean(user.display_name, multiline=False)
    return user.name if is_blank(name) else name


def names_of(user: discord.User | discord.Member) -> tuple[str, ...]:
    """The displayed name, global name and user name of a person."""
    return (called(user), user.global_name or "", user.name)
