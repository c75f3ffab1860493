"""/leaderboard, its menus, and sharing a board in the channel."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.calendar import PeriodName
from bot.core.share_once import ShareOnce
from bot.weekly.boards.model import BoardName
from bot.weekly.boards.service import Boards
from cogs._ui.board_card import Beginning, counted, show, title_of, unnamed_line
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.cards import Card, button, menu, public
from cogs._ui.interaction import InteractionContext, one_of
from cogs._ui.periods import PERIODS, from_to, options
from cogs._ui.routing import pressed
from cogs._ui.share_once import share

if TYPE_CHECKING:
    from datetime import datetime

    from bot.i18n import Words
    from bot.weekly.boards.model import Board, Place
    from cogs._ui.bot_protocol import BotProtocol

SHOWN = 15
"""Maximum number of ranks in a message."""


class BoardCog(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._boards = bot.services.of(Boards)

    @app_commands.command(description="Who helped whom: the board, and what it counts.")
    @app_commands.describe(board="What it ranks by", period="Of which days")
    @app_commands.choices(
        board=[app_commands.Choice(name=title_of(name), value=name.value) for name in BoardName],
        period=[app_commands.Choice(name=title, value=name.value) for name, title in PERIODS.items()],
    )
    async def leaderboard(self, interaction: discord.Interaction, board: str = "givers", period: str = "this_week") -> None:
        ctx = InteractionContext.of(interaction)
        await ctx.show(await self._card(ctx, board, period))

    @pressed("board:board")
    async def change_board(self, ctx: InteractionContext) -> None:
        await ctx.update(await self._card(ctx, ctx.chosen, ctx.take(1)[0]))

    @pressed("board:period")
    async def change_period(self, ctx: InteractionContext) -> None:
        await ctx.update(await self._card(ctx, ctx.take(1)[0], ctx.chosen))

    @pressed("board:share")
    async def share(self, ctx: InteractionContext) -> None:
        # Read and authorised anew: the card may be days old, and who presses may be no member any more.
        board = await self._board(ctx, ctx.take(2)[0], ctx.args[1])
        # What is posted for everybody is in the group's language, not in that of who pressed.
        language = await self._boards.language(ctx.group_id)
        group = await plain_group_name(self._bot, ctx.group_id)
        shown = public(language, lambda card, words: fill(card, words, board, group))
        await share(ctx, self._bot.services.of(ShareOnce), shown)

    async def _card(self, ctx: InteractionContext, name: str, period: str) -> Card:
        board = await self._board(ctx, name, period)
        return board_card(ctx.words, board, await plain_group_name(self._bot, ctx.group_id))

    async def _board(self, ctx: InteractionContext, board: str, period: str) -> Board:
        return await self._boards.board(ctx.actor(), one_of(BoardName, board), one_of(PeriodName, period))


def fill(card: Card, words: Words, board: Board, group: str) -> None:
    """Fill in a board without anything of the reader's own: picture, ranks, names, numbers, and what it counts."""
    title = f"🏆 {words.t(title_of(board.name))} · {words.t(PERIODS[board.period_name])}"
    footnotes = f"{_counts(words, board)} {_dates(words, board)} {words.t('Equal numbers share a rank.')}"
    if board.ranks:
        unlisted = len(board.ranks) - SHOWN
        beginning = Beginning(board.name, board.ranks[:SHOWN], board.unnamed, unlisted, group, _days(words, board))
        show(card, words, f"### {title}", beginning)
    else:
        card.title(title)
        if not board.unnamed:
            card.text(words.t("Nobody yet. The first good word is the one that others remember."))
    card.small(unnamed_line(words, board.unnamed)).small(footnotes)


def board_card(words: Words, board: Board, group: str) -> Card:
    """The board with the reader's own place, menus that change the board and period in place, and a button to share it."""
    card = Card()
    fill(card, words, board, group)
    # Who is in the list reads their numbers there, so they are not repeated below it.
    shown = {rank.standing.user_id for rank in board.ranks[:SHOWN]}
    if board.own is not None and board.own.standing.user_id not in shown:
        card.rule().text(f"👤 {_own(words, board.name, board.own)}")
    boards = [(name.value, words.t(title_of(name))) for name in BoardName]
    card.menu(menu(f"board:board:{board.period_name.value}", words.t("Another board"), boards, board.name.value))
    card.menu(menu(f"board:period:{board.name.value}", words.t("Other days"), options(words), board.period_name.value))
    # Board and period are in the custom id: nothing is kept in memory, so the button works after a restart.
    share = f"board:share:{board.name.value}:{board.period_name.value}"
    return card.buttons([button(share, words.t("Share with everybody"), "📣")])


def _own(words: Words, name: BoardName, own: Place) -> str:
    """The reader's rank and what the next one takes, as a text for the reader alone."""
    givers = name is BoardName.GIVERS
    if not own.standing.times:
        if givers:
            return words.t("Only you see this: one good word puts you on this board: /refer")
        if name is BoardName.CONNECTORS:
            return words.t("Only you see this: bring two members together, and you are on this board: /introduce")
        if name is BoardName.HELPERS:
            return words.t("Only you see this: answer what somebody asks, and you are on this board once it helped: /ask")
        return words.t("Only you see this: you are not on this board yet. A good word often brings a thank-you: /refer")
    said, detail = counted(words, name, own.standing)
    where = words.t(
        "Only you see this: you stand at number {rank}: {number} · {detail}.",
        rank=words.number(own.rank),
        number=f"**{said}**",
        detail=detail,
    )
    if own.to_next is None:
        return where
    if name in {BoardName.GIVERS, BoardName.HELPERS}:
        ahead = words.n("Help {count} more member, and you move up.", "Help {count} more members, and you move up.", own.to_next)
    elif name is BoardName.CONNECTORS:
        ahead = words.n(
            "Introduce {count} more member, and you move up.", "Introduce {count} more members, and you move up.", own.to_next
        )
    else:
        ahead = words.n("{count} more thank-you, and you move up.", "{count} more thank-yous, and you move up.", own.to_next)
    return f"{where} {ahead}"


def _counts(words: Words, board: Board) -> str:
    cap = board.pair_cap
    if board.name is BoardName.GIVERS:
        return words.t(
            "Ranks by different members helped, then by referrals; at most {cap} a week count for the same two people.",
            cap=cap,
        )
    if board.name is BoardName.CONNECTORS:
        return words.t(
            "Ranks by different members introduced, once both have said yes; at most {cap} a week count for the same two people.",
            cap=cap,
        )
    if board.name is BoardName.HELPERS:
        return words.t(
            "Ranks by different members who say that an answer, a tip or standing in helped them; at most {cap} a week count for the"
            " same two people.",
            cap=cap,
        )
    return words.t("Ranks by thanks received; at most {cap} a week count for the same two people.", cap=cap)


def _dates(words: Words, board: Board) -> str:
    """The period for a text, as timestamps that Discord shows in each reader's time zone."""
    if board.period_name is PeriodName.ALL_TIME:
        return words.t("All days since the group began.")
    return from_to(words, board.period)


def _days(words: Words, board: Board) -> str:
    """The period for the picture, in the group's time zone, since a picture is the same for all readers."""
    if board.period_name is PeriodName.ALL_TIME:
        return words.t(PERIODS[board.period_name])
    start, end = (moment.astimezone(board.zone).date() for moment in (board.period.start, _last(board)))
    return words.days(start, end)


def _last(board: Board) -> datetime:
    """An instant of the period's last day: periods are half-open, so the end itself is midnight of the next day."""
    return board.period.end - timedelta(hours=1)


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(BoardCog(bot))
