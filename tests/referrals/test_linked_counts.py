"""What came from a linked group is in no number of the receiver's group, and what went there is a sign of its giver."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.core.calendar import Period
from bot.core.ledger.model import EntryKind
from bot.groups import store as groups_store
from bot.membership.members.model import Person
from bot.referrals.model import Verb
from bot.referrals.thanks import digest as thanks_digest
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.reports.group_report.model import Span
from bot.reports.quiet_check import store as quiet_check_store
from bot.reports.quiet_check.model import QUIET_FOR
from bot.weekly.digest.week import week
from tests.linked import ELI, FABIO, OTHER, found_other, link, other
from tests.passing import MARIA
from tests.people import GROUP, someone

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Database
    from bot.services import Services
    from tests.conftest import Clock
    from tests.people import People

BRUNO, CAIO = 2, 3


@pytest.fixture
async def linked(services: Services, people: People, clock: Clock) -> People:
    """Bruno passed Fabio, of a linked group, a client, of which came a job and two thanks."""
    await found_other(services)
    await link(services, people)
    await services.linked.open_to_linked(other(FABIO), on=True)
    opened = await services.linked.give(people.bruno, OTHER, FABIO, MARIA, "f:n")
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    clock.pass_by(hours=1)
    await services.referrals.move(FABIO, opened.referral.id, Verb.CONTACTED)
    await services.thanks.for_act(other(FABIO), opened.referral.id)
    await services.thanks.give(other(FABIO), someone(BRUNO), opened.referral.id, ThanksTyped("Great!", "500"), "f:t:32:n")
    return people


async def test_a_report_has_neither_its_job_nor_its_thanks(services: Services, linked: People, clock: Clock) -> None:
    clock.pass_by(days=20)
    for moderator in (linked.ana, other(ELI)):
        numbers = (await services.group_reports.last(moderator, Span.MONTH)).numbers
        assert (numbers.entries[EntryKind.REFERRAL], numbers.receivers, numbers.jobs) == (0, 0, 0)
        assert numbers.entries[EntryKind.THANKS] == 0


async def test_the_weekly_news_count_what_the_report_counts(
    services: Services, linked: People, database: Database, clock: Clock
) -> None:
    await services.thanks.give(other(FABIO), Person(ELI, "Eli"), None, ThanksTyped("Thank you"), "f:t:32:m")
    group = await database.read(lambda tx: groups_store.get(tx, OTHER))
    span = Period(clock.now - timedelta(days=2), clock.now + timedelta(days=2))
    block = await database.read(lambda tx: week(tx, group, span))
    assert [block.facts[name] for name in ("referrals", "receivers", "jobs", "thanks")] == [0, 0, 0, 1]
    said = await database.read(lambda tx: thanks_digest.thanked(tx, group, span))
    assert said is not None
    assert [each["thanked"] for each in said.facts["said"]] == ["Eli"]


async def test_ones_own_numbers_have_it_apart(services: Services, linked: People) -> None:
    mine = await services.activity.mine(other(FABIO))
    assert (mine.received, mine.won, mine.to_contact, mine.to_close, mine.linked_received) == (0, 0, None, None, 1)


async def test_whoever_passes_clients_to_a_linked_group_is_not_quiet(
    services: Services, linked: People, database: Database, clock: Clock
) -> None:
    async def quiet(at: datetime) -> list[int]:
        found = await database.read(lambda tx: quiet_check_store.quiet(tx, GROUP, "quiet", at, 0, 9))
        return [each.user_id for each in found]

    await database.write(lambda tx: tx.run("UPDATE members SET joined_at = 0, status_at = 0 WHERE status = 'active'"))
    clock.pass_by(days=1)
    given_at, caio = clock.now, linked.caio
    opened = await services.linked.give(caio, OTHER, FABIO, replace(MARIA, kind="lead", contact="m@example.org"), "f:caio")
    minute = timedelta(minutes=1)
    assert CAIO not in await quiet(given_at + QUIET_FOR - minute)
    assert CAIO in await quiet(given_at + QUIET_FOR + minute)
    clock.pass_by(days=9)
    await services.referrals.move(FABIO, opened.referral.id, Verb.ACCEPT)
    assert CAIO in await quiet(clock.now + QUIET_FOR - minute), "what its receiver did is a sign of the receiver alone"
    await services.referrals.move(CAIO, opened.referral.id, Verb.AGREED)
    assert CAIO not in await quiet(clock.now + QUIET_FOR - minute)
    assert CAIO in await quiet(clock.now + QUIET_FOR + minute)
