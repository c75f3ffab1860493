"""Passing a referral, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.model import referrals as model
from bot.model.ledger import Entry, EntryKind
from bot.model.log import LogEntry
from bot.model.members import Member, Person, Status
from bot.model.referrals import MOVES, Box, Client, Kind, Moved, Party, Referral, State, Verb, Warmth
from bot.model.texts import read, read_contact
from bot.model.words import N_, Refused, not_found
from bot.services import referral_news
from bot.services.membership import acting_member, check_active, not_a_member, remember, working_group
from bot.services.transactions import Service, reads, writes
from bot.store import actions, groups, ledger, log, members, referrals

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.model.groups import Group
    from bot.store.engine.database import Tx


@dataclass(frozen=True, slots=True)
class Typed:
    """What a giver typed and chose, as it arrived."""

    prospect: str
    contact: str
    need: str
    kind: str
    warmth: str

    def read(self) -> tuple[Client, Kind, Warmth]:
        """Raises Refused, naming the field."""
        try:
            kind, warmth = Kind(self.kind), Warmth(int(self.warmth))
        except ValueError:
            raise Refused(N_("Choose whether they said yes, it is for you, or you have not asked them yet.")) from None
        client = Client(
            prospect=read(model.PROSPECT, self.prospect),
            contact=read_contact(model.CONTACT, self.contact),
            need=read(model.NEED, self.need),
        )
        return client, kind, warmth


@dataclass(frozen=True, slots=True)
class Opened:
    """A referral as one of the two sees it, with the moves they may make now and what happened so far."""

    referral: Referral
    me: Party
    giver_name: str
    receiver_name: str
    moves: tuple[Verb, ...] = ()
    history: tuple[Moved, ...] = ()

    @property
    def user_id(self) -> int:
        """Who sees it."""
        return self.referral.receiver_id if self.me is Party.RECEIVER else self.referral.giver_id

    @property
    def other_name(self) -> str:
        return self.giver_name if self.me is Party.RECEIVER else self.receiver_name


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a giver chose; while that one is on leave, others of the same trade."""

    member: Member
    others: tuple[Member, ...] = ()


class Referrals(Service):
    @reads
    async def whom(self, tx: Tx, actor: Actor, person: Person) -> Whom:
        """Whom the actor is about to refer somebody to, on leave or not. Raises Refused for anybody who is no member."""
        await acting_member(tx, actor)
        member = _check_belongs_here(actor, person, await members.get(tx, actor.group_id, person.user_id))
        if member.status is not Status.PAUSED:
            return Whom(member)
        holders = await members.seat_holders(tx, actor.group_id, member.seat, member.user_id)
        return Whom(member, tuple(each for each in holders if each.is_active and each.user_id != actor.user_id))

    @reads
    async def receiver(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Whom the actor is about to refer somebody to. Raises Refused where the form would be filled in vain."""
        await acting_member(tx, actor)
        return _check_receiver(actor, person, await members.get(tx, actor.group_id, person.user_id))

    @writes
    async def give(self, tx: Tx, actor: Actor, person: Person, typed: Typed, action: str) -> Opened:
        """Pass a referral; the same `action` again finds the first one's. Raises Refused, naming the field."""
        group = await working_group(tx, actor.group_id)
        giver, receiver = await members.get_pair(tx, actor.group_id, actor.user_id, person.user_id)
        earlier = await actions.earlier(tx, actor.group_id, action)
        if earlier is not None:
            return await _opened(tx, await _owned(tx, actor, earlier), actor.user_id)
        giver = check_active(giver)
        receiver = _check_receiver(actor, person, receiver)
        client, kind, warmth = typed.read()
        number = await groups.next_referral(tx, group.group_id)
        new = referrals.NewReferral(actor.user_id, person.user_id, kind, warmth, client)
        referral = await referrals.add(tx, group.group_id, number, new)
        if referral.counts:
            await ledger.post(tx, group, _entry(referral))
        await remember(tx, actor, giver)
        await actions.done(tx, group.group_id, action, referral.id)
        after = {"state": referral.state.value, "kind": kind.value, "giver": actor.user_id, "receiver": person.user_id}
        await log.write(tx, LogEntry(group.group_id, actor.user_id, "referral.give", referral.label, person.user_id, after=after))
        await referral_news.announce(tx, group, referral, receiver)
        return Opened(referral, Party.GIVER, actor.name, receiver.name, model.allowed(referral, actor.user_id))

    @reads
    async def open(self, tx: Tx, user_id: int, referral_id: int) -> Opened:
        """The referral, to giver and receiver. Raises Refused in the same words for absent and forbidden."""
        return await _opened(tx, await located(tx, referral_id, user_id), user_id)

    @reads
    async def contact(self, tx: Tx, user_id: int, referral_id: int) -> Opened:
        """The referral, to show its client's contact. Raises Refused, for what was taken back too."""
        referral = await located(tx, referral_id, user_id)
        await _check_belongs(tx, referral, user_id)
        model.check_contact(referral, user_id)
        return await _opened(tx, referral, user_id)

    @reads
    async def as_party(self, tx: Tx, group_id: int, referral_id: int, party: Party) -> Opened:
        """The referral as one of its two sees it, for a message to them that no interaction causes."""
        referral = await referrals.get(tx, group_id, referral_id)
        if referral is None:
            raise not_found()
        return await _opened(tx, referral, referral.receiver_id if party is Party.RECEIVER else referral.giver_id)

    @reads
    async def open_number(self, tx: Tx, actor: Actor, number: int) -> Opened:
        """The same by the number people see."""
        await working_group(tx, actor.group_id)
        referral = await referrals.by_number(tx, actor.group_id, number)
        if referral is None:
            raise not_found()
        referral.party(actor.user_id)
        return await _opened(tx, referral, actor.user_id)

    @reads
    async def check(self, tx: Tx, user_id: int, referral_id: int, verb: Verb) -> None:
        """Raise Refused where a form would be filled in vain."""
        referral = await located(tx, referral_id, user_id)
        await _check_belongs(tx, referral, user_id)
        model.check_move(referral, verb, user_id, tx.now)

    @writes
    async def move(self, tx: Tx, user_id: int, referral_id: int, verb: Verb, reason: str = "") -> Opened:
        """Make a move; made a second time it changes nothing. Raises Refused where it may not be made now."""
        referral = await located(tx, referral_id, user_id)
        group = await groups.get(tx, referral.group_id)
        reason = read(model.WHY, reason)
        if not _made_already(referral, verb, user_id):
            await _check_belongs(tx, referral, user_id)
            model.check_move(referral, verb, user_id, tx.now)
            referral = await make_move(tx, group, referral, verb, user_id, reason)
            await referral_news.tell_other(tx, group, referral, verb, user_id)
        return await _opened(tx, referral, user_id)

    @reads
    async def list(
        self, tx: Tx, actor: Actor, box: Box, state: State | None, limit: int, offset: int = 0
    ) -> list[tuple[Referral, str]]:
        """One's own referrals, each with the other's name: what waits for oneself first, then the newest. Raises Refused."""
        await working_group(tx, actor.group_id)
        found = await referrals.page(tx, actor.group_id, actor.user_id, box, state, limit, offset)
        names = await members.names(tx, actor.group_id, (referral.other(actor.user_id) for referral in found))
        return [(referral, names.get(referral.other(actor.user_id), "")) for referral in found]


async def located(tx: Tx, referral_id: int, user_id: int) -> Referral:
    """The referral, if `user_id` is one of its two. Raises Refused in the same words for absent and forbidden."""
    group_id = await referrals.locate(tx, referral_id)
    referral = None if group_id is None else await referrals.get(tx, group_id, referral_id)
    if referral is None:
        raise not_found()
    referral.party(user_id)
    return referral


async def make_move(tx: Tx, group: Group, referral: Referral, verb: Verb, user_id: int, reason: str = "") -> Referral:
    """Write a move that was checked: the record, its history, the ledger, the log, and the cards that show it."""
    if verb is Verb.NOT_WON:
        history = await referrals.history(tx, referral)
        target = next(moved.before for moved in reversed(history) if moved.verb is Verb.WON)
    else:
        target = MOVES[verb].to or referral.state
    kind = Kind.DIRECT if verb is Verb.AGREED else referral.kind
    after = replace(referral, state=target, kind=kind, changed_at=tx.now, version=referral.version + 1)
    await referrals.change(tx, after)
    await referrals.add_move(tx, after, Moved(verb, user_id, tx.now, referral.state, target, reason))
    if after.counts and not referral.counts:
        await ledger.post(tx, group, replace(_entry(after), at=tx.now))
    elif referral.counts and not after.counts:
        await ledger.reverse(tx, group.group_id, EntryKind.REFERRAL, after.source)
    await log.write(
        tx,
        LogEntry(
            group.group_id,
            user_id,
            f"referral.{verb.value}",
            after.label,
            after.other(user_id),
            before={"state": referral.state.value, "kind": referral.kind.value},
            after={"state": after.state.value, "kind": after.kind.value},
        ),
    )
    await referral_news.update(tx, group, after, verb)
    return after


async def _check_belongs(tx: Tx, referral: Referral, user_id: int) -> None:
    """Raise Refused for a receiver who is no member any more: a client's contact is for members."""
    member = await members.get(tx, referral.group_id, user_id)
    if referral.party(user_id) is Party.RECEIVER and not (member and member.belongs):
        raise Refused(
            N_("You are not a member of that group any more, so its referrals rest. Ask its moderators to let you in again.")
        )


async def _owned(tx: Tx, actor: Actor, referral_id: int) -> Referral:
    referral = await referrals.get(tx, actor.group_id, referral_id)
    if referral is None:
        raise not_found()
    return referral


async def _opened(tx: Tx, referral: Referral, user_id: int) -> Opened:
    names = await members.names(tx, referral.group_id, (referral.giver_id, referral.receiver_id))
    return Opened(
        referral,
        referral.party(user_id),
        names.get(referral.giver_id, ""),
        names.get(referral.receiver_id, ""),
        model.allowed(referral, user_id),
        tuple(await referrals.history(tx, referral)),
    )


def _check_receiver(actor: Actor, person: Person, receiver: Member | None) -> Member:
    receiver = _check_belongs_here(actor, person, receiver)
    if receiver.status is Status.PAUSED:
        raise Refused(
            N_("{name} is on leave and takes no referrals now. Wait until they are back, or choose another in /directory."),
            name=receiver.name,
        )
    return receiver


def _check_belongs_here(actor: Actor, person: Person, receiver: Member | None) -> Member:
    if person.user_id == actor.user_id:
        raise Refused(N_("You can't refer somebody to yourself. Choose another member."))
    if person.is_bot:
        raise Refused(N_("A bot can't take a referral. Choose a member of the group."))
    if receiver is None or not receiver.belongs:
        raise not_a_member(person)
    return receiver


def _made_already(referral: Referral, verb: Verb, user_id: int) -> bool:
    """Whether the state is the one that this person's move leads to: they pressed twice."""
    move = MOVES[verb]
    return referral.party(user_id) is move.by and move.to is not None and referral.state is move.to


def _entry(referral: Referral) -> Entry:
    return Entry(
        referral.group_id,
        referral.giver_id,
        EntryKind.REFERRAL,
        1,
        referral.receiver_id,
        referral.given_at,
        referral.source,
    )
