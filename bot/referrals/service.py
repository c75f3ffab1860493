"""Use cases of referrals: give, read, search, move and edit them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core import allowances, idempotency
from bot.core.errors import N_, Refused, not_found
from bot.core.text import is_blank, read
from bot.core.use_case import Service, reads, writes
from bot.groups import region
from bot.groups import store as groups_store
from bot.membership.guards import check_acting, check_active, working_group
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Person, Status
from bot.referrals import access, contact_index, duplicates, giving, origins, partners, readers, receivers, written_in
from bot.referrals import model as referrals_model
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals import transitions as moves
from bot.referrals.model import TAKEN_BACK, Box, Kind, Party, Referral, State, Verb
from bot.referrals.origins import UNCAUSED, Origin
from bot.referrals.search import Search

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.referrals.origins import Hub
    from bot.referrals.transitions import Opened
    from bot.referrals.typed import Typed


class Whom(Struct, frozen=True):
    """The chosen receiver; where they are on leave, also the active members of the same trade."""

    member: Member
    others: tuple[Member, ...] = ()


class Page(Struct, frozen=True):
    """Some of a person's referrals, each with the other's name; `hubs` by id, of those that they gave to several members."""

    entries: tuple[tuple[Referral, str], ...]
    hubs: dict[int, Hub]


class Numbered(Struct, frozen=True):
    """A person's referral by its number, and their others with that number in linked groups, each with the receiver's name and group."""

    opened: Opened
    others: tuple[tuple[Referral, str], ...] = ()


class Referrals(Service):
    @reads
    async def check_member(self, tx: Tx, actor: Actor) -> None:
        """Check before a receiver is chosen. Raises Refused with what to do first."""
        await check_acting(tx, actor)

    @reads
    async def whom(self, tx: Tx, actor: Actor, person: Person) -> Whom:
        """Read the chosen receiver, active or on leave. Raises Refused for a person who is no member, or has no trade."""
        await check_acting(tx, actor)
        member = receivers.check_belongs(actor, person, await members_store.get(tx, actor.group_id, person.user_id))
        receivers.check_has_trade(member)
        if member.status is not Status.PAUSED:
            return Whom(member)
        holders = await members_store.seat_holders(tx, actor.group_id, member.seat, member.user_id)
        return Whom(member, tuple(each for each in holders if each.is_active and each.user_id != actor.user_id))

    @reads
    async def receiver(self, tx: Tx, actor: Actor, person: Person) -> Member:
        """Check before the form is shown, and return the receiver. Raises Refused where giving would fail."""
        await check_acting(tx, actor)
        return receivers.check_takes(actor, person, await members_store.get(tx, actor.group_id, person.user_id))

    @writes
    async def give(self, tx: Tx, actor: Actor, person: Person, typed: Typed, action: str, origin: Origin = UNCAUSED) -> Opened:
        """Give a referral; the same `action` again returns the first one.

        Raises Refused, naming the field, and Doubt where the giver recently sent this client to the same receiver.
        """
        group = await working_group(tx, actor.group_id)
        two = await roll.involved(tx, actor.group_id, actor.user_id, person.user_id)
        giver, receiver = two.get(actor.user_id), two.get(person.user_id)
        # Before the checks: a repeated form finds its referral even where giving would be refused now.
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        if earlier is not None:
            sent_already = await moves.opened(tx, await _owned(tx, actor, earlier), actor.user_id)
            return replace(sent_already, reach=await referrals_notices.reach_of_giver(tx, giver))
        giver = check_active(giver)
        receiver = receivers.check_takes(actor, person, receiver)
        return await giving.give(tx, group, actor, giver, receiver, typed, action, origin)

    @reads
    async def open(self, tx: Tx, user_id: int, referral_id: int) -> Opened:
        """Read a referral, for its giver or receiver.

        Raises the same Refused where it does not exist and where it is another's.
        """
        return await moves.opened(tx, await access.readable(tx, referral_id, user_id), user_id)

    @reads
    async def contact(self, tx: Tx, user_id: int, referral_id: int) -> Opened:
        """Read a referral to show its client's contact. Raises Refused; for a receiver also where it was taken back."""
        referral = await access.located(tx, referral_id, user_id)
        access.check_contact(referral, user_id)
        return await moves.opened(tx, referral, user_id)

    @reads
    async def as_party(self, tx: Tx, group_id: int, referral_id: int, party: Party) -> Opened:
        """Read a referral as its giver or receiver sees it, for a message of that one's group that no interaction causes. Raises Refused."""
        referral = await readers.told_of(tx, group_id, referral_id)
        if referral is None:
            raise not_found()
        return await moves.opened(tx, referral, referral.receiver_id if party is Party.RECEIVER else referral.giver_id)

    @reads
    async def open_number(self, tx: Tx, actor: Actor, number: int) -> Opened:
        """Read a referral by its number in the group. Raises Refused as `open`."""
        await working_group(tx, actor.group_id)
        referral = await referrals_store.by_number(tx, actor.group_id, number)
        if referral is None:
            raise not_found()
        referral.party(actor.user_id)
        return await moves.opened(tx, referral, actor.user_id)

    @reads
    async def numbered(self, tx: Tx, actor: Actor, number: int) -> Numbered:
        """Read the actor's referral with that number: the group's own, else what they passed to linked groups, the newest first.

        Raises Refused as `open`.
        """
        await working_group(tx, actor.group_id)
        found = await _with_number(tx, actor, Box.ALL, number)
        if not found:
            raise not_found()
        opened = await moves.opened(tx, found[0], actor.user_id)
        return Numbered(opened, tuple(await access.listed(tx, actor, found[1:])))

    @reads
    async def check(self, tx: Tx, user_id: int, referral_id: int, verb: Verb) -> Opened:
        """Check before a form is shown, and return the referral. Raises Refused where the move would fail."""
        referral = await access.located(tx, referral_id, user_id, verb)
        await moves.check(tx, referral, verb, user_id)
        return await moves.opened(tx, referral, user_id)

    @writes
    async def move(self, tx: Tx, user_id: int, referral_id: int, verb: Verb, reason: str = "") -> Opened:
        """Make a move; repeated, it changes nothing. Raises Refused where it is not allowed now."""
        referral = await access.located(tx, referral_id, user_id, verb)
        group = await groups_store.get(tx, referral.group_id)
        reason = read(referrals_model.WHY, reason)
        # A repeated press finds its own result instead of a refusal.
        if not moves.made_already(referral, verb, user_id):
            await moves.check(tx, referral, verb, user_id)
            # Taking back protects the client and writes to nobody, so no limit stands in its way.
            if verb not in {Verb.UNDO, Verb.WITHDRAW}:
                await allowances.take(tx, referral.group_id, user_id, "referral.move", referral.other(user_id))
            referral = await moves.make(tx, group, referral, verb, user_id, reason)
            await referrals_notices.tell_other(tx, group, referral, verb, user_id)
        return await moves.opened(tx, referral, user_id)

    @writes
    async def edit(self, tx: Tx, user_id: int, referral_id: int, typed: Typed, action: str) -> Opened:
        """Replace client and, where the client said yes, warmth, while the referral is new. The same `action` again changes nothing. Raises Refused."""
        referral = await access.located(tx, referral_id, user_id)
        if await idempotency.earlier(tx, referral.group_id, action) is None:
            await moves.check(tx, referral, Verb.EDIT, user_id)
            group = await groups_store.get(tx, referral.group_id)
            where = region.of_group(group)
            client = typed.read_client(where)
            await written_in.check_same(tx, client.contact, referral.home_of(user_id), referral.group_id)
            warmth = typed.read_warmth(referral.kind) if referral.kind is Kind.DIRECT else referral.warmth
            sent = await contact_index.sent_to(tx, referral.group_id, referral.receiver_id, client.contact, where)
            # Only referrals that were sent before this one: a later one is itself the repetition.
            same_as = duplicates.first_of_another(user_id, [each for each in sent if each.id < referral.id])
            referral = replace(referral, client=client, warmth=warmth, same_as=same_as)
            await allowances.take(tx, referral.group_id, user_id, "referral.edit", referral.other(user_id))
            await referrals_store.change_client(tx, referral)
            referral = await moves.make(tx, group, referral, Verb.EDIT, user_id)
            await referrals_notices.tell_other(tx, group, referral, Verb.EDIT, user_id)
            await idempotency.done(tx, referral.group_id, action, referral.id)
        return await moves.opened(tx, referral, user_id)

    @reads
    async def check_label(self, tx: Tx, user_id: int, referral_id: int) -> Opened:
        """Check before the form of the private label is shown, and return the referral. Raises Refused where `name` would fail."""
        return await moves.opened(tx, await _labelled(tx, user_id, referral_id), user_id)

    @writes
    async def name(self, tx: Tx, user_id: int, referral_id: int, label: str, nonce: str) -> Opened:
        """Store the receiver's private label, which their card shows too; `nonce` is that of the form. Raises Refused."""
        before = await _labelled(tx, user_id, referral_id)
        referral = replace(before, private_label=read(referrals_model.LABEL, label))
        if referral != before:
            await referrals_store.change_label(tx, referral)
            group = await groups_store.get(tx, referral.group_id)
            await referrals_notices.update_card(tx, group, referral, f"label:{nonce}")
        return await moves.opened(tx, referral, user_id)

    @reads
    async def list(
        self, tx: Tx, actor: Actor, box: Box, state: State | None, limit: int, offset: int = 0, search: str = ""
    ) -> Page:
        """The actor's referrals: those that wait for the actor first, then the newest.

        Raises Refused.
        """
        await working_group(tx, actor.group_id)
        if is_blank(search):
            found = await referrals_store.page(tx, actor.group_id, actor.user_id, box, state, limit, offset)
        else:
            belongs = await access.belongs(tx, actor.group_id, actor.user_id)
            wanted, most = Search.of(search), offset + limit
            fitting = await referrals_store.search(tx, actor.group_id, actor.user_id, box, state, wanted, most, belongs=belongs)
            found = fitting[offset:]
        given = [each.id for each in found if each.giver_id == actor.user_id]
        return Page(tuple(await access.listed(tx, actor, found)), await origins.hubs(tx, actor.group_id, given))

    @reads
    async def suggested(self, tx: Tx, actor: Actor, box: Box, number: int | None, limit: int) -> list[tuple[Referral, str]]:
        """The actor's newest referrals for autocomplete, preceded by those with `number`, however old. Raises Refused."""
        await working_group(tx, actor.group_id)
        page = await referrals_store.page(tx, actor.group_id, actor.user_id, box, None, limit)
        numbered = await _with_number(tx, actor, box, number) if number is not None else []
        first = {each.id for each in numbered}
        return await access.listed(tx, actor, [*numbered, *(each for each in page if each.id not in first)])


async def _with_number(tx: Tx, actor: Actor, box: Box, number: int) -> list[Referral]:
    """The actor's referrals of the box with that number: the group's own first, then those to linked groups, the newest first."""
    own = await referrals_store.by_number(tx, actor.group_id, number)
    found = [own] if own is not None and box in own.boxes(actor.user_id) else []
    ids = await partners.given_elsewhere(tx, actor.group_id, actor.user_id, number) if box is not Box.RECEIVED else []
    return found + await referrals_store.several(tx, actor.group_id, ids) if ids else found


async def _labelled(tx: Tx, user_id: int, referral_id: int) -> Referral:
    """Read a referral whose label the person may set: they are its receiver, and it counts. Raises Refused."""
    referral = await access.located(tx, referral_id, user_id)
    if referral.party(user_id) is not Party.RECEIVER:
        raise not_found()
    if referral.state in TAKEN_BACK:
        raise Refused(N_("{referral} was taken back, so there is nothing left to label."), referral=referral.label)
    return referral


async def _owned(tx: Tx, actor: Actor, referral_id: int) -> Referral:
    referral = await referrals_store.get(tx, actor.group_id, referral_id)
    if referral is None:
        raise not_found()
    return referral
