"""Routes buttons, menus and forms to their handlers by the name in their custom id, without state in memory.

discord.py's own views and modals live in a dictionary until they time out, and are gone after a restart. A custom id
`feature:verb:rest…` says everything that is needed, so one table of names serves them all. What stands in a custom id is
input: every handler asks its service, which authorises again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from bot.authorisation import check_person, check_place
from bot.core.errors import N_, Doubt, Refused
from bot.core.limit import TooOften
from cogs._ui.cards import Button, Card, button
from cogs._ui.expired import UNANSWERED
from cogs._ui.fault import fault
from cogs._ui.forms import Typed, read_typed
from cogs._ui.interaction import InteractionContext, stale
from cogs._ui.ready_forms import READY_FORMS
from cogs._ui.text import safe_text

if TYPE_CHECKING:
    from discord.ext import commands

    from bot.core.drafts.service import Drafts
    from bot.i18n import Words

log = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[..., Coroutine[Any, Any, Any]])

SURE = "sure"
"""A key of the typed fields that no form has: the person was asked about a Doubt, and confirmed."""
_MARK = "__goodword_route__"


def pressed(name: str) -> Callable[[F], F]:
    """Mark a cog's method as the handler of buttons and menus with the custom id `name:…`."""
    return _marked("press", name)


def submitted(name: str) -> Callable[[F], F]:
    """Mark a cog's method as the handler of a submitted form with the custom id `name:…`."""
    return _marked("submit", name)


def reopens(name: str) -> Callable[[F], F]:
    """Mark a cog's method as the one that builds the form `name:…` again with its input, after a refusal."""
    return _marked("reopen", name)


class Router:
    """The table of handlers by name.

    The router itself handles the buttons below a refused form (`form:again`, `form:anyway`), and that of a late one (`form:ready`).
    """

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._routes: dict[str, dict[str, Any]] = {
            "press": {"form:again": self._again, "form:anyway": self._anyway, "form:ready": self._ready},
            "submit": {},
            "reopen": {},
        }

    def collect(self, cog: commands.Cog) -> None:
        """Add a cog's marked methods. Each name may have one handler of a kind."""
        for name, kind, custom_id in _routes_of(type(cog)):
            # Checked at start: the second handler would replace the first without a sign.
            assert custom_id not in self._routes[kind], f"{custom_id} has two handlers"
            self._routes[kind][custom_id] = getattr(cog, name)

    @property
    def presses(self) -> frozenset[str]:
        """The names of buttons and menus that are answered."""
        return frozenset(self._routes["press"])

    @property
    def forms(self) -> frozenset[str]:
        """The names of forms that are answered."""
        return frozenset(self._routes["submit"])

    async def route(self, interaction: discord.Interaction[Any]) -> None:
        """Answer an interaction with a component or form. Raises nothing: errors become answers."""
        data: Any = interaction.data
        name, args = _split(data["custom_id"])
        ctx = InteractionContext.of(interaction)
        ctx.args = args
        is_form = interaction.type is discord.InteractionType.modal_submit
        try:
            check_person(is_bot=interaction.user.bot)
            check_place(name, in_server=interaction.guild_id is not None)
        except Refused as problem:
            await fault(interaction, problem)
            return
        if is_form:
            await self._submit(ctx, name, read_typed(interaction))
            return
        try:
            await self._found("press", name)(ctx)
        except Exception as problem:  # noqa: BLE001 - `fault` tells refusals from incidents, and logs the latter
            await fault(interaction, problem)

    async def _submit(self, ctx: InteractionContext, name: str, typed: Typed) -> None:
        try:
            await self._found("submit", name)(ctx, typed)
        except UNANSWERED as problem:
            await fault(ctx.interaction, problem)  # the work is done; only its answer failed
        except Exception as problem:  # noqa: BLE001 - as above
            await self.refuse(ctx, name, typed, problem)

    async def refuse(self, ctx: InteractionContext, name: str, typed: Typed, problem: Exception) -> None:
        """Answer with a refusal and the buttons that lead to the form `name`, filled with `typed`; for a command that has such a form."""
        await fault(ctx.interaction, problem, await self._kept(ctx, name, typed, problem))

    async def _kept(self, ctx: InteractionContext, name: str, typed: Typed, problem: Exception) -> Card | None:
        """A card with a button that opens the form again with its input, and for a Doubt one that submits it all the same.

        None where the form can't be opened again, or its input could not be stored.
        """
        if name not in self._routes["reopen"]:
            return None
        form = ":".join([name, *ctx.args])
        try:
            draft_id = await self._drafts.keep(ctx.group_id, ctx.user_id, form, typed)
        except TooOften:
            return _Unkept(ctx.words, typed)
        except Exception:
            log.exception("What was typed into %s could not be kept.", name)
            return None
        again = button(f"form:again:{draft_id}", ctx.words.t("Open the form again, with what you typed"), "✏️")
        if not isinstance(problem, Doubt):
            return _Again([again])
        below = [again, button(f"form:anyway:{draft_id}", ctx.words.t("Yes, all the same"), "👍")]
        if problem.referral_id is not None:
            below.append(button(f"referral:open:{problem.referral_id}", ctx.words.t("Open the earlier one"), "🔎"))
        return _Again(below)

    async def _again(self, ctx: InteractionContext) -> None:
        draft = await self._drafts.get(ctx.take(1)[0], ctx.user_id)
        name, ctx.args = _split(draft.form)
        await ctx.ask(await self._found("reopen", name)(ctx, dict(draft.typed)))

    async def _ready(self, ctx: InteractionContext) -> None:
        form = READY_FORMS.take(ctx.user_id, ctx.take(1)[0])
        if form is None:
            raise Refused(N_("This form is not kept any more. Please start again."))
        await ctx.ask(form)

    async def _anyway(self, ctx: InteractionContext) -> None:
        draft = await self._drafts.get(ctx.take(1)[0], ctx.user_id)
        name, ctx.args = _split(draft.form)
        await self._submit(ctx, name, {**draft.typed, SURE: "yes"})

    def _found(self, kind: str, name: str) -> Any:
        handler = self._routes[kind].get(name)
        if handler is None:
            raise stale()
        return handler


class _Again(Card):
    """A card whose buttons follow the first text that is added."""

    def __init__(self, below: list[Button]) -> None:
        super().__init__()
        self._below = below

    def text(self, text: str) -> Card:
        return super().text(text).buttons(self._below)


class _Unkept(Card):
    """The sentence that is put into it stands above what was typed, which is to be copied from there."""

    def __init__(self, words: Words, typed: Typed) -> None:
        super().__init__()
        self._said = words.t("Too many forms came back to you just now, so this one is not kept. Copy what you typed from here:")
        self._typed = [text for text in typed.values() if text]

    def text(self, text: str) -> Card:
        return super().text(text).small(self._said).rows("", [safe_text(each) for each in self._typed])


@cache
def _routes_of(cog: type[commands.Cog]) -> list[tuple[str, str, str]]:
    """The cog's marked methods: name, kind and custom id of each."""
    found = [(name, getattr(getattr(cog, name), _MARK, None)) for name in dir(cog)]
    return [(name, *route) for name, route in found if route is not None]


def _split(custom_id: str) -> tuple[str, tuple[str, ...]]:
    feature, _, rest = custom_id.partition(":")
    verb, *args = rest.split(":")
    return f"{feature}:{verb}", tuple(args)


def _marked(kind: str, name: str) -> Callable[[F], F]:
    def mark(method: F) -> F:
        setattr(method, _MARK, (kind, name))
        return method

    return mark
