"""Use cases of introductions: propose one, answer it, read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import not_found
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.core.lookalikes import told_apart
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.introductions import checks, follow_up, talks
from bot.introductions import model as introductions_model
from bot.introductions import notices as introductions_notices
from bot.introductions import store as introductions_store
from bot.introductions.model import Answer, Candidate, Introduction, State, check_answer
from bot.membership.guards import check_acting, remember
from bot.membership.members import store as members_store
from bot.referrals.access import belongs, check_belongs
from bot.referrals.client_names import check_client_names

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.introductions.follow_up import FollowUp
    from bot.introductions.talks import Noted
    from bot.membership.members.model import Member, Person

SLICE = 50
"""Maximum number of introductions that one transaction ends."""


class Typed(Struct, frozen=True):
    """The input of the form of /introduce, as it arrived: `about_one` is for the second person to read, `about_two` for the first."""

    why: str
    about_one: str = ""
    about_two: str = ""
    sure: bool = False
    """They confirmed, when asked, that a client's name stays in the text."""


class Seen(Struct, frozen=True):
    """An introduction as one of the three sees it; `other` is whom a reader of the two is introduced to, None where they are gone.

    `contact` is the other's, as far as they share it with the reader, once it was made. `names` are of all three, by id.
    """

    introduction: Introduction
    reader_id: int
    names: dict[int, str]
    other: Member | None = None
    contact: str = ""


class Introductions(Service):
    @reads
    async def check_connector(self, tx: Tx, actor: Actor) -> None:
        """Check before anybody is chosen. Raises Refused where proposing would fail whoever is chosen."""
        await check_acting(tx, actor)
        await checks.places(tx, actor)

    @reads
    async def about(self, tx: Tx, actor: Actor, one: Person, two: Person | None) -> tuple[Candidate, Candidate | None]:
        """Check before the form is shown; `two` is None where they are chosen in it. Raises Refused where proposing would fail."""
        await check_acting(tx, actor)
        await checks.places(tx, actor)
        found = await introductions_store.candidates(tx, actor.group_id, *(each.user_id for each in (one, two) if each))
        first = checks.reachable(actor, one, found.get(one.user_id))
        if two is None:
            return first, None
        second = checks.reachable(actor, two, found.get(two.user_id))
        await checks.pair(tx, actor.group_id, first, second)
        return first, second

    @writes
    async def propose(self, tx: Tx, actor: Actor, one: Person, two: Person, typed: Typed, action: str) -> Seen:
        """Ask two members whether they want to meet. The same `action` again returns the first proposal.

        Raises Refused, naming the field, and Doubt where a text names a client.
        """
        group = await check_acting(tx, actor)
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        if earlier is not None:
            return await _seen(tx, await _located(tx, earlier), actor.user_id)
        # Before the checks, for it locks the group's row: two proposals of one pair, or a sixth of one person, at the same time.
        number = await groups_store.next_introduction(tx, actor.group_id)
        await checks.places(tx, actor)
        found = await introductions_store.candidates(tx, actor.group_id, actor.user_id, one.user_id, two.user_id)
        first, second = (checks.reachable(actor, each, found.get(each.user_id)) for each in (one, two))
        await checks.pair(tx, actor.group_id, first, second)
        new = _read(actor, first, second, typed)
        if not typed.sure:
            said = f"{new.why}\n{new.note_one}\n{new.note_two}"
            await check_client_names(tx, actor, said, first.name, second.name)
        await allowances.take(tx, actor.group_id, actor.user_id, "introduction.propose")
        introduction = await introductions_store.add(tx, actor.group_id, number, new)
        await introductions_notices.propose(tx, group, introduction, [found[user_id] for user_id in introduction.two])
        await remember(tx, actor, found[actor.user_id])
        await idempotency.done(tx, actor.group_id, action, introduction.id)
        names = told_apart((each.user_id, each.name, each.seat) for each in found.values())
        return Seen(introduction, actor.user_id, names)

    @writes
    async def answer(self, tx: Tx, user_id: int, introduction_id: int, answer: Answer) -> Seen:
        """Say yes or no, as one of the two; with the second yes it is made. A no is final. Raises Refused."""
        introduction = await _located(tx, introduction_id)
        introduction.other(user_id)
        await check_belongs(tx, introduction.group_id, user_id)
        # Both may say yes at once: the second to lock the row reads what the first said.
        introduction = await introductions_store.hold(tx, introduction)
        if introduction.said(user_id) is Answer.NOTHING:
            check_answer(introduction, user_id, tx.now)
            introduction = await introductions_store.answered(tx, introduction, user_id, answer)
            group = await groups_store.get(tx, introduction.group_id)
            await introductions_notices.answered(tx, group, introduction, user_id)
            if introduction.said_one is introduction.said_two is Answer.YES:
                introduction = await _made(tx, group, introduction)
        return await _seen(tx, introduction, user_id)

    @writes
    async def talked(self, tx: Tx, user_id: int, introduction_id: int) -> Noted:
        """Note, as one of the two, that they talked. Repeated, it changes nothing. Raises Refused."""
        introduction = await _located(tx, introduction_id)
        introduction.other(user_id)
        await check_belongs(tx, introduction.group_id, user_id)
        return await talks.note(tx, introduction, user_id)

    @reads
    async def get(self, tx: Tx, group_id: int, introduction_id: int, reader_id: int) -> Seen | None:
        """Read an introduction for a message to one of the three; None where it is gone, or the reader does not belong any more."""
        introduction = await introductions_store.get(tx, group_id, introduction_id)
        if introduction is None or not await belongs(tx, group_id, reader_id):
            return None
        return await _seen(tx, introduction, reader_id)

    @reads
    async def follow_up(self, tx: Tx, group_id: int, introduction_id: int, referral_id: int, reader_id: int) -> FollowUp | None:
        """Read, for its connector, what followed from an introduction; None where there is nothing to tell, or they do not belong any more."""
        if not await belongs(tx, group_id, reader_id):
            return None
        return await follow_up.read(tx, group_id, introduction_id, referral_id)

    @reads
    async def public(self, tx: Tx, group_id: int, introduction_id: int) -> Seen | None:
        """Read an introduction for the public line."""
        introduction = await introductions_store.get(tx, group_id, introduction_id)
        return None if introduction is None else await _seen(tx, introduction, 0)


async def end_old(tx: Tx, group_id: int) -> bool:
    """Each morning: end what was not made in time, and tell the connector; returns whether there may be more."""
    over = await introductions_store.over(tx, group_id, SLICE) if tx.clock_is_trusted else []
    group = await groups_store.get(tx, group_id)
    for introduction in over:
        await introductions_store.move(tx, introduction, State.ENDED)
        await introductions_notices.ended(tx, group, introduction)
    return len(over) == SLICE


async def _made(tx: Tx, group: Group, introduction: Introduction) -> Introduction:
    """Write down that it was made: two entries where it counts, the log, the messages; nothing where one of the two does not belong."""
    two = await members_store.some(tx, introduction.group_id, introduction.two)
    if [member.belongs for member in two] != [True, True]:
        return introduction
    counts = not await _knew_each_other(tx, introduction)
    made = await introductions_store.move(tx, introduction, State.MADE, counts=counts)
    for user_id in made.two:
        if counts:
            entry = (made.group_id, made.connector_id, EntryKind.INTRODUCTION, 1, user_id, tx.now, made.source(user_id))
            await ledger_store.post(tx, group, Entry(*entry))
        log = LogEntry(made.group_id, made.connector_id, "introduction.make", made.label, user_id)
        await audit_log_store.write(tx, log)
    in_public = all(member.switches.introductions_told for member in two)
    await introductions_notices.made(tx, group, made, in_public=in_public)
    return made


async def _knew_each_other(tx: Tx, introduction: Introduction) -> bool:
    """Whether the two exchanged a referral or thanks before, or were introduced: public facts alone decide what counts."""
    group_id, (one, two) = introduction.group_id, introduction.two
    return (
        await ledger_store.exchanged(tx, group_id, one, two, EntryKind.REFERRAL)
        or await ledger_store.exchanged(tx, group_id, one, two, EntryKind.THANKS)
        or await introductions_store.were_introduced(tx, group_id, one, two)
    )


async def _located(tx: Tx, introduction_id: int) -> Introduction:
    group_id = await introductions_store.locate(tx, introduction_id)
    found = None if group_id is None else await introductions_store.get(tx, group_id, introduction_id)
    if found is None:
        raise not_found()
    return found


async def _seen(tx: Tx, introduction: Introduction, reader_id: int) -> Seen:
    group_id = introduction.group_id
    names = await members_store.names(tx, group_id, (introduction.connector_id, *introduction.two))
    if reader_id not in introduction.two:
        return Seen(introduction, reader_id, names)
    other = await members_store.get(tx, group_id, introduction.other(reader_id))
    if other is None or not other.belongs:
        return Seen(introduction, reader_id, names)
    partner = await ledger_store.exchanged(tx, group_id, reader_id, other.user_id, EntryKind.REFERRAL)
    shares = introduction.state is State.MADE and other.sharing.reaches(partner=partner)
    return Seen(introduction, reader_id, names, other, other.profile.contact if shares else "")


def _read(actor: Actor, first: Candidate, second: Candidate, typed: Typed) -> introductions_store.NewIntroduction:
    """The validated input, the two in the order of their ids. Raises Refused, naming the field."""
    why = read(introductions_model.WHY, typed.why)
    about = {first.user_id: typed.about_one, second.user_id: typed.about_two}
    (one_id, about_one), (two_id, about_two) = sorted(about.items())
    note_one, note_two = read(introductions_model.NOTE, about_one), read(introductions_model.NOTE, about_two)
    return introductions_store.NewIntroduction(actor.user_id, one_id, two_id, why, note_one, note_two)
