"""Boards as people see them: with a picture, changed in place, shared; one's own place for oneself alone."""

import io
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import discord
import pytest
from PIL import Image

from bot.core.calendar import Period, PeriodName
from bot.demo.simulator import forbid_bot
from bot.i18n import words
from bot.weekly.boards.model import Board, BoardName, Standing, place_among, ranked
from cogs._ui.board_card import Beginning, show
from cogs._ui.board_image import BoardImage
from cogs._ui.cards import Card
from cogs._ui.components import GALLERY
from cogs.boards import board_card
from tests.conftest import NOON
from tests.discord.pictures import DeadlyBoard, FailingBoard
from tests.standin.world import parts
from tests.support import World, alts_of, said, shown, text_of


async def picture_of(message: object) -> Image.Image:
    (attachment,) = message.attachments  # pyright: ignore[reportAttributeAccessIssue]
    assert attachment.filename.isascii()
    return Image.open(io.BytesIO(await attachment.read()))


async def test_a_board_has_a_picture_and_tells_only_oneself_where_one_stands(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    answer = await group.caio.slash(group.channel, "leaderboard")
    board = shown(answer)
    assert (await picture_of(board)).width == 1200
    (alt,) = alts_of(board)
    assert alt.endswith(". 1. Ana: 1 member helped, 1 referral.")
    assert "Only you see this: one good word puts you on this board: /refer" in said(answer)
    assert "Only you see this" not in said(await group.ana.slash(group.channel, "leaderboard")), "she is on it"

    shared = shown(await group.caio.click(board, label="Share with everybody"))
    assert alts_of(shared) == [alt]
    assert "Only you see this" not in text_of(shared)

    changed = shown(await group.caio.select(board, ["helpers"], custom_id="board:board:this_week"))
    assert "answer what somebody asks, and you are on this board once it helped" in text_of(changed)
    assert (changed.attachments, alts_of(changed)) == ([], [])
    changed = shown(await group.caio.select(changed, ["givers"], custom_id="board:board:this_week"))
    changed = shown(await group.caio.select(changed, ["all_time"], custom_id="board:period:givers"))
    assert "(all time)" in alts_of(changed)[0]

    card = shown(await group.ana.slash(group.channel, "settings"))
    await group.ana.click(card, custom_id="settings:boards:off")
    board = shown(await group.ana.slash(group.channel, "leaderboard"))
    assert "you stand at number 1: **1 member helped** · 1 referral." in text_of(board)
    assert "1 more prefers not to be named" in text_of(board)
    assert "Nobody yet" not in text_of(board)
    assert board.attachments == []


async def test_the_news_bring_the_picture_where_it_may_be_and_come_without_it_too(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    preview = shown(await group.ana.slash(group.channel, "digest preview"))
    await group.ana.slash(group.channel, "digest post")
    posted = group.channel.history()[-1]
    assert alts_of(preview) == alts_of(posted)
    assert "1. Ana: 1 member helped, 1 referral." in alts_of(posted)[0]
    assert (await picture_of(posted)).tobytes() == (await picture_of(preview)).tobytes()

    await group.ana.slash(group.channel, "group setup", language="both")
    await group.ana.slash(group.channel, "digest post")
    both = group.channel.history()[-1]
    assert [alt.partition(" (")[0] for alt in alts_of(both)] == ["Who helped most members", "Quem ajudou mais membros"]
    assert [attachment.filename for attachment in both.attachments] == ["board-en.png", "board-pt-br.png"]

    forbid_bot(group.env, group.channel, discord.Permissions(attach_files=True))
    assert "I lack: Attach Files." in said(await group.ana.slash(group.channel, "group show"))
    await group.ana.slash(group.channel, "digest post")
    assert group.public()[-1] == text_of(both)
    assert group.channel.history()[-1].attachments == []


@pytest.mark.parametrize(("kind", "logged"), [(FailingBoard, "MemoryError"), (DeadlyBoard, "The process that draws ended")])
async def test_a_picture_that_cannot_be_drawn_holds_nothing_up(
    kind: type[BoardImage], logged: str, group, monkeypatch, caplog
) -> None:
    monkeypatch.setattr("cogs._ui.board_card.BoardImage", kind)
    await group.refer(group.ana, group.bruno)
    board = shown(await group.caio.slash(group.channel, "leaderboard"))
    assert "🥇 **Ana**" in text_of(board)
    assert (board.attachments, alts_of(board)) == ([], [])
    await group.ana.slash(group.channel, "digest post")
    assert "🥇 **Ana**" in group.public()[-1]
    assert logged in caplog.text


def test_days_are_said_as_shortly_as_they_can_be() -> None:
    spans = [
        (date(2026, 11, 16), date(2026, 11, 22)),
        (date(2026, 11, 30), date(2026, 12, 6)),
        (date(2025, 12, 29), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2026, 1, 1)),
    ]
    assert [[words(tag).days(*span) for span in spans] for tag in ("en", "pt-BR")] == [
        ["16–22 November 2026", "30 November – 6 December 2026", "29 December 2025 – 1 January 2026", "1 January 2026"],
        [
            "16 a 22 de novembro de 2026",
            "30 de novembro a 6 de dezembro de 2026",
            "29 de dezembro de 2025 a 1º de janeiro de 2026",
            "1º de janeiro de 2026",
        ],
    ]


RANKS = ranked(BoardName.THANKED, [Standing(number, f"Member {number:02}", 1, 30 - number) for number in range(1, 21)])


def written(card: Card) -> str:
    return "\n".join(card.texts)


def drawn_in(card: Card) -> list[str]:
    galleries = [part for part in parts(card.components) if part["type"] == GALLERY]
    return [item["description"] for gallery in galleries for item in gallery["items"]]


def test_who_stands_below_what_is_shown_reads_their_own_place() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    week = Period(NOON, NOON + timedelta(days=7))
    for number, told in ((15, None), (17, "you stand at number 17: **thanked 13 times** · by 1 member. 1 more thank-you, and")):
        own = place_among(BoardName.THANKED, RANKS, RANKS[number - 1].standing)
        board = Board(BoardName.THANKED, PeriodName.THIS_WEEK, week, RANKS, 3, unnamed=2, own=own, zone=zone)
        text = written(board_card(words("en"), board, "Chapter"))
        assert "**15.** **Member 15**" in text
        assert "Member 16" not in text
        assert "-# and 5 more" in text
        assert ("Only you see this" in text) == bool(told)
        assert told is None or told in text


def test_nobody_is_named_in_the_picture_alone() -> None:
    listing = Beginning(BoardName.THANKED, RANKS[:10], 0, 0, "Chapter", "16–22 November 2026")
    for room in (60, 150, 300, 3900):
        card = Card().small("x" * (3997 - room))
        show(card, words("en"), "**Who**", listing)
        named = [rank.standing.name for rank in RANKS if rank.standing.name in "".join(drawn_in(card))]
        assert len(named) == written(card).count("Member")
        assert len(drawn_in(card)) == bool(named)


async def test_equal_members_stand_in_alphabetical_order_whatever_their_letters(group: World) -> None:
    names = ["Zuleika Q", "Özgür", "İva Kiss", "Bob Stone", "Álvaro Zé", "Ivan"]
    for number, name in enumerate(names):
        member = group.guild.add_member(group.env.create_user(f"member{number}", global_name=name))
        await group.ana.slash(group.channel, "member add", member=member, seat=f"Trade {number}")
        await group.refer(member, group.bruno)
    board = said(await group.caio.slash(group.channel, "leaderboard"))
    in_order = ["Álvaro Zé", "Bob Stone", "İva Kiss", "Ivan", "Özgür", "Zuleika Q"]
    assert sorted(in_order, key=board.index) == in_order
    for command in ("directory", "member list"):
        listed = said(await group.ana.slash(group.channel, command))
        shown_there = [name for name in in_order if name in listed]
        assert sorted(shown_there, key=listed.index) == shown_there
