"""The year of a group of sixty: its plan, and, with `make fuzz`, a quarter of it that is lived through and reported on."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.__main__ import _open_demo
from bot.demo import group
from bot.demo.page import LOCALES
from bot.demo.places import ZONE
from bot.demo.simulator import simulation, speak
from bot.demo.year.life import Life, first_day, present
from bot.demo.year.people import EXTRAS
from bot.demo.year.plan import YESTERDAY, year
from tests.demo.reported import report_as_the_ledgers_have_it
from tests.fuzz import FUZZ

NOW = present(datetime(2026, 11, 28, 12, tzinfo=UTC))
SIXTY = 60


def test_the_present_is_after_a_year_that_is_over():
    assert datetime(2026, 1, 7, 10, tzinfo=ZONE) == NOW
    assert present(datetime(2026, 1, 7, 12, 59, tzinfo=UTC)).year == 2025
    began = group.beginning(NOW, day=first_day(NOW))
    assert (began.date().isoformat(), began.strftime("%A")) == ("2024-12-30", "Monday")


def test_it_is_the_same_each_time_and_everybody_acts_while_they_are_here():
    made = year(first_day(NOW))
    assert made == year(first_day(NOW))
    stays = {stay.key: stay for stay in made.stays}
    assert len([stay for stay in made.stays if stay.leaves is None]) + len(["otavio"]) == SIXTY
    plan = made.plan
    for referral in plan.referrals:
        assert referral.giver != referral.receiver
        for key in (referral.giver, referral.receiver):
            assert stays[key].joins < referral.day
            assert all(referral.day + step.after < (stays[key].leaves or YESTERDAY) for step in referral.steps)
    assert max(Counter(each.contact for each in plan.referrals).values()) == 1, "no client is referred twice"
    for thanks in plan.thanks:
        assert thanks.author != thanks.thanked
    for introduction in plan.introductions:
        assert len({introduction.connector, introduction.one, introduction.two}) == len(("connector", "one", "two"))
    asks = {ask.key: ask.day for ask in plan.asks}
    assert all(asks[each.ask] < each.day for each in plan.referrals if each.ask)


def test_they_are_told_apart_and_have_texts_in_both_languages():
    assert len({each.someone.name for each in EXTRAS}) == len(EXTRAS)
    for each in EXTRAS:
        for text in (each.someone.trade, each.someone.offer, each.someone.ideal, each.need):
            assert text.english != text.portuguese or text.english == "Personal trainer"
            assert all(text)


@pytest.mark.scenario
@pytest.mark.skipif(not FUZZ, reason="it takes minutes: the nightly tests do it")
@pytest.mark.parametrize("language", LOCALES)
async def test_what_it_lived_through_is_what_its_report_tells(tmp_path, language):
    first = -60
    with speak(LOCALES[language]):
        start = group.beginning(NOW, day=first)
        async with _open_demo(tmp_path) as bot, simulation(bot, start, check_errors=False) as env:
            place = group.build(env, language)
            await group.live(place, NOW, Life(place, NOW, 0.2, first))
            for period in ("month", "quarter"):
                await report_as_the_ledgers_have_it(bot, place, language, period)
            (members,) = await bot.database.read(
                lambda tx: tx.all("SELECT COUNT(*) AS n FROM members WHERE group_id = ? AND status = 'active'", place.guild.id)
            )
            assert members["n"] == SIXTY
