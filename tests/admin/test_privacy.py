"""Whatever is held about a person is shown to them, and gone when they want it gone, from every table there is."""

import json
from datetime import date, timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.asks.matching import fits_store
from bot.asks.matching import store as matching_store
from bot.asks.matching.meaning import BYTES, MODEL
from bot.asks.matching.model import PROFILE
from bot.asks.matching.store import Written
from bot.asks.model import NeedKind
from bot.asks.typed import Typed as NeedTyped
from bot.core import past_decisions
from bot.core.actor import Actor
from bot.core.calendar import PeriodName, Weekday
from bot.core.db.database import Database, Tx
from bot.core.declarations import declared
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Posted
from bot.groups import store as groups_store
from bot.groups.model import Seats
from bot.introductions.model import Answer
from bot.introductions.service import Typed as IntroductionTyped
from bot.meetings import store as meetings_store
from bot.meetings.attendance import notices as attendance_notices
from bot.meetings.attendance.model import Answer as Coming
from bot.meetings.guests.inviting import Typed as GuestTyped
from bot.meetings.speakers.service import Chosen
from bot.meetings.typed import Plan
from bot.membership.applications.service import Application
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Person, Status
from bot.membership.members.profile import Profile
from bot.membership.muted_senders import store as muted_senders_store
from bot.membership.roster_import import name_matching
from bot.membership.roster_import.model import Upload
from bot.referrals import contact_index
from bot.referrals.fit import store as fit_store
from bot.referrals.fit.model import Fit
from bot.referrals.history import service as history_service
from bot.referrals.model import Referral, State, Verb
from bot.referrals.origins import Origin
from bot.referrals.reminders import morning_items
from bot.referrals.reminders import store as reminders_store
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed
from bot.relationships.keep_in_touch import store as keep_in_touch_store
from bot.relationships.keep_in_touch.model import Acquaintance, Every
from bot.relationships.keep_in_touch.service import Typed as OwnPerson
from bot.relationships.one_to_ones import store as one_to_ones_store
from bot.relationships.rounds import store as rounds_store
from bot.relationships.suggestions import store as suggestions_store
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind
from bot.reports.quiet_check import store as quiet_check_store
from bot.services import Services
from bot.weekly.boards.model import BoardName
from tests.conftest import Clock, tables_of
from tests.membership.test_claims import expect
from tests.passing import MARIA, give
from tests.people import CHANNEL, GROUP, People, someone
from tests.sealed import readable
from tests.sheets import read_past, read_roll

EVA = 987654321098765432
ROSA = replace(MARIA, prospect="Rosa Lima", contact="rosa@example.org")
POSTED = (
    f"introduction:1:proposed:{EVA}",
    f"touch:1:planned:1:{EVA}",
    f"referral:1:step:0:{EVA}",
    f"reminder:{EVA}:1795014000",
    f"member.left:{EVA}:1",
    f"word:{EVA}:1795014000",
)
"""Subjects of messages to Eva, and of moderators' messages about her."""
CANARIES = (
    "Evangeline",
    "Evasbread",
    "evaspitch",
    "eva@canary",
    "evasanswer",
    "evaswords",
    "77001",
    "evasreason",
    "evasguest",
    "evasquestion",
    "evastopic",
    "evasnexttopic",
    "evasannouncement",
    "evaswhy",
    "evasnote",
    "evascover",
    "evasplace",
    "evasdetails",
    "evastip",
    "evastitle",
    "evasclient",
    "evastrade",
    "evasthanks",
    "evasbakery",
    "evastopics",
    "evascafe",
    "evasneighbour",
    "evasorchid",
)


def eva(group_id: int = GROUP) -> Actor:
    return Actor(group_id, EVA, "Evangeline", language="en")


async def dump(database: Database) -> dict[str, str]:
    """Every row of every table, as text, with what is sealed opened."""
    return {table: await readable(database, table) for table in await tables_of(database)}


@pytest.fixture
async def busy(services: Services, people: People, database: Database) -> People:
    """Eva did a bit of everything."""
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.applications.wait_for_seat(eva(), "Trade 2")
    number = await expect(database, "E. Long")
    await services.claims.claim(eva(), number, ["E. Long"])
    await services.claims.decide(people.ana, EVA, number, accept=False)
    application = Application("Baker", "Evasbread", "evaspitch", "x", "eva@canary.example", sponsor_id=2)
    await services.applications.apply(eva(), application, f"f:join:form:{EVA}:n")
    await services.applications.ask(people.ana, Person(EVA), "evasquestion?", "f:1:q")
    await services.applications.answer(GROUP, EVA, "evasanswer", f"f:a:{EVA}:n")
    await services.roster.decide(people.ana, Person(EVA), Step.APPROVE)
    await services.profiles.edit(eva(), Profile("Evasbread", "evaspitch", "x", "eva@canary.example"), f"f:p:{EVA}:n")
    typed = Typed("Maria", "m@example.org", "", "direct", "1")
    given = await services.referrals.give(eva(), someone(2), typed, f"f:refer:form:{EVA}:n")
    got = await services.referrals.give(people.bruno, Person(EVA), typed, "f:2:n")
    await services.referrals.give(people.ana, Person(EVA), typed, "f:1:n")
    await services.referrals.name(EVA, got.referral.id, "evaslabel", "n")
    await services.referrals.move(EVA, got.referral.id, Verb.ACCEPT)
    await _thank(services, people, database, given.referral, got.referral)
    await services.drafts.keep(GROUP, EVA, "refer:form:2:x", {"prospect": "somebody"})
    await database.write(lambda tx: reminders_store.name(tx, GROUP, EVA, tx.now, [got.referral.id]))
    await database.write(lambda tx: contact_index.remember_forgotten(tx, GROUP, "somebody@example.org", EVA))
    await _import(services)
    introduction = IntroductionTyped("evaswhy", "evasnote", "evasnote")
    await services.introductions.propose(eva(), someone(2), someone(3), introduction, f"f:intro:{EVA}:n")
    await services.introductions.propose(people.ana, someone(2), Person(EVA), IntroductionTyped("Bread"), "f:intro:1:n")
    await services.introductions.answer(EVA, 2, Answer.NO)
    await database.write(lambda tx: morning_items.name(tx, GROUP, EVA, tx.now, [("introduction", 2)]))
    await _talk(database)
    await _meet(database)
    await _keep_in_touch(services, database)
    await services.introductions.propose(people.ana, someone(3), Person(EVA), IntroductionTyped("Bread"), "f:intro:1:m")
    for user_id in (3, EVA):
        await services.introductions.answer(user_id, 3, Answer.YES)
    await _ask(services, people)
    await _bring(services, people, database)
    await _by_the_clock(services, database)
    await services.muted_senders.mute(GROUP, EVA, 2, on=True)
    await services.muted_senders.mute(GROUP, 1, EVA, on=True)
    await _fit(services, people, database)
    await services.terms.enter(people.ana, Person(EVA), "2026-12-31")
    await _look_back(database)
    await _link(services, database)
    await services.leave.go(eva(), "2026-12-24", "")
    await services.leave.wait_for(people.bruno, Person(EVA))
    return people


async def _import(services: Services) -> None:
    """Eva imported slips and a roll, as a moderator."""
    eva_moderates = replace(eva(), manages_group=True)
    roll = await services.history_import.roll(eva_moderates)
    slips = read_past(
        [["Giver", "Receiver", "Date"], ["Evangeline", "Bruno", "2025-03-14"], ["Bruno", "Evangeline", "2025-03-14"]]
    )
    draft = await services.history_import.keep(eva_moderates, history_service.read(slips, roll))
    await services.history_import.preview(eva_moderates, draft)
    await services.history_import.apply(eva_moderates, draft)
    rows = read_roll([["Name", "Trade", "Offer"], ["Evangeline", "Baker", "evaspitch, too"]])
    meant = name_matching.meant(rows, await services.roster_import.roll(eva_moderates), ())
    draft = await services.roster_import.keep(eva_moderates, Upload(tuple(rows), {}, meant))
    await services.roster_import.preview(eva_moderates, draft)
    await services.roster_import.apply(eva_moderates, draft)


async def _look_back(database: Database) -> None:
    """Eva was asked whether all is well, and needed a trade that nobody holds."""

    async def work(tx: Tx) -> None:
        await quiet_check_store.speak(tx, GROUP, EVA, tx.now)
        sql = "INSERT INTO missing_trade_seekers (group_id, month, trade, user_id, is_public) VALUES (?, '2026-11', 'painter', ?, 0)"
        await tx.run(sql, GROUP, EVA)

    await database.write(work)


async def _keep_in_touch(services: Services, database: Database) -> None:
    """Eva has people of her own, and is one of Bruno's, who calls her by a name of his."""
    await services.keep_in_touch.add(
        eva(), OwnPerson("evasneighbour", relation="Neighbour", note="evasorchid, eva@canary.example")
    )
    hers = Acquaintance(0, GROUP, 2, "The baker", Every.MONTH, date(2026, 12, 1), member_id=EVA)
    await database.write(lambda tx: keep_in_touch_store.add(tx, hers))


async def _talk(database: Database) -> None:
    """Eva talked to somebody, asks for a talk, has one, and plans the next."""

    async def work(tx: Tx) -> None:
        for one, other in ((EVA, 2), (3, EVA)):
            await touches_store.note(tx, GROUP, one, other, Kind.TALKED, date(2026, 11, 18))
        met = await touches_store.note(tx, GROUP, EVA, 2, Kind.MET, date(2026, 11, 18))
        await touches_store.keep_topics(tx, await touches_store.ask_to_confirm(tx, met), EVA, "evastopics")
        await one_to_ones_store.ask(tx, GROUP, EVA, 2)
        await one_to_ones_store.plan(tx, GROUP, EVA, 2, tx.now + timedelta(days=3), "evascafe")

    await database.write(work)


async def _meet(database: Database) -> None:
    """Eva would rather have others suggested than Bruno, practises, and has a place in a round."""

    async def work(tx: Tx) -> None:
        for one, other in ((EVA, 2), (3, EVA)):
            await suggestions_store.leave_out(tx, GROUP, one, other)
            await suggestions_store.practised(tx, GROUP, one, other, date(2026, 11, 18))
        await rounds_store.count_in(tx, GROUP, EVA)
        await rounds_store.make(tx, GROUP, date(2026, 11, 18), date(2026, 11, 29), [(EVA, 2)])

    await database.write(work)


async def _bring(services: Services, people: People, database: Database) -> None:
    """Eva hosts a meeting, comes to it with a guest, presents there, would like to again, and had something announced."""
    meeting, *_ = (await services.meetings.schedule(people.ana, Plan(Weekday.TUESDAY, "07:30"), "i:meet")).meetings
    await database.write(lambda tx: meetings_store.set_host(tx, meeting, EVA))
    await services.attendance.answer(eva(), meeting.id, Coming.COMING)
    rosa = GuestTyped("evasguest", "evasguesttrade", "guest", "yes", "evasguest@canary.example")
    await services.guests.invite(eva(), meeting.id, rosa, f"f:guest:form:{EVA}:n")
    await services.speakers.plan(people.ana, meeting.id, Chosen(Person(EVA), "evastopic"), f"f:speaker:{EVA}:n")
    await services.speakers.wish(eva(), "evasnexttopic")
    await services.announcements.announce(replace(eva(), manages_group=True), meeting.id, "evasannouncement", f"f:a:{EVA}:m")


async def _by_the_clock(services: Services, database: Database) -> None:
    """Eva was looked up by night, and got a slip from Bruno, which she filled in at the door as a moderator, and he one from her."""
    (night,) = [job for job in await database.read(lambda tx: jobs_store.pending(tx, "presence")) if job.group_id == GROUP]
    await services.departures.run(night)

    async def work(tx: Tx) -> None:
        assert await tx.all("SELECT 1 FROM outbox WHERE kind = 'presence.call' AND detail = ?", str(EVA))
        group, (meeting, *_) = await groups_store.get(tx, GROUP), await meetings_store.upcoming(tx, GROUP, 1)
        for giver, receiver in ((2, EVA), (EVA, 2)):
            action = f"f:meeting:slip_form:{EVA}:{giver}n"
            await attendance_notices.slip(tx, group, meeting, giver, receiver, action)
        await attendance_notices.slip(tx, group, meeting, 2, 3, f"f:meeting:slip_form:{EVA}:m")
        for number, subject in enumerate(POSTED):
            await outbox_store.keep_posted(tx, GROUP, subject, Posted(70, number))

    await database.write(work)


async def _thank(services: Services, people: People, database: Database, given: Referral, got: Referral) -> None:
    """Eva and Bruno thank each other, and say what fitted; hers are shown on her profile."""
    await services.thanks.give(eva(), someone(2), got.id, ThanksTyped("evaswords", "77.001,00"), f"f:t:{EVA}:n")
    said = await services.thanks.give(people.bruno, Person(EVA), given.id, ThanksTyped("Thanks, E."), "f:2:t")
    await services.testimonials.pin(EVA, said.thanks.id)
    for each in (given, got):
        await database.write(partial(fit_store.keep, referral=each, fitted=frozenset({Fit.PLACE})))


async def _fit(services: Services, people: People, database: Database) -> None:
    """A need fits Eva, and her profile has a vector."""
    vectors = [(Written(EVA, EVA, "Baker: evaspitch, too"), bytes(BYTES))]
    await database.write(lambda tx: matching_store.keep(tx, GROUP, PROFILE, MODEL, vectors))
    await services.preferences.switch(eva(), "fits", on=True)
    fitting = await services.needs.post(people.bruno, NeedKind.QUESTION, NeedTyped("Who bakes?"), "f:ask:2:2")
    await database.write(lambda tx: fits_store.keep(tx, GROUP, fitting.need.id, {EVA: "evaspitch"}))


async def _link(services: Services, database: Database) -> None:
    """Eva is there for members of linked groups too, and made a code for a link."""
    await services.links.make_code(replace(eva(), manages_group=True), "Harbour")
    await database.write(lambda tx: tx.run("INSERT INTO linked_members (group_id, user_id, at) VALUES (?, ?, ?)", GROUP, EVA, 1))


async def _ask(services: Services, people: People) -> None:
    """Eva asks and is helped, helps somebody, and stands in for somebody."""
    cover = NeedTyped("evascover", place="evasplace", details="evasdetails", when="2026-12-03 19:00")
    needs = [await services.needs.post(eva(), NeedKind.COVER, cover, f"f:ask:{EVA}:1")]
    needs += [await services.needs.post(eva(), NeedKind.TIP, NeedTyped("evastip", "evastitle"), f"f:ask:{EVA}:2")]
    client = NeedTyped("evasclient", trades=("evastrade",), agreed="own")
    needs += [await services.needs.post(eva(), NeedKind.CLIENT_NEEDS, client, f"f:ask:{EVA}:3")]
    needs += [await services.needs.post(people.bruno, NeedKind.QUESTION, NeedTyped("Which bread?"), "f:ask:2:1")]
    mine, tip, trade, question = [each.need.id for each in needs]
    await services.offers.offer(people.bruno, trade, "f:offer:2:o")
    hub = await services.referring.prepare(eva(), trade, 2)
    client = Typed("Rita", "r@example.org", "A kitchen", "direct", "1")
    await services.referrals.give(eva(), someone(2), client, f"f:ask:refer_form:{EVA}:n", hub.origin)
    also = Origin((await services.referring.prepare(eva(), trade, 2)).origin.also, is_known=True)
    await services.referrals.give(eva(), someone(3), client, f"f:also:{EVA}:n", also)
    await services.offers.offer(people.bruno, mine, "f:offer:2:n")
    await services.offers.choose(eva(), mine, 2)
    await services.helping.helped(eva(), mine, 2, "evasthanks", f"f:helped:{EVA}:n")
    await services.helping.useful(people.bruno, tip)
    await services.offers.offer(eva(), question, f"f:offer:{EVA}:n", text="evasbakery")
    await services.helping.helped(people.bruno, question, EVA, "", "f:helped:2:n")


async def test_what_is_held_is_shown_whole_but_for_others_secrets(services: Services, busy: People) -> None:
    found = await services.privacy.export(eva())
    text = json.dumps(found)
    for word in ("Evangeline", "evaspitch", "evasanswer", "evaswords", "evaslabel", "7700100", "Maria", "2026-12-24"):
        assert word in text, word
    assert found["past_decisions"] == [], "kept only once they delete their data"
    about_people = {table.name for table in declared().tables.values() if table.names or table.owned_by}
    for table in about_people - {"outbox"}:
        assert table in {"groups", "wanted_seats"} or found[table], f"{table} is empty: let Eva do something about it"
    (brunos,) = [said for said in found["thanks"] if said["author_id"] == 2]
    assert brunos["amount_minor"] is None
    assert [row["user_id"] for row in found["muted_senders"]] == [EVA], "not by whom she was muted"
    assert "evasguest@canary.example" in text
    bruno = json.dumps(await services.privacy.export(busy.bruno))
    assert "evasguest" not in bruno
    assert "7700100" not in bruno
    assert "evaslabel" not in bruno
    assert "eva@canary" not in bruno


async def test_a_receiver_is_handed_what_they_may_see_of_a_client(services: Services, people: People) -> None:
    shown = {
        None: ("Maria Souza", "maria@example.org"),
        Verb.DECLINE: ("Maria Souza", ""),
        Verb.WITHDRAW: ("", ""),
    }
    for number, (verb, client) in enumerate(shown.items()):
        referral = (await give(services, people, key=f"f:1:{number}")).referral
        if verb is not None:
            await services.referrals.move(1 if verb is Verb.WITHDRAW else 2, referral.id, verb)
        for actor, seen in ((people.bruno, client), (people.ana, shown[None])):
            (row,) = [row for row in (await services.privacy.export(actor))["referrals"] if row["id"] == referral.id]
            assert (row["prospect"], row["contact"]) == seen


async def test_who_belongs_no_more_is_handed_no_client_in_what_they_wrote(services: Services, people: People) -> None:
    opened = await give(services, people)
    await services.referrals.move(2, opened.referral.id, Verb.DECLINE, "Maria Souza is family")
    await services.drafts.keep(GROUP, 2, "refer:form:3:n", {"prospect": "Rosa"})
    await services.drafts.keep(GROUP, 2, "profile:form:n", {"offer": "Bread"})

    async def written() -> tuple[str, dict[str, bool]]:
        found = await services.privacy.export(people.bruno)
        (reason,) = [row["reason"] for row in found["referral_moves"] if row["verb"] == "decline"]
        return reason, {row["form"]: bool(row["typed"]) for row in found["drafts"]}

    assert await written() == ("Maria Souza is family", {"refer:form:3:n": True, "profile:form:n": True})
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    assert await written() == ("", {"refer:form:3:n": False, "profile:form:n": True})


async def test_a_moderator_is_handed_no_state_of_what_they_cancelled_of_others(services: Services, people: People) -> None:
    """That it was at “didn't work out” without a word of the two would tell that its client was erased."""
    others = (await services.referrals.give(people.bruno, someone(3), MARIA, "f:2:n")).referral
    own = (await services.referrals.give(people.ana, someone(2), ROSA, "f:1:n")).referral
    for referral in (others, own):
        await services.moderation.void(people.ana, "R", referral.number, "For show")

    found = await services.privacy.export(people.ana)
    moves = {row["referral_id"]: bool(row["before"] or row["after"]) for row in found["referral_moves"] if row["verb"] == "void"}
    logged = {row["target"]: bool(row["before"] or row["after"]) for row in found["log"] if row["action"] == "referral.void"}
    assert moves == {others.id: False, own.id: True}
    assert logged == {others.label: False, own.label: True}


async def test_another_group_is_another_matter(services: Services, busy: People) -> None:
    assert not any((await services.privacy.export(eva(group_id=999))).values())
    assert not (await services.privacy.delete(eva(group_id=999), "A former member")).existed
    assert (await services.roster.get(GROUP, EVA)) is not None


async def test_nothing_of_them_is_left_anywhere(services: Services, busy: People, database: Database) -> None:
    assert (await services.privacy.delete(eva(), "A former member")).existed
    for table, text in (await dump(database)).items():
        assert str(EVA) not in text, table
        assert not [word for word in CANARIES if word in text], table
    left = await services.privacy.export(eva())
    kept = {"applied", "claimed", "claim_refused:1"}
    assert {row["decision"] for row in left.pop("past_decisions")} == kept, "known by a keyed hash, and shown to them"
    assert not any(left.values())
    assert not (await services.privacy.delete(eva(), "A former member")).existed


async def test_the_others_keep_their_counts_and_referrals(services: Services, busy: People) -> None:
    before = await services.activity.mine(busy.bruno)
    await services.privacy.delete(eva(), "A former member")
    after = await services.activity.mine(busy.bruno)
    assert (after.given, after.received, after.won) == (before.given, before.received, before.won)
    assert {partner.name for partner in after.partners} == {"A former member"}
    kept = await services.referrals.open_number(busy.bruno, 1)
    assert (kept.referral.client.prospect, kept.giver_name) == ("Maria", "A former member")
    board = await services.boards.board(busy.ana, BoardName.GIVERS, PeriodName.ALL_TIME)
    assert "A former member" not in {rank.standing.name for rank in board.ranks}, "boards name active members only"


async def test_with_them_go_their_role_their_trade_and_the_cards_that_name_them(
    services: Services, busy: People, database: Database
) -> None:
    await services.setup.set_up(busy.ana, Changes(member_role_id=88), CHANNEL)
    await services.applications.wait_for_seat(busy.duda, "Baker")
    await services.privacy.delete(eva(), "A former member")
    rows = await database.read(lambda tx: tx.all("SELECT kind, record_id, user_id, only_edit FROM outbox ORDER BY id"))
    queued = [tuple(row) for row in rows]
    assert ("seat.open", 4, 4, 0) in queued
    assert ("member.role", EVA, None, 0) in queued, "it can't be taken without their id"
    assert [each for each in queued if each[0] == "member.card" and each[1] < 0 and each[3]], "their application"
    assert [each for each in queued if each[0] == "member.claims" and each[3]], "whom they said that they are"
    (entry,) = await database.read(lambda tx: tx.all("SELECT actor_id, member_id FROM log WHERE action = 'privacy.delete'"))
    assert entry["actor_id"] == entry["member_id"] < 0
    left = await services.roster.get(GROUP, entry["member_id"])
    assert left is not None
    assert (left.status, left.on_boards) == (Status.FORMER, False)


async def test_what_waited_for_them_goes_back_to_its_giver(services: Services, busy: People, database: Database) -> None:
    await services.privacy.delete(eva(), "A former member")
    returned = await services.referrals.open_number(busy.ana, 3)
    assert returned.referral.state is State.DECLINED
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = 'referral.step' AND detail = 'decline'")
    )
    assert [row["user_id"] for row in rows] == [1]


async def test_they_may_come_back_as_somebody_new(services: Services, busy: People) -> None:
    await services.privacy.delete(eva(), "A former member")
    back = await services.roster.add(busy.ana, Person(EVA, "Eva"), "Florist")
    assert (back.status, back.profile, back.version) == (Status.ACTIVE, Profile(), 1)
    assert (await services.activity.mine(Actor(GROUP, EVA, "Eva"))).given == 0


async def test_who_only_said_who_they_are_can_delete_that(services: Services, people: People, database: Database) -> None:
    number = await expect(database, "E. Long")
    await services.claims.claim(eva(), number, ["E. Long"])
    assert (await services.privacy.export(eva()))["claims"]
    assert (await services.privacy.delete(eva(), "A former member")).existed
    for table, text in (await dump(database)).items():
        assert str(EVA) not in text, table
    assert not (await services.privacy.delete(eva(), "A former member")).existed


async def test_a_stranger_deletes_what_they_left(services: Services, people: People, database: Database) -> None:
    """Whoever never applied is on no roll, but waits for a trade, typed into forms and was muted."""
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.applications.wait_for_seat(eva(), "Trade 2")
    await services.drafts.keep(GROUP, EVA, "join:form:x", {"offer": "evaspitch"})
    await services.privacy.begin_export(eva())
    await database.write(lambda tx: muted_senders_store.add(tx, GROUP, EVA, 2))
    await database.write(lambda tx: muted_senders_store.add(tx, GROUP, 1, EVA))
    held = await services.privacy.export(eva())
    assert all(held[table] for table in ("seat_waits", "allowances", "drafts", "muted_senders"))
    assert (await services.privacy.delete(eva(), "A former member")).existed
    for table, text in (await dump(database)).items():
        assert str(EVA) not in text, table
        assert "evaspitch" not in text, table
    logged = await database.read(lambda tx: tx.all("SELECT 1 FROM log WHERE action = 'privacy.delete'"))
    assert not logged, "others saw nothing of them"
    assert not (await services.privacy.delete(eva(), "A former member")).existed


async def test_a_moderator_who_is_no_member_deletes_their_name_from_the_log(
    services: Services, people: People, database: Database
) -> None:
    await services.roster.add(replace(eva(), manages_group=True), Person(4, "Duda"), "Baker")
    assert (await services.privacy.delete(eva(), "A former member")).existed
    for table, text in (await dump(database)).items():
        assert str(EVA) not in text, table


async def test_a_declined_applicant_reads_what_is_kept_of_them(services: Services, people: People) -> None:
    await services.applications.apply(eva(), Application("Baker", "Evasbread", "Cakes", "x"), f"f:join:form:{EVA}:n")
    await services.roster.decide(people.ana, Person(EVA), Step.DECLINE, "We have two")
    assert not (await services.privacy.export(eva()))["past_decisions"]
    await services.privacy.delete(eva(), "A former member")
    rows = (await services.privacy.export(eva()))["past_decisions"]
    assert {row["decision"] for row in rows} == {"applied", "declined"}
    assert all(row["at"].startswith("20") for row in rows)
    assert not (await services.privacy.export(people.bruno))["past_decisions"]


async def test_who_left_the_server_frees_their_trade_too(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.departures.left(GROUP, 2)
    await services.privacy.delete(people.bruno, "A former member")
    assert (await services.roster.add(people.ana, someone(4), "Trade 2")).is_active
    assert await services.departures.back(GROUP, 2) is None


async def test_what_was_typed_in_direct_messages_goes_with_the_rest(
    services: Services, people: People, database: Database
) -> None:
    opened = await give(services, people)
    own = f"referral:edit_form:{opened.referral.id}:n"
    thanks = f"thank:form:2:{opened.referral.id}:n"
    others = ("referral:edit_form:999:n", "thank:form:2:999:n", f"thank:form:{opened.referral.id}:999:n")
    for form in (own, thanks, *others, "privacy:nothing"):
        await services.drafts.keep(0, 1, form, {"prospect": f"typed into {form}"})
    await services.drafts.keep(0, 2, "privacy:nothing", {"prospect": "another's"})
    found = await services.privacy.export(people.ana)
    assert {draft["form"] for draft in found["drafts"] if draft["typed"]} == {own, thanks, "privacy:nothing"}, (
        "the others are about another group's client"
    )
    assert {row["act"] for row in found["allowances"] if row["group_id"] == 0} == {"draft"}
    await services.privacy.delete(people.ana, "A former member")
    for table in ("drafts", "allowances"):
        rows = await database.read(lambda tx, table=table: tx.all(f"SELECT user_id FROM {table} WHERE group_id = 0"))
        assert {row["user_id"] for row in rows} == {2}
    assert not (await services.privacy.delete(people.ana, "A former member")).existed


async def test_a_draft_in_direct_messages_alone_is_deleted(services: Services, people: People, database: Database) -> None:
    await services.drafts.keep(0, 4, "privacy:nothing", {"prospect": "x"})
    assert (await services.privacy.delete(people.duda, "A former member")).existed
    assert await database.read(lambda tx: tx.all("SELECT id FROM drafts WHERE group_id = 0")) == []


async def test_what_is_kept_of_who_deleted_their_data_goes_after_a_year(
    services: Services, people: People, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keep(decision: str) -> None:
        await database.write(lambda tx: past_decisions.keep(tx, GROUP, EVA, decision, tx.now))

    async def of_eva() -> set[str]:
        return set(await database.read(lambda tx: past_decisions.of(tx, GROUP, EVA)))

    async def rows() -> int:
        return len(await database.read(lambda tx: tx.all("SELECT at FROM past_decisions WHERE group_id = ?", GROUP)))

    monkeypatch.setattr(past_decisions, "PRUNED_AT_ONCE", 2)
    for decision in ("claim_refused:1", "declined", "removed"):
        await keep(decision)
    clock.pass_by(days=100)
    await keep("claim_refused:2")
    await database.write(lambda tx: past_decisions.prune(tx, GROUP))
    assert await of_eva() == {"claim_refused:1", "declined", "removed", "claim_refused:2"}
    clock.pass_by(days=265)
    assert await of_eva() == {"claim_refused:2"}, "also before the night"
    (nightly,) = (feature.nightly for feature in declared().features if feature.name == "core")
    assert nightly is not None
    for left in (2, 1, 1):
        await database.write(lambda tx: nightly(tx, GROUP))
        assert await rows() == left
