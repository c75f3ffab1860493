"""What moderators cancel counts for nothing, both are told why, and the log says who did it without the client."""

import pytest
from msgspec.structs import replace

from bot.admin import moderation
from bot.core.calendar import PeriodName
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.referrals.model import State, Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import Clock
from tests.people import People, actor, someone

MARIA = Typed("Maria Souza", "maria@example.org", "A wedding cake", "direct", "3", sure=True)


@pytest.fixture
async def won(services: Services, people: People) -> int:
    """Bruno thanked Ana for a job that R-1 brought."""
    opened = await services.referrals.give(people.ana, someone(2), MARIA, "f:1:n")
    await services.thanks.give(people.bruno, someone(1), opened.referral.id, ThanksTyped("You saved my week"), "f:2:t")
    return opened.referral.id


async def board(services: Services, people: People, name: BoardName) -> list[tuple[str, int]]:
    found = await services.boards.board(people.ana, name, PeriodName.ALL_TIME)
    return [(rank.standing.name, rank.standing.times) for rank in found.ranks]


async def told(database: Database, kind: str) -> list[int]:
    rows = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = ? ORDER BY user_id", kind))
    return [row["user_id"] for row in rows]


async def test_a_void_referral_counts_for_nothing_and_both_read_why(
    services: Services, people: People, database: Database, won: int
) -> None:
    for _ in range(2):
        voided = await services.moderation.void(people.ana, "R", 1, "Given to each other for show")
    assert voided == "R-1"
    assert await board(services, people, BoardName.GIVERS) == []
    opened = await services.referrals.open(2, won)
    assert [moved.reason for moved in opened.history if moved.verb is Verb.VOID] == ["Given to each other for show"]
    assert (opened.referral.state, opened.moves) == (State.VOIDED, ())
    rows = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE detail = 'void' ORDER BY user_id"))
    assert [row["user_id"] for row in rows] == [1, 2]


async def test_void_thanks_count_for_nothing_and_the_job_is_none(
    services: Services, people: People, database: Database, won: int
) -> None:
    assert await board(services, people, BoardName.THANKED) == [("Ana", 1)]
    for _ in range(2):
        await services.moderation.void(people.ana, "T", 1, "It never happened")
    assert await board(services, people, BoardName.THANKED) == []
    assert (await services.referrals.open(2, won)).referral.state is State.OPEN
    assert await told(database, "thanks.voided") == [1, 2]
    assert (await services.activity.mine(people.bruno)).brought == ()


async def test_only_moderators_and_only_what_is_theirs(services: Services, people: People, won: int) -> None:
    for attempt in (
        services.moderation.void(people.bruno, "R", 1, "x"),
        services.moderation.void(people.bruno, "T", 1, "x"),
        services.moderation.log(people.bruno, None, 30, 10),
        services.moderation.whole_log(people.bruno, None, 30),
    ):
        with pytest.raises(Refused, match="moderators"):
            await attempt
    for attempt in (services.moderation.void(people.ana, "R", 9, "x"), services.moderation.void(people.ana, "T", 9, "x")):
        with pytest.raises(Refused, match="nothing here"):
            await attempt
    elsewhere = actor(1, group_id=999)
    with pytest.raises(Refused, match="not set up"):
        await services.moderation.void(elsewhere, "R", 1, "x")


async def test_a_reason_is_asked_for(services: Services, people: People, won: int) -> None:
    with pytest.raises(Refused) as refusal:
        await services.moderation.void(people.ana, "R", 1, " \u200b")
    assert "field" in refusal.value.sentence.params


async def test_the_log_has_filters_and_nothing_of_clients(services: Services, people: People, won: int, clock: Clock) -> None:
    await services.moderation.void(people.ana, "T", 1, "It never happened")
    everything = await services.moderation.log(people.ana, None, 30, 100)
    assert [each.entry.action for each in everything.entries][:3] == ["thanks.void", "referral.not_won", "thanks.give"]
    assert not any(word in str(everything) for word in ("Maria", "maria@", "wedding"))
    caios = await services.moderation.log(people.ana, 3, 30, 100)
    assert [each.entry.action for each in caios.entries] == ["member.add"]
    clock.pass_by(days=31)
    assert (await services.moderation.log(people.ana, None, 30, 100)).entries == ()


async def test_the_log_is_read_whole_in_slices_and_page_by_page_without_a_gap(
    services: Services, people: People, won: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moderation, "SLICE", 2)
    clock.pass_by(days=40)
    for member_id in (2, 3, 2):
        await services.roster.move_seat(people.ana, someone(member_id), f"Other {member_id}")
    whole = await services.moderation.whole_log(people.ana, None, 366)
    pages = [(await services.moderation.log(people.ana, None, 366, 3, offset)).entries for offset in range(0, 12, 3)]
    assert whole.entries == tuple(each for page in pages for each in page)
    assert len(whole.entries) == 10
    assert (whole.more, whole.names[1]) == (False, "Ana")
    brunos = await services.moderation.whole_log(people.ana, 2, 30)
    assert [each.entry.action for each in brunos.entries] == ["member.seat", "member.seat"]
    monkeypatch.setattr(moderation, "MOST_LOGGED", 4)
    cut = await services.moderation.whole_log(people.ana, None, 366)
    assert (cut.entries, cut.more) == (whole.entries[:4], True)
    assert (await services.moderation.log(people.ana, None, 10**9, 1)).entries == whole.entries[:1]


async def test_quiet_referrals_are_counted_without_a_name(services: Services, people: People, clock: Clock) -> None:
    await services.referrals.give(people.ana, someone(2), MARIA, "f:1:n")
    assert (await services.moderation.log(people.ana, None, 30, 1)).quiet == 0
    clock.pass_by(days=10, minutes=1)
    page = await services.moderation.log(people.ana, None, 30, 1)
    assert (page.quiet, page.quiet_days) == (1, 10)


async def test_my_activity_tells_how_long_things_take(services: Services, people: People, clock: Clock) -> None:
    assert (await services.activity.mine(people.bruno)).to_contact is None
    for number, hours in enumerate((1, 5, 30)):
        opened = await services.referrals.give(people.ana, someone(2), replace(MARIA, sure=True), f"f:1:{number}")
        clock.pass_by(hours=hours)
        await services.referrals.move(2, opened.referral.id, Verb.CONTACTED)
    clock.pass_by(hours=10)
    await services.thanks.give(people.bruno, someone(1), opened.referral.id, ThanksTyped("Thanks"), "f:2:t")
    mine = await services.activity.mine(people.bruno)
    assert mine.to_contact is not None
    assert mine.to_close is not None
    assert (mine.to_contact.total_seconds() / 3600, mine.to_close.total_seconds() / 3600) == (5, 40)
    assert (await services.activity.mine(people.ana)).given_won == 1
