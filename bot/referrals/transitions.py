"""Moves of a referral's state: checks, and the execution with history, ledger, audit log and messages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bot.core import events
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused, not_found
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.core.names import is_same_name
from bot.core.outbox.model import Reach
from bot.groups.links import store as links_store
from bot.membership.members import roll
from bot.referrals import access, allowed_moves, origins, readers, rewriting, said
from bot.referrals import model as referrals_model
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals.events import REFERRAL_COUNTS, REFERRAL_TAKEN_BACK
from bot.referrals.fit import store as fit_store
from bot.referrals.fit.model import ENDED
from bot.referrals.model import MOVES, TAKEN_BACK, Kind, Moved, Party, Referral, State, Verb
from bot.referrals.origins import NO_HUB, Hub
from bot.referrals.said import SaidFor

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Addressee
    from bot.referrals.fit.model import Fit


class Other(StrEnum):
    """Where the other one of giver and receiver is, as seen by one of them."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    """They left the server; their membership is restored when they return."""
    GONE = "gone"
    """They are not a member any more."""


class Opened(Struct, frozen=True):
    """A referral as its giver or receiver sees it, with the moves that they may make now and its history.

    `earlier` is the label of the referral that brought the receiver the same contact before, while that is to be settled, and
    `earlier_client` its client's name where that is another.
    `other` says where the other one of the two is. `said` is what a receiver said of it themselves. `belongs`: without it the person
    sees nothing of the client, and has the moves of `access.KEPT` alone.
    """

    referral: Referral
    me: Party
    giver_name: str
    receiver_name: str
    moves: tuple[Verb, ...] = ()
    history: tuple[Moved, ...] = ()
    earlier: str = ""
    earlier_client: str = ""
    other: Other = Other.HERE
    belongs: bool = True
    said: SaidFor = field(default_factory=SaidFor)
    hub: Hub = NO_HUB
    """The other referrals of the same client that the person may know of."""
    fit: frozenset[Fit] | None = None
    """What its receiver told its giver, who alone reads it."""
    reach: Reach = Reach.OPEN
    """Whether a giver who has just sent it gets its progress as direct messages."""
    others_group: str = ""
    """The name of the linked group in which the other one of the two is a member; empty where they are of one group."""

    @property
    def user_id(self) -> int:
        """The id of the person who sees it."""
        return self.referral.receiver_id if self.me is Party.RECEIVER else self.referral.giver_id

    @property
    def is_taken_back(self) -> bool:
        """Whether its receiver sees it, from whom it was taken back."""
        return self.me is Party.RECEIVER and self.referral.state in TAKEN_BACK

    @property
    def can_be_passed_on(self) -> bool:
        """Whether its giver may pass the client to another member: it was declined, and the client's data is kept."""
        declined = self.referral.state is State.DECLINED and bool(self.history) and self.history[-1].verb is Verb.DECLINE
        return self.me is Party.GIVER and declined and bool(self.referral.client.prospect) and not self.referral.is_linked

    @property
    def can_go_to_more(self) -> bool:
        """Whether its giver may pass the client to further members: it stands, and the client's data is kept."""
        stands = self.referral.state not in TAKEN_BACK | {State.DECLINED}
        is_passable = bool(self.referral.client.prospect) and not self.referral.is_linked
        return self.me is Party.GIVER and self.belongs and stands and is_passable

    @property
    def may_tell_fit(self) -> bool:
        """Whether its receiver just ended it without a job, and may tell the giver what fitted; after a job the thanks offer it."""
        ended = self.referral.state in {State.NO_FIT, State.DECLINED} and bool(self.history)
        return self.me is Party.RECEIVER and self.belongs and ended and self.history[-1].verb in {Verb.NO_FIT, Verb.DECLINE}

    @property
    def other_name(self) -> str:
        """The name of the other of giver and receiver."""
        return self.giver_name if self.me is Party.RECEIVER else self.receiver_name


async def opened(tx: Tx, referral: Referral, user_id: int) -> Opened:
    """The referral as `user_id`, its giver or receiver, sees it."""
    found = await roll.addressees(tx, referral.group_id, referral.giver_id, referral.receiver_id)
    giver, receiver = found.get(referral.giver_id), found.get(referral.receiver_id)
    if referral.is_linked:
        giver = (await readers.reader(tx, referral, referral.giver_id)).person or giver
    me = referral.party(user_id)
    mine, other = (receiver, giver) if me is Party.RECEIVER else (giver, receiver)
    belongs = mine is not None and mine.belongs
    earlier = await _earlier(tx, referral) if me is Party.RECEIVER and belongs else None
    moves = allowed_moves.allowed(referral, user_id, tx.now)
    reads_fit = me is Party.GIVER and belongs and referral.state in ENDED
    return Opened(
        access.as_seen(referral, user_id, belongs=belongs),
        me,
        giver.name if giver else "",
        receiver.name if receiver else "",
        tuple(verb for verb in moves if belongs or verb in access.KEPT),
        tuple(await referrals_store.history(tx, referral)),
        earlier.label if earlier else "",
        earlier.client.prospect if earlier and not is_same_name(earlier.client.prospect, referral.client.prospect) else "",
        _whereabouts(other),
        belongs,
        await _said(tx, referral) if me is Party.RECEIVER else SaidFor(),
        await origins.as_seen(tx, referral, me) if belongs else NO_HUB,
        await fit_store.get(tx, referral.group_id, referral.id) if reads_fit else None,
        others_group=await _others_group(tx, referral, me),
    )


async def _others_group(tx: Tx, referral: Referral, me: Party) -> str:
    """The name of the linked group in which the other of the two is a member; empty where they are of one group."""
    if not referral.giver_group_id:
        return ""
    mine, others = referral.group_id, referral.giver_group_id
    return await links_store.name_of(tx, *((mine, others) if me is Party.RECEIVER else (others, mine)))


def _whereabouts(other: Addressee | None) -> Other:
    if other is not None and other.belongs:
        return Other.HERE
    return Other.ELSEWHERE if other is not None and other.is_elsewhere else Other.GONE


async def _said(tx: Tx, referral: Referral) -> SaidFor:
    if referral.state is State.OPEN:
        return SaidFor()  # thanks are possible once it is accepted
    return await said.said_for(tx, referral.group_id, referral.id, referral.receiver_id)


async def _earlier(tx: Tx, referral: Referral) -> Referral | None:
    """The first referral with the same contact to the same receiver, while the receiver may say that it is the same client."""
    if referral.same_as is None or referral.state not in MOVES[Verb.SAME].before:
        return None
    first = await referrals_store.get(tx, referral.group_id, referral.same_as)
    return first if first is not None and first.counts else None


async def check(tx: Tx, referral: Referral, verb: Verb, user_id: int) -> None:
    """Raise Refused where this person, who was let through by `access.located`, may not make this move now."""
    allowed_moves.check(referral, verb, user_id, tx.now)
    if verb is Verb.SAME and not await _earlier(tx, referral):
        raise not_found()
    if verb is Verb.EDIT:
        await _check_edit(tx, referral)


async def _check_edit(tx: Tx, referral: Referral) -> None:
    """Raise Refused where it was edited MOST_EDITS times, or its receiver does not belong: nothing more is written to them."""
    receiver = await roll.addressee(tx, referral.group_id, referral.receiver_id)
    if receiver is None or not receiver.belongs:
        raise Refused(
            N_(
                "{name} is no member of the group now, so no change reaches them. Take {referral} back in /referrals, and pass the"
                " client to somebody else with /refer."
            ),
            name=receiver.name if receiver is not None else "",
            referral=referral.label,
        )
    edits = sum(moved.verb is Verb.EDIT for moved in await referrals_store.history(tx, referral))
    if edits >= referrals_model.MOST_EDITS:
        raise Refused(
            N_(
                "{referral} was changed five times, which is the most. If it is still not right, take it back in /referrals and pass"
                " it again with /refer."
            ),
            referral=referral.label,
        )


def made_already(referral: Referral, verb: Verb, user_id: int) -> bool:
    """Whether the referral is already as this person's move would leave it, as after a double press."""
    move = MOVES[verb]
    if referral.party(user_id) is not move.by:
        return False
    # AGREED changes the kind and leaves the state as it is.
    if verb is Verb.AGREED:
        return referral.kind is Kind.DIRECT and referral.state in move.before
    return referral.state is move.to


async def make(tx: Tx, group: Group, referral: Referral, verb: Verb, user_id: int, reason: str = "") -> Referral:
    """Execute a checked move: the record, its history, the ledger, the audit log, and the edits of its messages."""
    target = await _before_won(tx, referral) if verb is Verb.NOT_WON else MOVES[verb].to or referral.state
    kind = Kind.DIRECT if verb is Verb.AGREED else referral.kind
    after = replace(referral, state=target, kind=kind, changed_at=tx.now, version=referral.version + 1)
    await referrals_store.change(tx, after)
    await referrals_store.add_move(tx, after, Moved(verb, user_id, tx.now, referral.state, target, reason))
    await _count(tx, group, referral, after)
    # The log must not show which client asked to be forgotten; with lapses in it, the missing one would.
    if verb not in {Verb.FORGET, Verb.LAPSE}:
        await _log(tx, user_id, verb, referral, after, reason)
    await referrals_notices.update(tx, group, after, verb)
    if verb is Verb.EDIT or target in TAKEN_BACK:
        await rewriting.receivers_messages(tx, group, after, verb)
    if verb is Verb.AGREED and after.counts:
        await events.announce(tx, REFERRAL_COUNTS, group=group, referral=after)
    if target in TAKEN_BACK and referral.state not in TAKEN_BACK:
        await events.announce(tx, REFERRAL_TAKEN_BACK, group=group, referral=after)
    return after


async def _before_won(tx: Tx, referral: Referral) -> State:
    """The state before the job; NO_FIT where the client's data was erased, since it can't be worked on again."""
    if not referral.client.prospect:
        return State.NO_FIT
    history = await referrals_store.history(tx, referral)
    return next(moved.before for moved in reversed(history) if moved.verb is Verb.WON)


async def _log(tx: Tx, user_id: int, verb: Verb, before: Referral, after: Referral, reason: str) -> None:
    if verb is Verb.SAME:
        verb = Verb.DECLINE  # only the receiver may know that two givers sent the same client
    await audit_log_store.write(
        tx,
        LogEntry(
            after.group_id,
            user_id,
            f"referral.{verb.value}",
            after.label,
            after.receiver_id if user_id == after.giver_id else after.giver_id,
            before={"state": before.state.value, "kind": before.kind.value},
            after={"state": after.state.value, "kind": after.kind.value},
            reason=reason if verb is Verb.VOID else "",
        ),
    )


async def _count(tx: Tx, group: Group, before: Referral, after: Referral) -> None:
    """Post or reverse the referral's ledger entry where `counts` changed: a lead counts from when its client agreed."""
    if after.counts and not before.counts:
        await ledger_store.post_again(tx, group, replace(entry_of(after), at=tx.now))
    elif before.counts and not after.counts:
        await ledger_store.reverse(tx, group.group_id, EntryKind.REFERRAL, after.source)


def entry_of(referral: Referral) -> Entry:
    """The ledger entry of a referral: one for its giver, at the time it was given."""
    return Entry(
        referral.group_id,
        referral.giver_id,
        EntryKind.REFERRAL,
        1,
        referral.receiver_id,
        referral.given_at,
        referral.source,
    )
