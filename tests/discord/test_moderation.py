"""What moderators cancel, as everybody sees it; and their log."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from bot.admin.moderation import LogPage
from bot.core.audit_log.model import LogEntry, Logged
from bot.i18n import words
from bot.membership.members.model import Member, Status
from bot.membership.roster.service import History
from cogs.members.cards import history_card
from cogs.moderation.cards import log_card
from tests.support import WARM, World, said, shown, text_of


async def test_cancelling_a_referral_and_thanks(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM)
    done = said(await group.lia.slash(group.channel, "moderate void", id="r-1", reason="For show"))
    assert done == "🚫 R-1 counts for nothing any more, and the people concerned are told why."
    await group.lia.slash(group.channel, "moderate void", id="T-1", reason="For show")
    public = "\n".join(group.public())
    assert "R-1 from **Ana** to **Bruno** was cancelled by a moderator" in public
    assert "The thank-you T-1 from **Bruno** to **Ana** was cancelled by a moderator." in public
    assert "For show" not in public
    assert WARM["message"] not in public
    for person in (group.ana, group.bruno):
        told = group.direct(person)
        assert any("A moderator cancelled R-1" in text and "> For show" in text for text in told)
        assert any("The thank-you T-1" in text and "> For show" in text for text in told)
    assert await group.rows("SELECT SUM(sign) FROM entries") == [(0,)]
    assert "nothing here" in said(await group.lia.slash(group.channel, "moderate void", id="X-1", reason="x"))


async def test_a_label_that_was_copied_from_a_card_or_the_log_is_read(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.caio.slash(group.channel, "ask", kind="question")
    await group.caio.submit_modal(form, {"text": "Which bank is good?", "until": "7"})
    log = await group.lia.slash(group.channel, "moderate log")
    assert "asked the group · A-1" in said(log), "the number by which it can be cancelled"
    (label,) = re.findall("A\u2011[0-9]+", str(shown(log).components))
    assert "A-1 counts for nothing" in said(await group.lia.slash(group.channel, "moderate void", id=label, reason="x"))
    assert "R-1 · " in said(await group.bruno.slash(group.channel, "referral", id="R\u20111"))
    found = await group.bruno.autocomplete(group.channel, "referral", "id", "R\u20111")
    assert [each["value"] for each in found] == ["R-1"], "what a command gets has the hyphen of keyboards"
    group.refusals()


async def test_the_log_is_the_moderators_and_survives_a_restart(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    for seat in range(14):
        await group.ana.slash(group.channel, "member seat", member=group.caio, seat=f"Trade {seat}")
    first = await group.lia.slash(group.channel, "moderate log")
    assert f"<@{group.ana.id}> **Ana** · trade changed · <@{group.caio.id}> **Caio**" in said(first)
    assert "0 referrals have had no news for 10 days" in said(first)
    await group.restart()
    second = await group.lia.click(shown(first), label="Next")
    assert f"passed · R-1 · <@{group.bruno.id}> **Bruno**" in text_of(shown(second))
    assert "Maria" not in text_of(shown(second))
    only = said(await group.lia.slash(group.channel, "moderate log", member=group.bruno, days=1))
    assert "Caio" not in only
    assert "passed · R-1" in only


async def test_the_log_as_a_file_has_the_same_filters_and_no_formula_and_no_client(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await group.bruno.click(shown(await group.bruno.slash(group.channel, "settings")), custom_id="settings:boards:off")
    await group.ana.slash(group.channel, "group setup", pair_cap=7)
    reason = "=HYPERLINK(1) " + "x" * 380
    for _ in range(8):
        await group.ana.slash(group.channel, "member pause", member=group.caio, reason=reason)
        await group.ana.slash(group.channel, "member resume", member=group.caio)
    page = said(await group.lia.slash(group.channel, "moderate log"))
    assert page.count("**Caio**") == 10, "long reasons push nothing off the page"
    assert "> =HYPERLINK(1) xxx" in page
    answer = shown(await group.lia.slash(group.channel, "moderate log", member=group.caio, days=1, format="csv"))
    assert answer.ephemeral
    assert "17 entries of the log · in 1 day" in text_of(answer)
    (file,) = answer.attachments
    assert file.filename == "log.csv"
    head, *rows = csv.reader(io.StringIO((await file.read()).decode("utf-8-sig")))
    assert head == [
        "When",
        "Who",
        "Who: Discord id",
        "What happened",
        "Number",
        "Whom it concerns",
        head[5] + ": Discord id",
        "Before",
        "After",
        "Reason",
    ]
    assert len(rows) == 17
    was = ("status: active; seat: Photographer", "status: paused; seat: Photographer")
    assert rows[1][1:] == ["Ana", str(group.ana.id), "sent on leave", "", "Caio", str(group.caio.id), *was, f"'{reason}"]
    (file,) = shown(await group.lia.slash(group.channel, "moderate log", format="xlsx")).attachments
    sheet = load_workbook(io.BytesIO(await file.read())).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert {"R-1", "passed", reason, "personal settings changed", "pair_cap: 3", "pair_cap: 7"} <= set(cells)
    assert not [cell for cell in cells if "boards" in cell], "what somebody chose for themselves is theirs"
    assert not [cell for cell in cells if "Maria" in cell or "maria@" in cell or "cake" in cell]
    refused = await group.bruno.slash(group.channel, "moderate log", format="csv")
    assert "Only the group's moderators" in said(refused)
    assert not shown(refused).attachments
    group.refusals()


@pytest.mark.parametrize("tag", ["en", "pt-BR"])
@pytest.mark.parametrize("text", ["*" * 400, "x" * 400])
def test_a_page_of_the_longest_entries_is_shown_whole(tag: str, text: str) -> None:
    facts = {"seat": text[:200]}, {"seat": f"y{text[:199]}"}
    one, other = 1234567890123456789, 1234567890123456780
    entry = LogEntry(1, one, "group.stop_looking", "R-123456789", other, *facts, reason=text)
    logged = tuple(Logged(datetime(2026, 1, 1, tzinfo=UTC), entry) for _ in range(16))
    names = {one: text[:200], other: text[:200]}
    member = Member(1, other, text[:200], Status.ACTIVE, text[:200])
    for card, entries in (
        (log_card(words(tag), LogPage(logged, names, 12345, 60), 3, "123456789012345678:366"), 10),
        (history_card(words(tag), History(member, logged[:11], names), 3), 10),
    ):
        text = "\n".join(card.texts)
        assert text.count("<t:") == text.count("\n> ") == entries
        assert card.room >= 0
