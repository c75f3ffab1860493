"""The steps of an import in Discord: upload, questions, preview, then apply or cancel.

Every step is a custom id `<prefix>:<verb>:<draft>…`; nothing is kept in memory. A cog declares which of them it has and hands
them on to its wizard.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from bot.core.spreadsheet import files as spreadsheet_files
from bot.core.spreadsheet.encodings import CODE_PAGES, UnsureEncoding
from bot.core.spreadsheet.grid import NoHeadings
from bot.membership.import_sessions.model import ImportPlan, PlanChanged
from cogs._ui.attachments import fetched
from cogs._ui.cards import Card, line, menu
from cogs._ui.import_card import preview_card
from cogs._ui.interaction import number, page_number, stale
from cogs._ui.name_choice import chosen_id
from cogs._ui.progress import counted
from cogs._ui.template import template_card

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    import discord

    from bot.core.errors import Sentence
    from bot.i18n import Words
    from bot.membership.import_sessions.service import ImportSession
    from bot.membership.members.model import Member
    from cogs._ui.import_card import Preview
    from cogs._ui.interaction import InteractionContext

U = TypeVar("U")
P = TypeVar("P", bound=ImportPlan)
R = TypeVar("R")
W = TypeVar("W")

MANY = 100
"""Rows from which on a wizard that has a `writing` sentence shows it before it applies the plan."""


class ImportKind(Struct, Generic[W, U, P, R], frozen=True):
    """What differs between imports. `W` is a parsed file; the other type variables are those of `ImportSession`."""

    prefix: str
    headings: Mapping[Any, str]
    """The columns of the template, which a person who uploads a file without headings gets."""
    parse: Callable[[bytes, str | None], W]
    """Reads a file in an encoding, or in the one that it seems to have; runs in a thread. Raises NoHeadings, UnsureEncoding, Refused."""
    resolve: Callable[[InteractionContext, W, Sequence[Member]], Awaitable[U | None]]
    """Finds the people whom the rows may mean; None where it has answered the interaction itself."""
    preview: Callable[[Words, P, str], Preview[Any]]
    """From a plan and its draft's id."""
    done: Callable[[Words, R], Card]
    writing: Callable[[Words, int], str] | None = None


class ImportWizard(Generic[W, U, P, R]):
    """Answers the interactions of one kind of import."""

    def __init__(self, session: ImportSession[U, P, R], kind: ImportKind[W, U, P, R]) -> None:
        self._session = session
        self._kind = kind

    async def upload(self, ctx: InteractionContext, file: discord.Attachment) -> None:
        """Read a file and show its preview. Raises Refused."""
        roll = await self._session.roll(ctx.actor())
        spreadsheet_files.check_size(file.size)
        data = await fetched(file)
        await self._read(ctx, data, roll)

    async def choose_encoding(self, ctx: InteractionContext) -> None:
        """Read the stored file in the code page that was chosen. Raises Refused."""
        (draft,) = ctx.take(1)
        roll = await self._session.roll(ctx.actor())
        # The choice is input: any other name would be passed to a codec.
        if ctx.chosen not in CODE_PAGES:
            raise stale()
        await self._read(ctx, await self._session.file(ctx.actor(), draft), roll, ctx.chosen)

    async def _read(self, ctx: InteractionContext, data: bytes, roll: Sequence[Member], encoding: str | None = None) -> None:
        try:
            # Parsing takes seconds for a large file: in a thread, so that the event loop answers others meanwhile.
            sheet = await asyncio.to_thread(self._kind.parse, data, encoding)
        except UnsureEncoding as problem:
            draft = await self._session.keep_file(ctx.actor(), data)
            await ctx.show(_encoding_card(ctx.words, problem, f"{self._kind.prefix}:encoding:{draft}"))
            return
        except NoHeadings as problem:
            await ctx.show(await template_card(ctx.words, problem.sentence, self._kind.headings))
            return
        upload = await self._kind.resolve(ctx, sheet, roll)
        if upload is not None:
            await self.show(ctx, await self._session.keep(ctx.actor(), upload))

    async def turn_page(self, ctx: InteractionContext) -> None:
        page, draft = ctx.take(2)
        await self.show(ctx, draft, page_number(page))

    async def choose(self, ctx: InteractionContext) -> None:
        """Store the answer whom a name means, and show the preview again. Raises Refused."""
        draft, key = ctx.take(2)
        await self._session.choose(ctx.actor(), draft, number(key), chosen_id(ctx))
        await self.show(ctx, draft)

    async def take_likeliest(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        await self._session.take_likeliest(ctx.actor(), draft)
        await self.show(ctx, draft)

    async def cancel(self, ctx: InteractionContext) -> None:
        (draft,) = ctx.take(1)
        await self._session.cancel(ctx.actor(), draft)
        await ctx.update(line(ctx.words.t("The import is cancelled. Nothing was written.")))

    async def apply(self, ctx: InteractionContext) -> None:
        """Apply the plan; where it changed since it was shown, show it again instead. Raises Refused."""
        (draft,) = ctx.take(1)
        if self._kind.writing is not None:
            rows = await self._session.rows_of(ctx.actor(), draft)
            if rows >= MANY:
                await ctx.update(line(self._kind.writing(ctx.words, rows)))
        try:
            async with counted(ctx, partial(_written, ctx.words)) as counter:
                result = await self._session.apply(ctx.actor(), draft, counter.tell)
        except PlanChanged as changed:
            await self.show(ctx, draft, first=changed.sentence)
            return
        await ctx.update(self._kind.done(ctx.words, result))

    async def show(self, ctx: InteractionContext, draft: str, page: int = 0, first: Sentence | None = None) -> None:
        """Show the plan as of now, in place of the pressed message or as the answer to the command. Raises Refused."""
        plan = await self._session.preview(ctx.actor(), draft)
        card = preview_card(ctx.words, self._kind.preview(ctx.words, plan, draft), self._kind.prefix, draft, page, first)
        # A command has no message to replace until it is answered; every later step replaces that answer.
        answers_command = ctx.interaction.command is not None and not ctx.is_answered
        await (ctx.show(card) if answers_command else ctx.update(card))


def _written(words: Words, done: int, of: int) -> str:
    return words.t("⏳ Writing: {done} of {of} rows…", done=done, of=of)


def _encoding_card(words: Words, unsure: UnsureEncoding, custom_id: str) -> Card:
    """The question which code page is right, with some words of the file as each decodes them."""
    card = Card().text(f"❓ {words.t('How should these words of the file read? Choose the line in which they are right.')}")
    options = [(page, f"{sample} ({words.t(CODE_PAGES[page])})") for page, sample in unsure.choices]
    card.menu(menu(custom_id, words.t("Choose how it reads"), options))
    return card.small(words.t("Nothing is written yet. If none is right, save the file as XLSX and upload that."))
