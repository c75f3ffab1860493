"""Saying thanks, in public, and keeping the amount to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import thanks as model
from bot.model.ledger import Entry, EntryKind
from bot.model.log import LogEntry
from bot.model.members import Member, Person, Status
from bot.model.money import Money, number_format, read_amount
from bot.model.referrals import NOT_COUNTED, STATE_LABELS, WAITING, Party, Referral, State, Verb
from bot.model.texts import read
from bot.model.thanks import Business, Thanks
from bot.model.words import N_, Refused, Sentence, not_found
from bot.services import referral_news, thanks_news
from bot.services.discretion import check_discreet
from bot.services.membership import acting_member, check_active, not_a_member, remember, working_group
from bot.services.referral_moves import located
from bot.services.referral_moves import make as make_move
from bot.services.transactions import Service, reads, writes
from bot.store import actions, groups, ledger, log, members, referrals, thanks

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.model.groups import Group
    from bot.store.engine.database import Tx


@dataclass(frozen=True, slots=True)
class Typed:
    """What an author typed and chose, as it arrived."""

    message: str
    amount: str = ""
    business: str = Business.NEW
    sure: bool = False
    """They were asked about a client's name in the message, and want it there."""

    def read(self, group: Group) -> tuple[str, Money | None, Business]:
        """Raises Refused, naming the field. Where the group has amounts off, none is read."""
        message = read(model.MESSAGE, self.message)
        style = number_format(group.language.first)
        amount = read_amount(self.amount, group.currency, style) if group.amounts else None
        business = Business(self.business) if self.business in set(Business) else Business.NEW
        return message, amount, business


@dataclass(frozen=True, slots=True)
class Given:
    """A thank-you with the names of the two, and whether the group will read it."""

    thanks: Thanks
    author_name: str
    thanked_name: str
    in_public: bool
    referral: Referral | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a thank-you is about to be for: what its form needs to know."""

    group: Group
    thanked: Member
    referral: Referral | None


class ThanksService(Service):
    @reads
    async def about(self, tx: Tx, actor: Actor, person: Person) -> About:
        """Whom the actor is about to thank, for help of any kind. Raises Refused where the form would be in vain."""
        await acting_member(tx, actor)
        group = await groups.get(tx, actor.group_id)
        thanked = _check_thanked(actor, person, await members.get(tx, actor.group_id, person.user_id))
        return About(group, thanked, None)

    @reads
    async def about_referral(self, tx: Tx, user_id: int, referral_id: int) -> About:
        """The same from a referral's card, in a direct message too: its giver is to be thanked. Raises Refused."""
        referral = await located(tx, referral_id, user_id)
        if referral.party(user_id) is not Party.RECEIVER:
            raise not_found()
        _check_state(referral)
        group = await working_group(tx, referral.group_id)
        giver = await members.get(tx, referral.group_id, referral.giver_id)
        if giver is None:
            raise not_found()
        return About(group, giver, referral)

    @writes
    async def give(self, tx: Tx, actor: Actor, person: Person, referral_id: int | None, typed: Typed, action: str) -> Given:
        """Thank somebody; for a referral under way it says that it became work. The same `action` again finds the first."""
        group = await working_group(tx, actor.group_id)
        author, thanked = await members.get_pair(tx, actor.group_id, actor.user_id, person.user_id)
        author = check_active(author)
        earlier = await actions.earlier(tx, actor.group_id, action)
        if earlier is not None:
            said = await _owned(tx, actor.group_id, earlier)
            if said.author_id != actor.user_id:
                raise not_found()
            return await _given(tx, group, said)
        thanked = _check_thanked(actor, person, thanked)
        referral = None if referral_id is None else await located(tx, referral_id, actor.user_id)
        if referral is not None:
            _check_referral(referral, actor, person)
        message, amount, business = typed.read(group)
        if not typed.sure:
            await check_discreet(tx, actor, message, thanked.name)
        new = thanks.NewThanks(actor.user_id, person.user_id, referral_id, message, amount, business)
        if referral is not None:
            await referrals.hold(tx, referral)
            if referral.state in WAITING:
                referral = await make_move(tx, group, referral, Verb.WON, actor.user_id)
        said = await _say(tx, group, new, thanked, referral)
        await remember(tx, actor, author)
        await actions.done(tx, group.group_id, action, said.id)
        return Given(said, actor.name, thanked.name, group.referrals_channel_id is not None, referral)

    @writes
    async def for_act(self, tx: Tx, actor: Actor, referral_id: int) -> Given:
        """Thank a giver for thinking of the actor, whatever comes of it: once for each referral. Raises Refused."""
        group = await working_group(tx, actor.group_id)
        check_active(await members.get(tx, actor.group_id, actor.user_id))
        referral = await located(tx, referral_id, actor.user_id)
        _check_referral(referral, actor, Person(referral.giver_id))
        said = await thanks.for_act(tx, group.group_id, referral_id)
        if said is None:
            person = Person(referral.giver_id)
            thanked = _check_thanked(actor, person, await members.get(tx, group.group_id, referral.giver_id))
            new = thanks.NewThanks(actor.user_id, referral.giver_id, referral_id, "", None, Business.NEW, for_act=True)
            said = await _say(tx, group, new, thanked, referral)
        return await _given(tx, group, said)

    @reads
    async def former(self, tx: Tx, actor: Actor) -> list[Member]:
        """Who was a member once and can still be thanked, by name. Raises Refused for who may thank nobody."""
        await acting_member(tx, actor)
        return [each for each in await members.roll(tx, actor.group_id, (Status.FORMER,)) if each.user_id > 0]

    @reads
    async def group(self, tx: Tx, group_id: int) -> Group:
        return await groups.get(tx, group_id)

    @reads
    async def get(self, tx: Tx, group_id: int, thanks_id: int) -> Given:
        """A thank-you with its names, for what is shown of it. Raises Refused."""
        return await _given(tx, await groups.get(tx, group_id), await _owned(tx, group_id, thanks_id))

    @writes
    async def undo(self, tx: Tx, user_id: int, thanks_id: int) -> Given:
        """Take a thank-you back, and the job it told of. Raises Refused after ten minutes and for anybody else's."""
        group_id = await thanks.locate(tx, thanks_id)
        if group_id is None:
            raise not_found()
        said = await _owned(tx, group_id, thanks_id)
        group = await groups.get(tx, group_id)
        if said.author_id == user_id and said.undone_at is not None:
            return await _given(tx, group, said)
        model.check_undo(said, user_id, tx.now)
        await take_back(tx, group, said, user_id)
        await log.write(tx, LogEntry(group_id, user_id, "thanks.undo", said.label, said.thanked_id))
        return await _given(tx, group, await _owned(tx, group_id, thanks_id))

    @writes
    async def answer(self, tx: Tx, user_id: int, thanks_id: int) -> Given:
        """The thanked one says that it's a pleasure, once. Raises Refused for anybody else."""
        group_id = await thanks.locate(tx, thanks_id)
        if group_id is None:
            raise not_found()
        said = await _owned(tx, group_id, thanks_id)
        group = await groups.get(tx, group_id)
        if said.thanked_id != user_id:
            raise Refused(N_("Only the one who was thanked can answer. You can thank somebody too, with /thank."))
        if said.undone_at is None and await thanks.answer(tx, said):
            await log.write(tx, LogEntry(group_id, user_id, "thanks.answer", said.label, said.author_id))
            await thanks_news.post(tx, group, said, "answered")
        return await _given(tx, group, await _owned(tx, group_id, thanks_id))


async def take_back(tx: Tx, group: Group, said: Thanks, user_id: int, *, voided: bool = False) -> None:
    """Let a thank-you count no more, nor the job it told of, and let its public post say so."""
    await thanks.undo(tx, said, voided=voided)
    await ledger.reverse(tx, group.group_id, EntryKind.THANKS, said.source)
    referral = None if said.referral_id is None else await referrals.get(tx, group.group_id, said.referral_id)
    if referral is not None:
        await referrals.hold(tx, referral)
        if referral.state is State.WON and not await thanks.still_won(tx, group.group_id, referral.id):
            await make_move(tx, group, referral, Verb.NOT_WON, user_id)
        else:
            await referral_news.update_card(tx, group, referral, f"{said.label}:undone")
    await thanks_news.took_back(tx, group, said)


async def _say(tx: Tx, group: Group, new: thanks.NewThanks, thanked: Member, referral: Referral | None) -> Thanks:
    """Write a thank-you with what it counts for, the log, and what is to be told."""
    number = await groups.next_thanks(tx, group.group_id)
    said = await thanks.add(tx, group.group_id, number, new)
    await ledger.post(tx, group, _entry(said))
    after = {"referral": referral.label if referral else None, "business": new.business.value}
    await log.write(tx, LogEntry(group.group_id, new.author_id, "thanks.give", said.label, new.thanked_id, after=after))
    await thanks_news.announce(tx, group, said, thanked)
    if referral is not None:
        await referral_news.update_card(tx, group, referral, said.label)
    return said


async def _owned(tx: Tx, group_id: int, thanks_id: int) -> Thanks:
    said = await thanks.get(tx, group_id, thanks_id)
    if said is None:
        raise not_found()
    return said


async def _given(tx: Tx, group: Group, said: Thanks) -> Given:
    names = await members.names(tx, group.group_id, (said.author_id, said.thanked_id))
    referral = None if said.referral_id is None else await referrals.get(tx, group.group_id, said.referral_id)
    in_public = group.referrals_channel_id is not None
    return Given(said, names.get(said.author_id, ""), names.get(said.thanked_id, ""), in_public, referral)


def _check_thanked(actor: Actor, person: Person, thanked: Member | None) -> Member:
    if person.user_id == actor.user_id:
        raise Refused(N_("You can't thank yourself. Choose the member who helped you."))
    if person.is_bot:
        raise Refused(N_("A bot needs no thanks. Choose a member of the group."))
    if thanked is None or not (thanked.belongs or thanked.is_elsewhere or thanked.status is Status.FORMER):
        raise not_a_member(person)
    return thanked


def _check_referral(referral: Referral, actor: Actor, person: Person) -> None:
    if referral.group_id != actor.group_id or (referral.receiver_id, referral.giver_id) != (actor.user_id, person.user_id):
        raise not_found()
    _check_state(referral)


def _check_state(referral: Referral) -> None:
    if referral.state in NOT_COUNTED:
        raise Refused(
            N_(
                "{referral} stands at “{state}”, so there is no work to thank for. Use /thank without a referral to thank for anything else."
            ),
            referral=referral.label,
            state=Sentence(STATE_LABELS[referral.state]),
        )


def _entry(said: Thanks) -> Entry:
    return Entry(said.group_id, said.thanked_id, EntryKind.THANKS, 1, said.author_id, said.at, said.source)
