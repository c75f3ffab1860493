"""Posting a need: the choice of its trades, its form, the questions before it is posted; and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.asks.model import DAYS, NeedKind, Replaces, Vague
from bot.asks.typed import Typed
from bot.core.errors import N_, Doubt
from bot.core.text import shortened
from cogs._ui import forms, pressed_message
from cogs._ui.interaction import InteractionContext, one_of, page_number
from cogs._ui.routing import SURE, pressed, reopens, submitted
from cogs.asks import notes
from cogs.asks.need_forms import FORM, need_form
from cogs.asks.trades import marked, marks, picked, trade_name, trades_card

if TYPE_CHECKING:
    from discord import ui

    from bot.asks.seen import SeenNeed
    from bot.asks.service import Needs
    from bot.core.actor import Actor
    from bot.membership.profiles.service import Profiles
    from cogs._ui.cards import Card
    from cogs.asks.across import AcrossCog
    from cogs.asks.knowledge import Knowledge

CLIENT, REPLACE, HINT, ANSWERED = "c", "r", "h", "a"
"""What somebody was asked before their need is posted: a client's name, the open *looking*, a hint, an earlier answer."""
ONCE = frozenset({HINT, ANSWERED})
"""Asked once, also where they change the text afterwards."""
ANSWERED_BEFORE = N_("{author} answered something like it in {need}: “{answer}” Post your question all the same?")
SHOWN = 300
"""Maximum length of the earlier answer that is shown, in UTF-16 units."""


class Posting(commands.Cog):
    def __init__(self, needs: Needs, profiles: Profiles, knowledge: Knowledge, across: AcrossCog) -> None:
        self._across = across
        self._needs = needs
        self._profiles = profiles
        self._knowledge = knowledge

    async def begin(self, ctx: InteractionContext, kind: NeedKind, trade: str = "") -> None:
        """Open the form of that kind; for *client needs* the choice of trades comes first. Raises Refused."""
        trades = (trade,) if trade else ()
        await self._needs.check_new(ctx.actor(), kind, trades)
        if kind is NeedKind.CLIENT_NEEDS:
            await ctx.show(trades_card(ctx.words, await self._profiles.seats(ctx.group_id), 0, marks(trades)))
        else:
            await ctx.ask(need_form(ctx.words, kind, f"{marks(trades)}:{forms.nonce()}:", {}))

    @pressed("ask:new")
    async def new(self, ctx: InteractionContext) -> None:
        await self.begin(ctx, one_of(NeedKind, ctx.take(1)[0]))

    @pressed("ask:trades")
    async def pick(self, ctx: InteractionContext) -> None:
        page, chosen = ctx.take(2)
        held = await self._held(ctx)
        values = pressed_message.chosen(ctx.interaction)
        at = page_number(page)
        await ctx.update(trades_card(ctx.words, held, at, picked(ctx.words, held, at, chosen, values)))

    @pressed("page:trades")
    async def turn_page(self, ctx: InteractionContext) -> None:
        page, chosen = ctx.take(2)
        await ctx.update(trades_card(ctx.words, await self._held(ctx), page_number(page), chosen))

    @pressed("ask:named")
    async def ask(self, ctx: InteractionContext) -> None:
        """Open the form of *client needs* with the trades that were chosen."""
        (chosen,) = ctx.take(1)
        await ctx.ask(await self._form(ctx, NeedKind.CLIENT_NEEDS, chosen, forms.nonce(), "", {}))

    @submitted(FORM)
    async def post(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        chosen, trades, nonce, asked = ctx.take(4)
        kind = one_of(NeedKind, chosen)
        filled = read(kind, typed, await self._marked(ctx, trades), asked)
        try:
            if kind is NeedKind.QUESTION and ANSWERED not in asked:
                await self._check_unanswered(ctx.actor(), filled.text)
            seen = await self._needs.post(ctx.actor(), kind, filled, ctx.form_key(FORM, nonce))
        except Doubt as doubt:
            # Kept with the draft: that they say yes then is an answer to all that was asked so far, and to nothing else.
            ctx.args = (chosen, trades, nonce, f"{asked}{_about(doubt)}")
            raise
        await ctx.show(await self._posted(ctx, seen))

    @reopens(FORM)
    async def reopened(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        kind, trades, nonce, asked = ctx.take(4)
        still = "".join(each for each in asked if each in ONCE)
        return await self._form(ctx, one_of(NeedKind, kind), trades, nonce, still, typed)

    @pressed("ask:met")
    async def met(self, ctx: InteractionContext) -> None:
        await ctx.update(notes.closed(ctx.words, await self._needs.met(ctx.actor(), ctx.id)))

    @pressed("ask:close")
    async def close(self, ctx: InteractionContext) -> None:
        await ctx.update(notes.closed(ctx.words, await self._needs.close(ctx.actor(), ctx.id)))

    @pressed("ask:again")
    async def again(self, ctx: InteractionContext) -> None:
        await ctx.show(await self._posted(ctx, await self._needs.again(ctx.actor(), ctx.id, ctx.key)))

    async def _form(
        self, ctx: InteractionContext, kind: NeedKind, trades: str, nonce: str, asked: str, typed: forms.Typed
    ) -> ui.Modal:
        await self._needs.check_new(ctx.actor(), kind)
        chosen = await self._marked(ctx, trades)
        names = [trade_name(ctx.words, trade) for trade in chosen]
        return need_form(ctx.words, kind, f"{trades}:{nonce}:{asked}", typed, names)

    async def _marked(self, ctx: InteractionContext, trades: str) -> tuple[str, ...]:
        """The trades of these marks; nothing is read where there are none. Raises Refused."""
        return marked(trades, await self._profiles.seats(ctx.group_id)) if trades else ()

    async def _held(self, ctx: InteractionContext) -> list[str]:
        """The group's trades, for who may choose among them. Raises Refused."""
        await self._needs.check_new(ctx.actor(), NeedKind.CLIENT_NEEDS)
        return await self._profiles.seats(ctx.group_id)

    async def _posted(self, ctx: InteractionContext, seen: SeenNeed) -> Card:
        """The author's private answer."""
        whom = await self._knowledge.whom_to_ask(ctx.actor(seen.need.group_id), seen)
        return notes.posted(ctx.words, seen, whom).buttons(await self._across.buttons(ctx, seen.need))

    async def _check_unanswered(self, actor: Actor, question: str) -> None:
        """Show an earlier answer before a question is posted that was asked before. Raises Answered."""
        found = await self._knowledge.answered(actor, question)
        if found is not None:
            seen, answer = found
            raise Answered(ANSWERED_BEFORE, author=answer.name, need=seen.need.label, answer=shortened(answer.offer.text, SHOWN))


class Answered(Doubt):
    """The question was answered before."""


def read(kind: NeedKind, typed: forms.Typed, trades: tuple[str, ...], asked: str) -> Typed:
    """What was typed into the form of that kind; `asked` are the questions to which they said yes, or which are asked once."""
    others = tuple(line for line in typed.get("trades", "").splitlines() if line.strip())
    sure = asked if SURE in typed else "".join(each for each in asked if each in ONCE)
    return Typed(
        text=typed.get("what" if kind is NeedKind.COVER else "text", ""),
        title=typed.get("title", ""),
        link=typed.get("link", ""),
        place=typed.get("where", ""),
        details=typed.get("details", ""),
        when=typed.get("when", ""),
        until_days=_days(typed.get("until", "")),
        trades=trades,
        other_trades=others,
        agreed=typed.get("agreed", ""),
        may_know=typed.get("may_know") == forms.TICKED,
        sure=CLIENT in sure,
        replace=REPLACE in sure,
        hinted=HINT in sure,
    )


def _about(doubt: Doubt) -> str:
    marks: dict[type[Doubt], str] = {Replaces: REPLACE, Vague: HINT, Answered: ANSWERED}
    return marks.get(type(doubt), CLIENT)


def _days(text: str) -> int:
    """The days that were chosen; the default for a form that has none."""
    return {str(days): days for days in DAYS}.get(text, DAYS[0])
