"""What the sample group has lived through, as its members read it in either language."""

from datetime import UTC, date, datetime

import pytest

from bot.__main__ import _open_demo
from bot.demo import group
from bot.demo.meetings import MOVED, SKIPPED, TUESDAY
from bot.demo.neighbours import TAKE_FROM_LINKED
from bot.demo.network import SEEN
from bot.demo.page import LOCALES
from bot.demo.simulator import simulation, speak
from tests.demo.reported import report_as_the_ledgers_have_it
from tests.support import said, shown, text_of

NOW = datetime(2026, 11, 28, 15, 20, tzinfo=UTC)
LIVED = [
    ("question", "met", 1, 1),
    ("looking", "met", 0, 0),
    ("looking", "lapsed", 0, 0),
    ("client_needs", "met", 2, 0),
    ("tip", "open", 0, 2),
    ("cover", "met", 1, 1),
    ("question", "met", 2, 1),
    ("looking", "open", 0, 0),
    ("question", "open", 0, 0),
]
"""Kind, state, number of offers and of those who were helped, of each ask of the plan."""


@pytest.mark.parametrize(
    ("language", "search", "fits"),
    [("en", "late payment", "lower, cholesterol"), ("pt-BR", "pagamento atrasado", "baixar, colesterol")],
)
async def test_the_group_asks_answers_and_finds_it_again(tmp_path, language, search, fits):
    now = NOW
    with speak(LOCALES[language]):
        async with _open_demo(tmp_path) as bot, simulation(bot, group.beginning(now), check_errors=False) as env:
            place = group.build(env, language)
            await group.live(place, now)
            lived = await bot.database.read(
                lambda tx: tx.all(
                    "SELECT kind, state, (SELECT COUNT(*) FROM offers AS o WHERE o.need_id = n.id),"
                    " (SELECT COUNT(*) FROM helps AS h WHERE h.need_id = n.id) FROM needs AS n ORDER BY n.number"
                )
            )
            met = await bot.database.read(
                lambda tx: tx.all("SELECT n.kind FROM need_referrals AS r JOIN needs AS n ON n.id = r.need_id ORDER BY n.number")
            )
            talks = await bot.database.read(
                lambda tx: tx.all(
                    "SELECT confirm_until IS NULL AS sure FROM touches WHERE kind = 'met'"
                    " AND (confirm_until IS NOT NULL OR low_noted_at + high_noted_at IS NOT NULL) ORDER BY day"
                )
            )
            assert [bool(row["sure"]) for row in talks] == [True] * 4 + [False], "one lapsed, and one waits"
            rounds = await bot.database.read(
                lambda tx: tx.all(
                    "SELECT COUNT(*) AS n, MAX(answer) AS said, COUNT(DISTINCT team) AS teams FROM round_places GROUP BY round_id"
                )
            )
            assert [tuple(row) for row in rounds] == [(7, 2, 3), (7, 0, 3)], (
                "seven in two rounds, of whom some said whether they met"
            )
            noted = await bot.database.read(lambda tx: tx.all("SELECT answer FROM round_places WHERE answer > 0 ORDER BY answer"))
            assert [row["answer"] for row in noted] == [1, 2]
            assert [tuple(row) for row in lived] == LIVED
            for person in ("ana", "bruno"):
                due = said(await place.people[person].slash(place.channel, "keep-in-touch today"))
                assert {"ana": "Seu Joaquim", "bruno": "Dona Célia"}[person] in due
            assert [tuple(row) for row in met] == [("looking",), ("client_needs",)]
            states = await bot.database.read(lambda tx: tx.all("SELECT day, state, moved_to FROM meetings ORDER BY day"))
            assert {date.fromisoformat(row["day"]).weekday() for row in states} == {TUESDAY}
            assert [row["state"] == "skipped" for row in states].index(True) == SKIPPED
            assert [row["moved_to"] is not None for row in states].index(True) == MOVED
            assert len(states) >= group.WEEKS
            kept = "SELECT (SELECT COUNT(*) FROM presences WHERE state <> 'none') AS marked, (SELECT COUNT(*) FROM speakers) AS speakers"
            (lived,) = await bot.database.read(lambda tx: tx.all(kept))
            assert lived["marked"] >= 30
            friends = await bot.database.read(lambda tx: tx.all("SELECT name FROM members WHERE status = 'active' AND seat = ''"))
            assert [row["name"] for row in friends] == ["Otávio Sampaio"]
            assert lived["speakers"] >= 3
            guests = await bot.database.read(lambda tx: tx.all("SELECT state FROM guests ORDER BY id"))
            assert [row["state"] for row in guests][:2] == ["came", "came"]
            network = shown(await place.people["gabriela"].slash(place.channel, "me", show="network"))
            assert len(network.attachments) == 1
            assert [str(someone.user.global_name) in text_of(network) for someone in place.people.values()] == [
                key in SEEN for key in place.people
            ]
            terms = await bot.database.read(lambda tx: tx.all("SELECT user_id FROM terms WHERE list_id IS NOT NULL"))
            assert {row["user_id"] for row in terms} == {place.people[key].id for key in ("camila", "joao")}
            found = said(await place.people["ana"].slash(place.channel, "ask", search=search))
            assert "A-1" in found
            suggested = await place.people["ana"].slash(place.channel, "one-to-one suggest")
            assert said(suggested).count("**") >= 6
            assert "🔁" in said(suggested)
            assert f"*{fits}*" in said(await place.people["gabriela"].slash(place.channel, "ask"))
            await _meets_its_neighbours(bot, place)
            await report_as_the_ledgers_have_it(bot, place, language, "month")


async def _meets_its_neighbours(bot, place):
    """Both groups follow what they chose, Ana reads both, and a client went from one to the other."""
    beside = place.beside
    goals = text_of(shown(await place.people[place.moderator].slash(place.moderators, "group goals")))
    assert "▱" in goals or "▰" in goals
    own = said(await place.people["ana"].slash(place.channel, "me", show="groups"))
    assert own.index(place.guild.name) < own.index(beside.guild.name)
    offered = await place.people["bruno"].autocomplete(place.channel, "refer", "in_group", "")
    takers = [str(each["name"]).split(" · ")[0] for each in offered]
    assert takers[0] == beside.guild.name
    assert set(takers[1:]) == {beside.people[key].user.global_name for key in TAKE_FROM_LINKED["beside"]}
    passed = await bot.database.read(
        lambda tx: tx.all("SELECT state, giver_group_id FROM referrals WHERE group_id = ? ORDER BY number", beside.guild.id)
    )
    assert [(row["state"], row["giver_group_id"]) for row in passed] == [
        ("won", None), ("won", None), ("accepted", None), ("accepted", place.guild.id)
    ]  # fmt: skip
