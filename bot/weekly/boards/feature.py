"""What leaderboards declare. A board without an entry kind waits for the feature that will write its entries."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import Board, DigestBlock, Feature, HelpLine
from bot.core.ledger.model import EntryKind
from bot.weekly.boards.digest import board
from bot.weekly.boards.model import BoardName
from bot.weekly.boards.service import Boards

FEATURE = Feature(
    "boards",
    services={"boards": Boards},
    blocks=(DigestBlock("board", 30, gather=board),),
    boards=(
        Board(BoardName.GIVERS, N_("Who helped most members"), EntryKind.REFERRAL),
        Board(BoardName.CONNECTORS, N_("Who introduced most people"), EntryKind.INTRODUCTION),
        Board(BoardName.HELPERS, N_("Who answered most asks"), EntryKind.ANSWER),
        Board(BoardName.THANKED, N_("Who was thanked most"), EntryKind.THANKS),
    ),
    help=(HelpLine("leaderboard", N_("who helped most members"), 70),),
)
