"""/group report through the whole bot: the card, the page, the files, and who is refused them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.discord.cells import answer_of, send_all
from tests.discord.wire import COMMAND, PRESS, press
from tests.support import World, ids_of, said, shown, text_of

if TYPE_CHECKING:
    import simcord

    from tests.discord.settled import Then

DAY = 24 * 3600


async def asked(world: World, person: Any = None, **options: str) -> simcord.ResponseMessage:
    return shown(await (person or world.ana).slash(world.channel, "group report", **options))


async def files_of(message: Any) -> dict[str, bytes]:
    return {each.filename: await each.read() for each in message.attachments}


async def until_february(group: World) -> None:
    """Two referrals are passed in January, one of which is taken back, and Caio is not named on boards."""
    await group.refer(group.ana, group.bruno)
    await group.refer(group.caio, group.bruno)
    await group.refer(group.bruno, group.ana)
    await group.ana.slash(group.channel, "moderate void", id="R-3", reason="By mistake")
    card = shown(await group.caio.slash(group.channel, "settings"))
    await group.caio.click(card, custom_id=next(each for each in ids_of(card) if each.startswith("settings:boards")))
    await group.env.advance_time(40 * DAY)


@pytest.fixture
def then(request: pytest.FixtureRequest) -> Then | None:
    return until_february if "over" in request.fixturenames else None


@pytest.fixture
def over(group: World) -> World:
    """It is February: see `until_february`."""
    return group


async def test_before_a_month_is_over_it_says_until_when(group: World) -> None:
    answer = said(await group.ana.slash(group.channel, "group report"))
    assert "Nothing of that time is over yet since Goodword began here" in answer
    assert "<t:" in answer
    answer = said(await group.ana.slash(group.channel, "group report", period="year", format="page"))
    assert "Nothing of that time is over yet" in answer


async def test_a_moderator_reads_the_last_month(over: World) -> None:
    card = await asked(over)
    text = text_of(card)
    assert text.startswith("### 📊 Report: January 2026\n29 December 2025 – 25 January 2026\n**What we passed on**")
    assert "Referrals passed: **2**\n" in text
    assert "Members who received a referral: **1**\n" in text
    assert "Members at the end: **3**" in text
    for name in ("Ana", "Bruno", "Caio"):
        assert name not in text
    assert card.ephemeral


async def test_the_page_is_a_file_that_names_no_member(over: World) -> None:
    for page in (
        await asked(over, format="page"),
        shown(await over.ana.click(await asked(over), custom_id="report:page:month:2026-01-01")),
    ):
        assert page.ephemeral
        [(name, data)] = (await files_of(page)).items()
        html = data.decode()
        assert name == "report-2026-01.html"
        assert "<h1" in html
        assert "Report: January 2026" in html
        assert "Referrals passed" in html
        for person in ("Ana", "Bruno", "Caio"):
            assert person not in html


async def test_the_page_is_in_the_groups_language_and_its_button_works_after_a_restart(over: World) -> None:
    await over.ana.slash(over.channel, "group setup", language="pt-BR")
    card = await asked(over)
    assert "Report: January 2026" in text_of(card), "the reader's language"
    await over.restart()
    page = shown(await over.ana.click(card, custom_id="report:page:month:2026-01-01"))
    [(name, data)] = (await files_of(page)).items()
    assert name == "relatorio-2026-01.html"
    assert 'lang="pt-BR"' in data.decode()
    assert "Indicações passadas" in data.decode()


async def test_the_files_name_those_alone_whom_boards_may_name(over: World) -> None:
    files = await files_of(await asked(over, format="csv"))
    assert sorted(files) == ["attendance.csv", "members.csv", "report-2026-01.csv"]
    assert all(data.startswith(b"\xef\xbb\xbf") for data in files.values())
    tables = {name: list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) for name, data in files.items()}
    numbers = {row[1]: row[2] for row in tables["report-2026-01.csv"]}
    assert (numbers["Number"], numbers["Referrals passed"], numbers["Days"]) == (
        "January 2026",
        "2",
        "29 December 2025 – 25 January 2026",
    )
    assert tables["members.csv"][1:] == [["Ana", "1", "1", "0", "0", "0", "0", "0"]], "Caio is not named on boards"
    assert tables["attendance.csv"] == [["Name", "Trade", "Meetings they were at", "Meetings since they joined"]]
    [(name, data)] = (await files_of(await asked(over, format="xlsx"))).items()
    assert name == "report-2026-01.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Report", "Members", "Attendance"]
    assert [cell.value for cell in book["Members"][2]] == ["Ana", "1", "1", "0", "0", "0", "0", "0"]


async def test_a_trade_that_begins_like_a_formula_is_text_in_a_file(group: World) -> None:
    await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="=HYPERLINK(1)")
    await group.env.advance_time(40 * DAY)
    files = await files_of(await asked(group, format="csv"))
    for line in "\n".join(data.decode("utf-8-sig") for data in files.values()).splitlines():
        for cell in next(csv.reader([line])):
            assert not cell.startswith("="), cell


async def test_others_are_refused(over: World) -> None:
    data = {"type": 1, "id": "1", "name": "group", "options": [{"type": 1, "name": "report", "options": []}]}
    for sent in ((COMMAND, data), (PRESS, press("report:page:month:2026-01-01"))):
        for result in await send_all(over, [over.bruno, over.duda], sent, over.channel):
            assert answer_of(result) == "Only the group's moderators can do that. Ask one of them."
        [result] = await send_all(over, [over.lia], sent, over.channel)
        assert "Report: January 2026" in answer_of(result), "who moderates by role"


@pytest.mark.parametrize("rest", [
    "", "month", "month:", "month:2026-01-02", "week:2026-01-01", "month:2026-99-01", "year:0001-01-01", "month:2030-01-01", "x:y",
    "month:2026-W01-1", "month:2026-01-01:1", "month:9999-12-01", "month:٢٠٢٦-٠١-٠١",
])  # fmt: skip
async def test_what_is_no_period_leads_nowhere(over: World, rest: str) -> None:
    [result] = await send_all(over, [over.ana], (PRESS, press(f"report:page:{rest}")), over.channel)
    assert answer_of(result).startswith(("There is nothing here by that name", "That does not lead anywhere")), answer_of(result)


async def test_a_page_that_can_not_be_drawn_is_told(over: World) -> None:
    await over.bot.drawing.close()
    answer = said(await over.ana.slash(over.channel, "group report", format="page"))
    assert "The page could not be made just now" in answer
    assert text_of(await asked(over)).startswith("### 📊"), "the card needs no drawing"
