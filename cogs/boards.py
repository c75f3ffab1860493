"""The leaderboard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import date_stamp
from bot.model.boards import BoardName
from bot.model.weeks import PeriodName
from bot.model.words import N_
from cogs._ui.cards import Card, button, menu, public
from cogs._ui.routing import pressed
from cogs._ui.sharing import share
from cogs._ui.text import one_line, place
from cogs._ui.turn import Turn, one_of

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.model.boards import Board, Rank
    from bot.services.boards import Boards
    from bot.services.sharing import Sharing
    from cogs._ui.host import Host

SHOWN = 15
BOARDS = {
    BoardName.GIVERS: N_("Who helped most members"),
    BoardName.CONNECTORS: N_("Who introduced most people"),
    BoardName.HELPERS: N_("Who answered most asks"),
    BoardName.THANKED: N_("Who was thanked most"),
}
PERIODS = {
    PeriodName.THIS_WEEK: N_("this week"),
    PeriodName.LAST_WEEK: N_("last week"),
    PeriodName.MONTH: N_("this month"),
    PeriodName.QUARTER: N_("this quarter"),
    PeriodName.YEAR: N_("this year"),
    PeriodName.ALL_TIME: N_("all time"),
}


class BoardCog(commands.Cog):
    def __init__(self, boards: Boards, sharing: Sharing) -> None:
        self._boards = boards
        self._sharing = sharing

    @app_commands.command(description="Who helped whom: the board, and what it counts.")
    @app_commands.describe(board="What it ranks by", period="Of which days")
    @app_commands.choices(
        board=[app_commands.Choice(name=title, value=name.value) for name, title in BOARDS.items()],
        period=[app_commands.Choice(name=title, value=name.value) for name, title in PERIODS.items()],
    )
    async def leaderboard(self, interaction: discord.Interaction, board: str = "givers", period: str = "this_week") -> None:
        turn = Turn.of(interaction)
        await turn.show(board_card(turn.words, await self._board(turn, board, period)))

    @pressed("board:board")
    async def change_board(self, turn: Turn) -> None:
        await turn.update(board_card(turn.words, await self._board(turn, turn.chosen, turn.take(1)[0])))

    @pressed("board:period")
    async def change_period(self, turn: Turn) -> None:
        await turn.update(board_card(turn.words, await self._board(turn, turn.take(1)[0], turn.chosen)))

    @pressed("board:share")
    async def share(self, turn: Turn) -> None:
        board = await self._board(turn, turn.take(2)[0], turn.args[1])
        language = await self._boards.language(turn.group_id)
        await share(turn, self._sharing, public(language, lambda card, words: fill(card, words, board)))

    async def _board(self, turn: Turn, board: str, period: str) -> Board:
        return await self._boards.board(turn.actor(), one_of(BoardName, board), one_of(PeriodName, period))


def fill(card: Card, words: Words, board: Board) -> None:
    """The board itself: ranks, names, the number that ranks, and what it counts."""
    card.title(f"🏆 {words.t(BOARDS[board.name])} · {words.t(PERIODS[board.period_name])}")
    named = [rank for rank in board.ranks if rank.standing.on_boards]
    if named:
        card.text("\n".join(_line(words, board.name, rank) for rank in named[:SHOWN]))
    else:
        card.text(words.t("Nobody yet. The first good word is the one that others remember."))
    unnamed = len(board.ranks) - len(named)
    if unnamed:
        card.small(words.n("{count} more prefers not to be named.", "{count} more prefer not to be named.", unnamed))
    if board.period_name is PeriodName.ALL_TIME:
        days = words.t("All days since the group began.")
    else:
        last_day = board.period.end - timedelta(hours=1)  # the end itself is no part of it
        days = words.t("From {start} to {end}.", start=date_stamp(board.period.start), end=date_stamp(last_day))
    card.small(f"{_counts(words, board)} {days} {words.t('Equal numbers share a rank.')}")


def board_card(words: Words, board: Board) -> Card:
    """The board with menus to change it in place, and a button to show it to everybody."""
    card = Card()
    fill(card, words, board)
    boards = [(name.value, words.t(title)) for name, title in BOARDS.items()]
    periods = [(name.value, words.t(title)) for name, title in PERIODS.items()]
    card.menu(menu(f"board:board:{board.period_name.value}", words.t("Another board"), boards, board.name.value))
    card.menu(menu(f"board:period:{board.name.value}", words.t("Other days"), periods, board.period_name.value))
    share = f"board:share:{board.name.value}:{board.period_name.value}"
    return card.buttons([button(share, words.t("Share with everybody"), "📣")])


def _line(words: Words, name: BoardName, rank: Rank) -> str:
    standing = rank.standing
    if name is BoardName.GIVERS:
        number = words.n("{count} member helped", "{count} members helped", standing.people)
        detail = words.n("{count} referral", "{count} referrals", standing.times)
    else:
        number = words.n("thanked {count} time", "thanked {count} times", standing.times)
        detail = words.n("by {count} member", "by {count} members", standing.people)
    return f"{place(rank.rank)} **{one_line(standing.name)}** · {number} · {detail}"


def _counts(words: Words, board: Board) -> str:
    name, cap = board.name, board.pair_cap
    if name is BoardName.GIVERS:
        return words.t(
            "Ranks by different members helped, then by referrals; at most {cap} a week count for the same two people.",
            cap=cap,
        )
    if name is BoardName.THANKED:
        return words.t("Ranks by thanks received; at most {cap} a week count for the same two people.", cap=cap)
    return words.t("This board fills when its feature comes.")


async def setup(bot: Host) -> None:
    await bot.add_cog(BoardCog(bot.services.boards, bot.services.sharing))
