"""Moves of a referral's state: checks, and the execution with history, ledger, audit log and messages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused, not_found
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.core.names import is_same_name
from bot.core.outbox.model import Reach
from bot.membership.members import store as members_store
from bot.referrals import model as referrals_model
from bot.referrals import notices as referrals_notices
from bot.referrals import said
from bot.referrals import store as referrals_store
from bot.referrals.model import MOVES, Kind, Moved, Party, Referral, State, Verb
from bot.referrals.said import SaidFor

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group


@dataclass(frozen=True, slots=True)
class Opened:
    """A referral as its giver or receiver sees it, with the moves that they may make now and its history.

    `earlier` is the label of the referral that brought the receiver the same contact before, while that is to be settled, and
    `earlier_client` its client's name where that is another.
    `other_left` is whether the other one of the two left the server. `said` is what a receiver said of it themselves.
    """

    referral: Referral
    me: Party
    giver_name: str
    receiver_name: str
    moves: tuple[Verb, ...] = ()
    history: tuple[Moved, ...] = ()
    earlier: str = ""
    earlier_client: str = ""
    other_left: bool = False
    said: SaidFor = field(default_factory=SaidFor)
    reach: Reach = Reach.OPEN
    """Whether a giver who has just sent it gets its progress as direct messages."""

    @property
    def user_id(self) -> int:
        """The id of the person who sees it."""
        return self.referral.receiver_id if self.me is Party.RECEIVER else self.referral.giver_id

    @property
    def can_be_passed_on(self) -> bool:
        """Whether its giver may pass the client to another member: it was declined, and the client's data is kept."""
        declined = self.referral.state is State.DECLINED and bool(self.history) and self.history[-1].verb is Verb.DECLINE
        return self.me is Party.GIVER and declined and bool(self.referral.client.prospect)

    @property
    def other_name(self) -> str:
        return self.giver_name if self.me is Party.RECEIVER else self.receiver_name


async def located(tx: Tx, referral_id: int, user_id: int) -> Referral:
    """Read a referral of which `user_id` is giver or receiver.

    Raises the same Refused where it does not exist and where they are not.
    """
    group_id = await referrals_store.locate(tx, referral_id)
    referral = None if group_id is None else await referrals_store.get(tx, group_id, referral_id)
    if referral is None:
        raise not_found()
    referral.party(user_id)
    return referral


async def opened(tx: Tx, referral: Referral, user_id: int) -> Opened:
    """The referral as `user_id`, its giver or receiver, sees it."""
    giver, receiver = await members_store.get_pair(tx, referral.group_id, referral.giver_id, referral.receiver_id)
    me = referral.party(user_id)
    other = giver if me is Party.RECEIVER else receiver
    earlier = await _earlier(tx, referral) if me is Party.RECEIVER else None
    return Opened(
        referral,
        me,
        giver.name if giver else "",
        receiver.name if receiver else "",
        referrals_model.allowed(referral, user_id, tx.now),
        tuple(await referrals_store.history(tx, referral)),
        earlier.label if earlier else "",
        earlier.client.prospect if earlier and not is_same_name(earlier.client.prospect, referral.client.prospect) else "",
        other is not None and other.is_elsewhere,
        await _said(tx, referral) if me is Party.RECEIVER else SaidFor(),
    )


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


async def check_belongs(tx: Tx, referral: Referral, user_id: int) -> None:
    """Raise Refused for a receiver who is no member now: clients' contacts are for members only."""
    member = await members_store.get(tx, referral.group_id, user_id)
    if referral.party(user_id) is Party.RECEIVER and member is not None and member.is_elsewhere:
        raise Refused(N_("You left that group's server, so its referrals rest. Join it again, and they are as they were."))
    if referral.party(user_id) is Party.RECEIVER and not (member and member.belongs):
        raise Refused(
            N_("You are not a member of that group any more, so its referrals rest. Ask its moderators to let you in again.")
        )


async def check(tx: Tx, referral: Referral, verb: Verb, user_id: int) -> None:
    """Raise Refused where this person may not make this move now."""
    await check_belongs(tx, referral, user_id)
    referrals_model.check_move(referral, verb, user_id, tx.now)
    if verb is Verb.SAME and not await _earlier(tx, referral):
        raise not_found()


def made_already(referral: Referral, verb: Verb, user_id: int) -> bool:
    """Whether the referral is already as this person's move would leave it, as after a double press."""
    move = MOVES[verb]
    if referral.party(user_id) is not move.by:
        return False
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
