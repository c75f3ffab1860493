"""Reading and deleting what is held about oneself, as one sees it."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.admin.privacy.export import ExportedRecords
from bot.core.money import Money
from bot.core.spreadsheet.grid import unguarded
from bot.demo.simulator import speak
from bot.groups.model import Group
from bot.i18n import words
from bot.referrals.thanks.model import Business, Thanks
from cogs._ui import tables
from cogs.privacy.export_tables import own_tables
from tests.support import WARM, WORDS, World, said, shown, text_of

PHONE = "+55 11 98888-1234"


async def sheets(answer: Any) -> dict[str, list[dict[str, str]]]:
    """The tables of a private answer, by the names of their files or sheets, read as anybody would."""
    assert shown(answer).ephemeral
    found: dict[str, list[list[str]]] = {}
    for file in shown(answer).attachments:
        data = await file.read()
        if file.filename.endswith(".csv"):
            text = data.decode("utf-8-sig")
            found[file.filename] = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if "Número;" in text else ","))
        else:
            for sheet in load_workbook(io.BytesIO(data)).worksheets:
                cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
                assert not [cell for cell in cells if cell.data_type != "s" or cell.hyperlink], "text alone"
                found[sheet.title] = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    return {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in found.items()}


async def test_the_export_is_a_file_for_its_owner(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    exported = await group.bruno.slash(group.channel, "privacy export")
    assert "keep it to yourself" in said(exported)
    book, file = shown(exported).attachments
    assert (book.filename, file.filename) == ("goodword.xlsx", "goodword.json")
    assert load_workbook(io.BytesIO(await book.read())).sheetnames[:2] == ["Referrals", "Thanks"]
    found = json.loads(await file.read())
    assert found["user_id"] == group.bruno.id
    assert [referral["prospect"] for referral in found["referrals"]] == ["Maria Souza"]


async def test_deleting_asks_once_and_rewrites_what_stands_in_public(group: World) -> None:
    form = await group.bruno.slash(group.channel, "thank", member=group.ana)
    await group.bruno.submit_modal(form, WORDS)
    await group.refer(group.ana, group.bruno)
    asked = await group.bruno.slash(group.channel, "privacy delete")
    assert "This can't be undone" in said(asked)
    assert await group.rows("SELECT COUNT(*) FROM members WHERE user_id = ?", group.bruno.id) == [(1,)]
    done = await group.bruno.click(shown(asked), label="Delete it")
    assert "It is deleted." in text_of(shown(done))
    public = "\n".join(group.public())
    assert "Bruno" not in public
    assert WARM["message"] not in public
    assert "**A former member** thanks **Ana**" in public
    assert "**Ana** passed **A former member** a referral. (R-1)" in public
    assert "**A former member** can't take R-1" in group.direct(group.ana)[-1]
    assert await group.rows("SELECT COUNT(*) FROM members WHERE user_id = ?", group.bruno.id) == [(0,)]
    asked = await group.bruno.slash(group.channel, "privacy delete")
    again = await group.bruno.click(shown(asked), label="Delete it")
    assert "Nothing is held about you here." in text_of(shown(again))


async def test_the_card_of_an_application_is_rewritten_too(group: World) -> None:
    form = await group.duda.slash(group.channel, "join", seat="Florist")
    await group.duda.submit_modal(form, {"business": "Canary Ltd", "offer": "x", "ideal_referral": "x", "contact": ""})
    asked = await group.duda.slash(group.channel, "privacy delete")
    await group.duda.click(shown(asked), label="Delete it")
    card = text_of(group.moderators.history()[-1])
    assert "Canary" not in card
    assert "Duda" not in card


async def test_ones_own_referrals_and_thanks_for_a_spreadsheet(group: World) -> None:
    await group.refer(
        group.ana, group.bruno, prospect='=HYPERLINK("http://evil")', contact=PHONE, need='\ufeff ＠SUM(A1), "x"\nsecond line'
    )
    form = await group.bruno.slash(group.channel, "thank", member=group.ana, referral="R-1")
    await group.bruno.submit_modal(form, WARM | {"message": "-1+1 thanks", "amount": "1,250.00"})
    for kind in ("csv", "xlsx"):
        found = await sheets(await group.bruno.slash(group.channel, "privacy export", format=kind))
        suffix = ".csv" if kind == "csv" else ""
        names = [name.removesuffix(suffix).lower() for name in found]
        assert names == ["referrals", "thanks", "amounts"]
        ((referral,), (said,), (amount,)) = found.values()
        cells = [cell for table in found.values() for row in table for cell in row.values()]
        plain = unguarded if kind == "csv" else str
        if kind == "csv":
            assert not [cell for cell in cells if cell.lstrip(" \ufeff").startswith(tuple("=+-@＠"))]
        assert plain(referral["Client's name"]) == '=HYPERLINK("http://evil")'
        assert plain(referral["Their phone, e-mail or link"]) == PHONE
        assert plain(referral["What they need"]).endswith('＠SUM(A1), "x"\nsecond line')
        assert (referral["Number"], referral["Direction"], referral["With whom"]) == ("R-1", "you got it", "Ana")
        assert (referral["Where it stands"], referral["How warm"].count(",")) == ("Got the job", 2)
        assert (said["Number"], said["For"], plain(said["Words"])) == ("T-1", "R-1", "-1+1 thanks")
        assert (amount["Number"], amount["For"], amount["Amount"], amount["Currency"]) == ("T-1", "R-1", "1250.00", "BRL")
        assert not [row for table in found.values() for row in table if "HYPERLINK" in str(row) and "1250" in str(row)]

        with speak("pt-BR", group.ana):
            anas = await sheets(await group.ana.slash(group.channel, "privacy export", format=kind))
        assert "1250" not in str(anas)
        assert [row["Com quem"] for table in anas.values() for row in table] == ["Bruno", "Bruno"]
        strangers = await sheets(await group.duda.slash(group.channel, "privacy export", format=kind))
        assert list(strangers.values()) == [[], [], []]


async def test_what_is_too_large_for_discord_is_packed_and_then_refused(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        await group.refer(group.ana, group.bruno)
    monkeypatch.setattr(tables, "MOST_BYTES", 5_000)
    answer = shown(await group.bruno.slash(group.channel, "privacy export", format="json"))
    assert [file.filename for file in answer.attachments] == ["goodword.zip"]
    monkeypatch.setattr(tables, "MOST_BYTES", 500)
    for kind in ("json", "csv", "xlsx"):
        refused = await group.bruno.slash(group.channel, "privacy export", format=kind)
        assert "larger than Discord lets me send" in said(refused)
        assert not shown(refused).attachments
    assert len(group.refusals()) == 3


@pytest.mark.parametrize(
    ("tag", "minor", "currency", "written"),
    [
        ("en", 125000, "BRL", "1250.00"),
        ("pt-BR", 5, "BRL", "0,05"),
        ("pt-BR", 10**15, "JPY", "1" + "0" * 15),
        ("en", 1, "KWD", "0.001"),
    ],
)
def test_an_amount_is_a_number_that_spreadsheets_of_its_language_read(tag: str, minor: int, currency: str, written: str) -> None:
    said = Thanks(1, 1, 1, 2, 3, None, "", Money(minor, currency), Business.NEW, datetime(2026, 1, 1, tzinfo=UTC))
    *_, amounts = own_tables(words(tag), ExportedRecords(2, Group(1), (), (said,), {3: "Ana"}))
    assert list(amounts.rows)[1][5:7] == [written, currency]
