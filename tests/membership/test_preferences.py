"""What members choose, and that it is obeyed."""

import pytest
from msgspec.structs import asdict

from bot.core.audit_log import store as audit_log_store
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.core.outbox.model import Reach
from bot.membership.leave import service as leave_service
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.members.profile import Sharing, Switches
from bot.referrals.typed import Typed
from bot.services import Services
from tests.conftest import Clock
from tests.people import GROUP, People, someone

LEAD = Typed("Maria Souza", "maria@example.org", "", "direct", "1", sure=True)


async def logged(database: Database) -> list[tuple[dict[str, object], dict[str, object]]]:
    entries = await database.read(lambda tx: audit_log_store.of_member(tx, GROUP, 2, ("profile.settings",), 20))
    return [(dict(each.entry.before), dict(each.entry.after)) for each in reversed(entries)]


async def test_every_choice_is_kept_and_written_down_once(services: Services, people: People, database: Database) -> None:
    chosen = services.preferences
    for _ in range(2):
        await chosen.switch(people.bruno, "thanks", on=False)
        await chosen.share(people.bruno, Sharing.PARTNERS)
        await chosen.appear(people.bruno, on_boards=False)
        await chosen.be_in_picture(people.bruno, shown=True)
        await chosen.speak(people.bruno, "pt-BR")
    mine = await chosen.mine(people.bruno)
    assert mine.switches == Switches(thanks=False)
    assert (mine.sharing, mine.on_boards, mine.chosen_language) == (Sharing.PARTNERS, False, "pt-BR")
    await chosen.speak(people.bruno, None)
    assert await logged(database) == [
        ({"thanks": 1}, {"thanks": 0}),
        ({"contact": "members"}, {"contact": "partners"}),
        ({"boards": 1}, {"boards": 0}),
        ({"picture": 0}, {"picture": 1}),
        ({"language": None}, {"language": "pt-BR"}),
        ({"language": "pt-BR"}, {"language": None}),
    ]


@pytest.mark.parametrize("name", asdict(Switches()))
async def test_each_switch_is_its_own(services: Services, people: People, name: str) -> None:
    before = asdict((await services.preferences.mine(people.bruno)).switches)
    after = await services.preferences.switch(people.bruno, name, on=not before[name])
    assert asdict(after.switches) == before | {name: not before[name]}


async def test_what_does_not_exist_is_refused(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="no such switch"):
        await services.preferences.switch(people.bruno, "__class__", on=True)
    with pytest.raises(Refused, match="don't speak that language"):
        await services.preferences.speak(people.bruno, "tlh")
    with pytest.raises(Refused, match="This is for members"):
        await services.preferences.mine(people.duda)


async def test_on_leave_one_chooses_too_and_is_back_all_the_same(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.leave.go(people.bruno, "2026-11-20", "")
    await services.leave.go(people.bruno, "2026-11-25", "")
    await services.preferences.switch(people.bruno, "steps", on=False)

    async def run_due() -> Status:
        for job in await database.read(lambda tx: jobs_store.due(tx, 10)):
            if job.kind == leave_service.JOB:
                await services.leave.run(job)
        return (await services.preferences.mine(people.bruno)).status

    clock.pass_by(days=3)
    assert await run_due() is Status.PAUSED, "the day that was named first holds no more"
    clock.pass_by(days=5)
    assert await run_due() is Status.ACTIVE


async def test_a_message_is_for_the_language_that_was_chosen(services: Services, people: People, database: Database) -> None:
    await services.preferences.speak(people.bruno, "pt-BR")
    await services.referrals.give(people.caio, someone(2), LEAD, "f:r:1")
    await services.preferences.speak(people.bruno, None)
    await services.referrals.give(people.caio, someone(2), LEAD, "f:r:2")
    rows = await database.read(lambda tx: tx.all("SELECT language FROM outbox WHERE kind = 'referral.card' ORDER BY id"))
    assert [row["language"] for row in rows] == ["pt-BR", "en"]


@pytest.mark.parametrize(
    ("name", "kind"), [("referrals", "referral.card"), ("steps", "referral.step"), ("thanks", "thanks.note")]
)
async def test_what_is_not_wanted_is_told_from_what_can_not_come(
    services: Services, people: People, database: Database, name: str, kind: str
) -> None:
    async def reaches(kind: str) -> Reach:
        return await database.read(lambda tx: members_store.reach(tx, GROUP, 2, kind))

    assert await reaches(kind) is Reach.OPEN
    await database.write(lambda tx: members_store.messages_closed(tx, GROUP, 2, closed=True))
    assert await reaches(kind) is Reach.CLOSED
    await services.preferences.switch(people.bruno, name, on=False)
    assert await reaches(kind) is Reach.UNWANTED
    assert await reaches("member.approve") is Reach.CLOSED
