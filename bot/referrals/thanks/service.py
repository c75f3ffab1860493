"""Use cases of thanks: say, undo and answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import not_found
from bot.core.events import announce
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.core.money import Money, number_format, read_amount
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import check_acting, check_active, remember, working_group
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Listed, Member, Person, Status
from bot.referrals import notices as referrals_notices
from bot.referrals import partners
from bot.referrals import store as referrals_store
from bot.referrals.access import check_belongs, located
from bot.referrals.client_names import check_client_names
from bot.referrals.events import THANKS_GIVEN, THANKS_TAKEN_BACK
from bot.referrals.model import NOT_COUNTED, WAITING, Party, Referral, State, Verb
from bot.referrals.thanks import checks
from bot.referrals.thanks import model as thanks_model
from bot.referrals.thanks import notices as thanks_notices
from bot.referrals.thanks import store as thanks_store
from bot.referrals.thanks.model import Business, Thanks
from bot.referrals.transitions import make as make_move

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MOST_UNDER_WAY = 4
"""Maximum number of referrals to choose from: an action row holds five buttons, and one of them is “something else”."""


class Typed(Struct, frozen=True):
    """The input of the form of /thank, as it arrived."""

    message: str
    amount: str = ""
    business: str = Business.NEW
    sure: bool = False
    """They confirmed, when asked, that a client's name stays in the message."""

    def read(self, group: Group) -> tuple[str, Money | None, Business]:
        """The validated input; the amount is ignored where the group has amounts switched off.

        Raises Refused, naming the field.
        """
        message = read(thanks_model.MESSAGE, self.message)
        style = number_format(group.language.first)
        amount = read_amount(self.amount, group.currency, style) if group.amounts else None
        business = Business(self.business) if self.business in set(Business) else Business.NEW
        return message, amount, business


class Given(Struct, frozen=True):
    """Thanks with both names, and whether they are posted publicly."""

    thanks: Thanks
    author_name: str
    thanked_name: str
    in_public: bool
    referral: Referral | None = None

    @property
    def is_linked(self) -> bool:
        """Whether they are for a referral from a linked group, where the one who was thanked reads them."""
        return self.referral is not None and self.referral.is_linked


class About(Struct, frozen=True):
    """What the form of /thank shows.

    Without a `referral` the thanks may be for one of those `under_way` from the thanked person to the author.
    """

    group: Group
    thanked: Member
    referral: Referral | None
    under_way: tuple[Referral, ...] = ()


class ThanksService(Service):
    @reads
    async def about(self, tx: Tx, actor: Actor, person: Person) -> About:
        """Check before the form is shown, for thanks without a referral. Raises Refused where thanking would fail."""
        await check_acting(tx, actor)
        group = await groups_store.get(tx, actor.group_id)
        thanked = checks.thanked(actor, person, await members_store.get(tx, actor.group_id, person.user_id))
        ids = await partners.under_way(tx, actor.group_id, thanked.user_id, actor.user_id, MOST_UNDER_WAY)
        under_way = await referrals_store.several(tx, actor.group_id, ids) if ids else ()
        return About(group, thanked, None, tuple(under_way))

    @reads
    async def about_referral(self, tx: Tx, user_id: int, referral_id: int) -> About:
        """Check before the form is shown from a referral's card, which may be in a direct message. Raises Refused."""
        referral = await located(tx, referral_id, user_id)
        if referral.party(user_id) is not Party.RECEIVER:
            raise not_found()
        checks.state(referral)
        group = await working_group(tx, referral.group_id)
        giver = await members_store.get(tx, referral.group_id, referral.giver_id)
        if giver is None:
            raise not_found()
        return About(group, giver, referral)

    @writes
    async def give(self, tx: Tx, actor: Actor, person: Person, referral_id: int | None, typed: Typed, action: str) -> Given:
        """Thank a member; a referral in progress becomes WON by it.

        The same `action`, which has the author's id in it, again returns the first thanks.
        Raises Refused, naming the field, and Doubt where the message names a client.
        """
        group = await working_group(tx, actor.group_id)
        author, thanked = await members_store.get_pair(tx, actor.group_id, actor.user_id, person.user_id)
        author = check_active(author)
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        if earlier is not None:
            return await _given(tx, group, await _owned(tx, actor.group_id, earlier))
        thanked = checks.thanked(actor, person, thanked, for_referral=referral_id is not None)
        referral = None if referral_id is None else await located(tx, referral_id, actor.user_id)
        if referral is not None:
            checks.referral(referral, actor, person)
        message, amount, business = typed.read(group)
        if referral is not None and referral.state is State.WON:
            business = Business.REPEAT  # the first thank-you told of the job
        if not typed.sure:
            await check_client_names(tx, actor, message, thanked.name)
        new = thanks_store.NewThanks(actor.user_id, person.user_id, referral_id, message, amount, business)
        if referral is not None:
            # Lock the referral's row: `take_back`, in another transaction, must see these thanks before it decides about the job.
            await referrals_store.hold(tx, referral)
            if referral.state in WAITING:
                referral = await make_move(tx, group, referral, Verb.WON, actor.user_id)
        said = await say(tx, group, new, referral)
        await remember(tx, actor, author)
        await idempotency.done(tx, group.group_id, action, said.id)
        return Given(said, actor.name, thanked.name, group.referrals_channel_id is not None, referral)

    @writes
    async def for_act(self, tx: Tx, actor: Actor, referral_id: int) -> Given:
        """Thank a giver for the referral as such, once for each referral. Raises Refused."""
        group = await working_group(tx, actor.group_id)
        check_active(await members_store.get(tx, actor.group_id, actor.user_id))
        referral = await located(tx, referral_id, actor.user_id)
        checks.giver(referral, actor, Person(referral.giver_id))
        if referral.state in NOT_COUNTED:
            checks.state(referral)
        # Without a key of idempotency: of two presses at once the second waits for the group's row (`next_thanks`),
        # runs again and finds the first one's thanks.
        said = await thanks_store.for_act(tx, group.group_id, referral_id)
        if said is None:
            person = Person(referral.giver_id)
            found = await members_store.get(tx, group.group_id, referral.giver_id)
            checks.thanked(actor, person, found, for_referral=True)
            new = thanks_store.NewThanks(actor.user_id, referral.giver_id, referral_id, "", None, Business.NEW, for_act=True)
            said = await say(tx, group, new, referral)
        return await _given(tx, group, said)

    async def former(self, actor: Actor) -> list[Listed]:
        """The former members, who can still be thanked, by name. Raises Refused."""
        return await roll.in_order([each for each in await self._former(actor) if each.user_id > 0])

    @reads
    async def _former(self, tx: Tx, actor: Actor) -> list[Listed]:
        await check_acting(tx, actor)
        return await roll.listed(tx, actor.group_id, (Status.FORMER,))

    @reads
    async def group(self, tx: Tx, group_id: int) -> Group:
        return await groups_store.get(tx, group_id)

    @reads
    async def get(self, tx: Tx, thanks_id: int) -> Given:
        """Read thanks, for their messages, which may be of the linked group whose member was thanked. Raises Refused."""
        said = await thanks_store.located(tx, thanks_id)
        if said is None:
            raise not_found()
        return await _given(tx, await groups_store.get(tx, said.group_id), said)

    @writes
    async def undo(self, tx: Tx, user_id: int, thanks_id: int) -> Given:
        """Undo thanks, and the job that they reported. Raises Refused after UNDO_WITHIN, for another's, and for whoever left."""
        said = await thanks_store.located(tx, thanks_id)
        if said is None:
            raise not_found()
        group_id = said.group_id
        group = await groups_store.get(tx, group_id)
        if said.author_id == user_id:
            await check_belongs(tx, group_id, user_id)
            if said.undone_at is not None:
                return await _given(tx, group, said)
        thanks_model.check_undo(said, user_id, tx.now)
        await take_back(tx, group, said, user_id)
        await audit_log_store.write(tx, LogEntry(group_id, user_id, "thanks.undo", said.label, said.thanked_id))
        return await _given(tx, group, await _owned(tx, group_id, thanks_id))

    @writes
    async def answer(self, tx: Tx, user_id: int, thanks_id: int) -> Given:
        """Answer “it's a pleasure”, once, as the person who was thanked. Raises the same Refused for others and for absent thanks."""
        said = await thanks_store.located(tx, thanks_id)
        if said is None or said.thanked_id != user_id:
            raise checks.not_thanked()
        group_id = said.group_id
        group = await groups_store.get(tx, group_id)
        referral = await _referral(tx, said)
        home, _ = await thanks_notices.reading_group(tx, group, referral, user_id)
        await check_belongs(tx, home.group_id, user_id)
        if said.undone_at is None and await thanks_store.answer(tx, said):
            await audit_log_store.write(tx, LogEntry(group_id, user_id, "thanks.answer", said.label, said.author_id))
            await thanks_notices.answered(tx, group, said, referral)
        return await _given(tx, group, await _owned(tx, group_id, thanks_id))


async def take_back(tx: Tx, group: Group, said: Thanks, user_id: int, *, voided: bool = False) -> Referral | None:
    """Undo thanks: reverse their ledger entry and the job that they reported, and queue the edits of their messages.

    Returns the referral that they were for, as it was.
    """
    await thanks_store.undo(tx, said, voided=voided)
    await ledger_store.reverse(tx, group.group_id, EntryKind.THANKS, said.source)
    referral = await _referral(tx, said)
    if referral is not None:
        # Lock the referral's row before asking for other thanks: two that are undone at once would each count on the other.
        await referrals_store.hold(tx, referral)
        if referral.state is State.WON and not await thanks_store.still_won(tx, group.group_id, referral.id):
            await make_move(tx, group, referral, Verb.NOT_WON, user_id)
        else:
            await referrals_notices.update_card(tx, group, referral, f"{said.label}:undone")
    await thanks_notices.took_back(tx, group, said, referral)
    await announce(tx, THANKS_TAKEN_BACK, group=group, said=said)
    return referral


async def say(tx: Tx, group: Group, new: thanks_store.NewThanks, referral: Referral | None, *, is_noted: bool = True) -> Thanks:
    """Store thanks, their ledger entry, audit log entry and messages; without a note to the one who is thanked, where they get another."""
    # Before the number: taking one locks the group's row until the commit.
    await allowances.take(tx, group.group_id, new.author_id, "thanks.give", new.thanked_id)
    number = await groups_store.next_thanks(tx, group.group_id)
    said = await thanks_store.add(tx, group.group_id, number, new)
    if referral is None or not referral.is_linked:  # what comes from a linked group counts on nobody's board
        await ledger_store.post(tx, group, _entry(said))
    after = {"referral": referral.label if referral else None, "business": new.business.value}
    await audit_log_store.write(
        tx, LogEntry(group.group_id, new.author_id, "thanks.give", said.label, new.thanked_id, after=after)
    )
    await thanks_notices.announce(tx, group, said, referral, is_noted=is_noted)
    if referral is not None:
        await referrals_notices.update_card(tx, group, referral, said.label)
    await announce(tx, THANKS_GIVEN, group=group, said=said)
    return said


async def _owned(tx: Tx, group_id: int, thanks_id: int) -> Thanks:
    said = await thanks_store.get(tx, group_id, thanks_id)
    if said is None:
        raise not_found()
    return said


async def _referral(tx: Tx, said: Thanks) -> Referral | None:
    """What the thanks are for; None where they are for none."""
    return None if said.referral_id is None else await referrals_store.get(tx, said.group_id, said.referral_id)


async def _given(tx: Tx, group: Group, said: Thanks) -> Given:
    """Read what messages about thanks show; names are empty for people who are not on the roll any more."""
    names = await members_store.names(tx, group.group_id, (said.author_id, said.thanked_id))
    referral = await _referral(tx, said)
    in_public = group.referrals_channel_id is not None
    return Given(said, names.get(said.author_id, ""), names.get(said.thanked_id, ""), in_public, referral)


def _entry(said: Thanks) -> Entry:
    return Entry(said.group_id, said.thanked_id, EntryKind.THANKS, 1, said.author_id, said.at, said.source)
