"""What was deleted stands in no byte of a SQLite store's files any more, readable or sealed."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actor import Actor
from bot.core.calendar import Weekday
from bot.core.db.encryption import MARK
from bot.core.db.sqlite import SqliteDatabase
from bot.core.declarations import declared
from bot.core.drafts import store as drafts_store
from bot.core.jobs import store as jobs_store
from bot.meetings.guests.inviting import Typed as Invited
from bot.meetings.speakers import store as speakers_store
from bot.meetings.typed import Plan
from bot.membership.members import store as members_store
from bot.membership.members.profile import Profile
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed
from bot.relationships.keep_in_touch.service import Typed as OwnPerson
from bot.relationships.one_to_ones import store as one_to_ones_store
from bot.relationships.one_to_ones.model import Answer
from bot.services import Services
from tests.conftest import NOON, Clock
from tests.meetings.met import meet
from tests.passing import forget_contact, give
from tests.patience import until
from tests.people import GROUP, People, someone

NAME = "Quartzfeldine"
WHO = 2
MARIA = Typed("Maria Souza", "maria@example.org", "A wedding cake", "direct", "3", sure=True)
TERM = timedelta(days=90)


@pytest.fixture
def services(sqlite: SqliteDatabase) -> Services:
    return Services(sqlite)


@pytest.fixture
async def filled(services: Services, people: People) -> People:
    """Enough of everything that rows are moved between pages, and canaries among it: a name, a profile, a client, thanks."""
    quartz = Actor(GROUP, WHO, NAME, language="en")
    await services.roster.database.write(lambda tx: members_store.seen(tx, GROUP, WHO, NAME, None))
    for number in range(12):
        await services.roster.database.write(lambda tx: tx.run("DELETE FROM allowances"))
        await services.profiles.edit(
            quartz, Profile(f"Business {number} " * 9, "Bread", "Cafés", "q@example.org"), f"f:2:p{number}"
        )
        client = Typed(f"Client {number}", f"c{number}@example.org", "x" * 150, "direct", "3", sure=True)
        given = await give(services, people, client, f"f:1:{number}")
        await services.referrals.move(WHO, given.referral.id, Verb.ACCEPT)
        await services.thanks.give(quartz, someone(1), given.referral.id, ThanksTyped(f"thanks {number} " * 20), f"f:2:t{number}")
    return people


async def sealed_of(database: SqliteDatabase, table: str, where: str) -> list[bytes]:
    """The sealed values of these rows as their bytes stand in the file."""
    columns = declared().tables[table].sealed
    rows = await database.read(lambda tx: tx.all(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}"))
    values = [value for row in rows for value in tuple(row) if value]
    return [value.encode() if isinstance(value, str) else value for value in values if value not in {"{}", MARK}]


def in_files(path: Path, canaries: list[bytes]) -> list[bytes]:
    """Which of them stand in the file or its write-ahead log. SQLite splits what is larger than a page, so a part is looked for."""
    raw = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*") if not each.name.endswith("-shm"))
    return [each for each in canaries if each[:40] in raw]


async def logged_out(database: SqliteDatabase) -> None:
    """Wait until the write-ahead log is empty: it is not before the truncation has run."""
    log = database.path.with_name(f"{database.path.name}-wal")
    await until(lambda: not log.stat().st_size, "the write-ahead log to be emptied")


async def delete_person(services: Services, people: People, clock: Clock) -> None:
    await services.privacy.delete(Actor(GROUP, WHO, NAME, language="en"), "A former member")


async def forget(services: Services, people: People, clock: Clock) -> None:
    await services.erasure.forget(1, (await maria(services)))


async def forget_by_moderator(services: Services, people: People, clock: Clock) -> None:
    await forget_contact(services, people.ana, MARIA.contact)


async def retention(services: Services, people: People, clock: Clock) -> None:
    await services.referrals.move(WHO, await maria(services), Verb.DECLINE)
    clock.now += timedelta(days=91)
    (job,) = [job for job in await services.daily_job.database.read(lambda tx: jobs_store.due(tx, 20)) if job.kind == "care"]
    await services.daily_job.run(job)


async def delete_group(services: Services, people: People, clock: Clock) -> None:
    await services.departures.database.write(lambda tx: tx.run("INSERT INTO departed_groups (group_id, at) VALUES (?, 0)", GROUP))
    await services.departed_groups.delete(GROUP, TERM)


async def maria(services: Services) -> int:
    row = await services.referrals.database.read(lambda tx: tx.one("SELECT MAX(id) AS id FROM referrals"))
    return row["id"]


Write = Callable[[Services, People], Awaitable[None]]
End = Callable[[Services, Clock], Awaitable[None]]
Deletion = Callable[[Services, People, Clock], Awaitable[None]]
OF_MARIA = {"referrals": "id = (SELECT MAX(id) FROM referrals)"}
CASES: list[tuple[Deletion, dict[str, str]]] = [
    (delete_person, {"members": f"user_id = {WHO}", "thanks": f"author_id = {WHO}"}),
    (forget, OF_MARIA),
    (forget_by_moderator, OF_MARIA),
    (retention, OF_MARIA),
    (delete_group, {"members": "1 = 1", "thanks": "1 = 1", "log": "1 = 1", "referrals": "1 = 1"}),
]


@pytest.mark.parametrize(("deletion", "gone"), CASES, ids=[each[0].__name__ for each in CASES])
async def test_no_byte_of_it_is_left(
    services: Services, sqlite: SqliteDatabase, filled: People, clock: Clock, deletion: Deletion, gone: dict[str, str]
) -> None:
    await give(services, filled, MARIA, "f:1:maria")
    canaries = [each for table, where in gone.items() for each in await sealed_of(sqlite, table, where)]
    if "members" in gone:
        canaries.append(NAME.encode())
    assert in_files(sqlite.path, canaries) == canaries, "what is looked for can be found"
    await deletion(services, filled, clock)
    await logged_out(sqlite)
    assert in_files(sqlite.path, canaries) == []


async def change_a_note(services: Services, people: People) -> None:
    await services.keep_in_touch.add(people.ana, OwnPerson("Rosa Lima", note="Her cat is ill"))


async def take_off_the_list(services: Services, people: People) -> None:
    await services.keep_in_touch.take_off(people.ana, 1)


async def change_topics(services: Services, people: People) -> None:
    await services.one_to_ones.log(people.ana, someone(2), "", "His new shop", "i:topics")


async def move_the_talk(services: Services, people: People) -> None:
    when = f"<t:{int((NOON + timedelta(days=3)).timestamp())}>"
    await services.talk_planning.plan(people.ana, someone(2), when, "Padaria Central", "i:move")


async def take_the_invitation_back(services: Services, people: People) -> None:
    await services.guests.withdraw(people.ana, 1)


async def edit_the_profile(services: Services, people: People) -> None:
    await services.profiles.edit(people.ana, Profile("Ana's", "Wills", "Heirs", "ana@example.org"), "f:1:later")


TYPED: list[tuple[Callable[[Services, People], Awaitable[None]], str]] = [
    (change_a_note, "acquaintances"),
    (take_off_the_list, "acquaintances"),
    (change_topics, "touches"),
    (move_the_talk, "talk_plans"),
    (take_the_invitation_back, "guests"),
    (edit_the_profile, "members"),
]


@pytest.mark.parametrize(("act", "table"), TYPED, ids=[each[0].__name__ for each in TYPED])
async def test_no_byte_is_left_of_what_somebody_typed_and_took_away(
    services: Services,
    sqlite: SqliteDatabase,
    people: People,
    act: Callable[[Services, People], Awaitable[None]],
    table: str,
) -> None:
    await services.profiles.edit(people.ana, Profile("Ana's", "Contracts", "Founders", "ana@example.com"), "f:1:first")
    await services.keep_in_touch.add(people.ana, OwnPerson("Rosa Lima", relation="Neighbour", note="Her orchid"))
    await services.one_to_ones.log(people.ana, someone(2), "", "His mother's bakery", "i:log")
    asked = await services.talk_asking.ask(people.bruno, someone(1), "i:ask")
    await services.talk_asking.answer(1, asked.request.id, Answer.YES)
    when = f"<t:{int((NOON + timedelta(days=2)).timestamp())}>"
    await services.talk_planning.plan(people.ana, someone(2), when, "Café Antigo", "i:plan")
    meeting = await meet(sqlite, NOON + timedelta(days=2))
    rosa = Invited("Rosa Lima", "Florist", "guest", "yes", "rosa@example.org")
    await services.guests.invite(people.ana, meeting.id, rosa, "f:guest:1:n")
    before = await sealed_of(sqlite, table, "user_id = 1" if table == "members" else "1 = 1")
    assert in_files(sqlite.path, before) == before, "what is looked for can be found"
    await act(services, people)
    await logged_out(sqlite)
    after = await sealed_of(sqlite, table, "1 = 1")
    gone = [each for each in before if each not in after]
    assert gone, "it took something away"
    assert in_files(sqlite.path, gone) == []


async def draft(services: Services, people: People) -> None:
    await services.drafts.keep(GROUP, 1, "refer:form:2:n", {"need": "x" * 60})


async def draft_expires(services: Services, clock: Clock) -> None:
    clock.pass_by(minutes=15)
    await services.drafts.database.write(drafts_store.purge)


async def talk(services: Services, people: People) -> None:
    await services.drafts.database.write(
        lambda tx: one_to_ones_store.plan(tx, GROUP, 1, 2, tx.now, "At the window of the café by the river")
    )


async def talk_is_over(services: Services, clock: Clock) -> None:
    clock.pass_by(days=2)
    await services.drafts.database.write(lambda tx: one_to_ones_store.delete_plans(tx, GROUP, tx.now))


async def announcement(services: Services, people: People) -> None:
    meeting, *_ = (await services.meetings.schedule(people.ana, Plan(Weekday.TUESDAY, "07:30"), "i:meet")).meetings
    await services.announcements.announce(people.ana, meeting.id, "The fair opens in the old harbour", "f:a:1:n")


async def announcement_is_old(services: Services, clock: Clock) -> None:
    clock.pass_by(days=40)
    await services.drafts.database.write(lambda tx: speakers_store.forget_old(tx, GROUP, tx.now))


@pytest.mark.parametrize(
    ("write", "end", "table"),
    [
        (draft, draft_expires, "drafts"),
        (talk, talk_is_over, "talk_plans"),
        (announcement, announcement_is_old, "announcements"),
    ],
)
async def test_no_byte_is_left_of_what_ends_by_the_clock(
    services: Services, sqlite: SqliteDatabase, people: People, clock: Clock, write: Write, end: End, table: str
) -> None:
    await write(services, people)
    canaries = await sealed_of(sqlite, table, "1 = 1")
    assert canaries
    assert in_files(sqlite.path, canaries) == canaries, "what is looked for can be found"
    await end(services, clock)
    await logged_out(sqlite)
    assert in_files(sqlite.path, canaries) == []


async def test_while_a_program_reads_it_is_tried_again(
    services: Services, sqlite: SqliteDatabase, filled: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.db.checkpoints.CHECKPOINT_AFTER", 0.01)
    sqlite._checkpoints._again()  # else the timer of earlier commits runs for a minute
    await give(services, filled, MARIA, "f:1:maria")
    canaries = await sealed_of(sqlite, "referrals", OF_MARIA["referrals"])
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM referrals").fetchone()
        await forget_by_moderator(services, filled, clock)
        for _ in range(3):
            await services.referrals.check_member(filled.ana)
            await sqlite._writer.run(lambda _: None)
        assert in_files(sqlite.path, canaries) == canaries, "the reader still sees it, and nobody waits for that"
        assert await services.erasure.ask(1, 1)
    await logged_out(sqlite)
    assert in_files(sqlite.path, canaries) == []
