"""The lines and the picture of a board, for /leaderboard and the digest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.declarations import declared
from bot.weekly.boards.model import BoardName, numbers
from cogs._ui.board_image import MOST_ROWS, BoardImage, Row
from cogs._ui.cards import and_more
from cogs._ui.text import one_line, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.weekly.boards.model import Rank, Standing
    from cogs._ui.cards import Card


def title_of(name: BoardName) -> str:
    """The board's title, as a marked msgid."""
    return declared().boards[name].title


class Beginning(Struct, frozen=True):
    """The shown part of a board: its ranks, the number of unnamed members and of further ranks; `group` and `days` are texts."""

    name: BoardName
    ranks: Sequence[Rank]
    unnamed: int
    unlisted: int
    group: str
    days: str


def show(card: Card, words: Words, heading: str, beginning: Beginning) -> None:
    """Add the list of ranks, and above it a picture of those ranks that the list shows: a name in the picture is always text too."""
    rows = [_row(words, beginning.name, rank) for rank in beginning.ranks]
    card.lines(heading, list(map(_line, rows)), more=partial(and_more, words), unlisted=max(beginning.unlisted, 0))
    card.picture_above(f"board-{words.tag.lower()}.png", lambda shown: _poster(words, beginning, rows[:shown]))


def unnamed_line(words: Words, unnamed: int) -> str:
    """A line with the number of members who do not want to be named; empty where there are none."""
    return words.n("{count} more prefers not to be named.", "{count} more prefer not to be named.", unnamed) if unnamed else ""


def counted(words: Words, name: BoardName, standing: Standing) -> tuple[str, str]:
    """The texts of the two numbers that a member is ranked by."""
    if name is BoardName.GIVERS:
        helped = words.n("{count} member helped", "{count} members helped", standing.people)
        return helped, words.n("{count} referral", "{count} referrals", standing.times)
    if name is BoardName.HELPERS:
        helped = words.n("{count} member helped", "{count} members helped", standing.people)
        return helped, words.n("{count} time", "{count} times", standing.times)
    if name is BoardName.CONNECTORS:
        introduced = words.n("{count} member introduced", "{count} members introduced", standing.people)
        return introduced, words.n("{count} time", "{count} times", standing.times)
    thanked = words.n("thanked {count} time", "thanked {count} times", standing.times)
    return thanked, words.n("by {count} member", "by {count} members", standing.people)


def _line(row: Row) -> str:
    return f"{place(row.rank)} **{one_line(row.name)}** · {row.said} · {row.detail}"


def _poster(words: Words, beginning: Beginning, rows: Sequence[Row]) -> BoardImage:
    drawn = tuple(rows[:MOST_ROWS])
    more = len(rows) - len(drawn)
    footnotes = (
        words.n("{count} more member is in the list.", "{count} more members are in the list.", more) if more else "",
        unnamed_line(words, beginning.unnamed),
        words.t("Equal numbers share a rank.") if len({row.rank for row in drawn}) < len(drawn) else "",
    )
    return BoardImage(
        group=beginning.group,
        title=words.t(title_of(beginning.name)),
        days=beginning.days,
        rows=drawn,
        footnotes=tuple(filter(None, footnotes)),
        nameless=words.t("(name in the list)"),
    )


def _row(words: Words, name: BoardName, rank: Rank) -> Row:
    said, detail = counted(words, name, rank.standing)
    return Row(rank.rank, rank.standing.name, numbers(name, rank.standing)[0], said, detail)
