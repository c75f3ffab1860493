"""`/me show: year`: a page to print, as a file that only the member gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from bot.weekly.activity.year import Years
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.cards import Card
from cogs._ui.drawing import page_awaited
from cogs.activity.year_sheet import days_of, sheet_of, title_of

if TYPE_CHECKING:
    from bot.core.calendar import PeriodName
    from bot.i18n import Words
    from bot.weekly.activity.model import Year
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext


class OwnYear:
    """The printable page; without a period it has the twelve months up to today."""

    title: ClassVar[str] = "my year, to print"

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._years = bot.services.of(Years)

    async def answer(self, ctx: InteractionContext, period: PeriodName | None) -> None:
        await self.of_group(ctx, ctx.group_id, period)

    async def of_group(self, ctx: InteractionContext, group_id: int, period: PeriodName | None = None) -> None:
        """Answer with the page of that group; a direct message has none of its own."""
        year = await self._years.mine(ctx.actor(group_id), period)
        sheet = sheet_of(ctx.words, year, await plain_group_name(self._bot, year.group.group_id))
        with page_awaited():
            page = await self._bot.drawing.drawn_once(sheet)
        await ctx.show(year_card(ctx.words, year, page))


def year_card(words: Words, year: Year, page: bytes) -> Card:
    """The private answer with the file."""
    card = Card().title(f"🗓️ {title_of(words, year)} · {days_of(words, year)}")
    card.text(
        words.t(
            "Download the page and open it in a browser, on a phone too: it needs no network. Print it from there, or save it as a PDF."
        )
    )
    card.file(f"{words.t('my-year-{day}', day=year.last.isoformat())}.html", page)
    return card.small(
        words.t("Only you got it. No client is named on it; your own amounts are its last part.")
        if year.brought
        else words.t("Only you got it. No client is named on it.")
    )
