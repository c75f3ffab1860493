"""Use cases of help: the asker says who helped, a reader that a tip did; each counts for the helper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks import checks, helps_store, offers_store
from bot.asks import notices as asks_notices
from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.model import THANK_YOU, Help, Need, NeedKind, NeedState, OfferState, check_open, check_other
from bot.asks.offers import STANDING
from bot.asks.seen import PICKED
from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.calendar import PeriodName, period
from bot.core.errors import N_, Refused
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import Entry, EntryKind
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import remember
from bot.referrals.access import belongs
from bot.referrals.client_names import check_client_names
from bot.referrals.thanks import service as thanks_service
from bot.referrals.thanks import store as thanks_store
from bot.referrals.thanks.model import Business

if TYPE_CHECKING:
    from bot.asks.seen import SeenNeed
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member

COUNTED_FOR = frozenset({NeedKind.QUESTION, NeedKind.COVER})


class SeenHelp(Struct, frozen=True):
    """A need by which the reader of a message helped, and what was said with it; empty where nothing was."""

    seen: SeenNeed
    thanks: str


class Helping(Service):
    @reads
    async def check(self, tx: Tx, actor: Actor, need_id: int, user_id: int) -> Member:
        """Check before the form is shown; returns who helped. Raises Refused where `helped` would fail."""
        _, need = await checks.own(tx, actor, need_id)
        return await _helper(tx, need, user_id)

    @writes
    async def helped(
        self, tx: Tx, actor: Actor, need_id: int, user_id: int, thanks: str, action: str, *, sure: bool = False
    ) -> SeenNeed:
        """Say, as its author, who helped, once for each helper; with a text it is a thank-you too, which everybody reads.

        The same `action` again changes nothing. Raises Refused, and Doubt where the text names a client, unless they are `sure`.
        """
        member, need = await checks.own(tx, actor, need_id)
        if await idempotency.earlier(tx, need.group_id, action) is not None:
            return await asks_seen.one(tx, need, actor.user_id)
        await asks_store.hold(tx, need)
        helper = await _helper(tx, need, user_id)
        message = read(THANK_YOU, thanks)
        if message and not sure:
            await check_client_names(tx, actor, message, helper.name)
        if await helps_store.get(tx, need, user_id, actor.user_id) is None:
            await allowances.take(tx, need.group_id, actor.user_id, "need.help", user_id)
            need = await _help(tx, need, helper, message)
        await remember(tx, actor, member)
        await idempotency.done(tx, need.group_id, action, need.id)
        return await asks_seen.one(tx, need, actor.user_id)

    @writes
    async def useful(self, tx: Tx, actor: Actor, need_id: int) -> SeenNeed:
        """Say that a tip helped, once for each reader; it counts once a week for one author and reader. Raises Refused."""
        need = await checks.readable(tx, actor, need_id)
        await asks_store.hold(tx, need)
        if need.kind is not NeedKind.TIP:
            raise Refused(N_("{need} is no tip. Whoever asked says who helped."), need=need.label)
        check_other(need, actor.user_id)
        check_open(need, tx.now)
        if not await belongs(tx, need.group_id, need.author_id):
            raise Refused(
                N_("Whoever wrote {need} is not a member of the group any more, so it can't be counted."), need=need.label
            )
        if await helps_store.get(tx, need, need.author_id, actor.user_id) is None:
            await allowances.take(tx, need.group_id, actor.user_id, "need.help", need.author_id)
            need = await _use(tx, need, actor.user_id)
        return await asks_seen.one(tx, need, actor.user_id)

    @reads
    async def told(self, tx: Tx, group_id: int, need_id: int, helper_id: int) -> SeenHelp | None:
        """Read a need for a message to whoever helped; None where it is gone, or they do not belong any more."""
        need = await asks_store.get(tx, group_id, need_id)
        if need is None or not await belongs(tx, group_id, helper_id):
            return None
        given = await helps_store.get(tx, need, helper_id, need.author_id)
        said = None
        if given is not None and given.thanks_id is not None:
            said = await thanks_store.get(tx, group_id, given.thanks_id)
        text = said.message if said is not None and said.undone_at is None else ""
        return SeenHelp(await asks_seen.one(tx, need, helper_id), text)


async def _helper(tx: Tx, need: Need, user_id: int) -> Member:
    """Read who is said to have helped. Raises Refused; for a cover also where they were not chosen, for its details are for whom they chose."""
    _check_counted(need)
    member = await checks.helper(tx, need, user_id)
    offers = await offers_store.by_person(tx, need, user_id) if need.kind is NeedKind.COVER else []
    if need.kind is NeedKind.COVER and not any(each.state in PICKED for each in offers):
        raise Refused(
            N_("{name} was not chosen for {need}. Choose them first while it is open, or thank them with /thank."),
            name=member.name,
            need=need.label,
        )
    return member


def _check_counted(need: Need) -> None:
    if need.kind not in COUNTED_FOR:
        raise Refused(N_("{need} is met by a referral, which counts as such. Say thank you with /thank."), need=need.label)
    if need.state is NeedState.VOIDED:
        raise Refused(N_("A moderator cancelled {need}, so nothing counts by it any more."), need=need.label)


async def _help(tx: Tx, need: Need, helper: Member, message: str) -> Need:
    """Store who helped the asker, with the thanks where there are any, and tell the helper."""
    group = await groups_store.get(tx, need.group_id)
    thanks_id = await _thank(tx, group, need, helper, message) if message else None
    given = await helps_store.add(tx, need, helper.user_id, need.author_id, counts=True, thanks_id=thanks_id)
    await _count(tx, group, need, given)
    for offer in await offers_store.by_person(tx, need, helper.user_id):
        if offer.state in STANDING:
            await offers_store.move(tx, offer, OfferState.HELPED)
    need = await asks_store.touch(tx, need)
    await asks_notices.helped(tx, group, need, given, "once")
    await asks_notices.show(tx, group, need)
    return need


async def _use(tx: Tx, need: Need, reader_id: int) -> Need:
    """Store that a tip helped a reader, and tell its author once a day."""
    group = await groups_store.get(tx, need.group_id)
    week = period(PeriodName.THIS_WEEK, tx.now, group.zone, group.week_starts)
    counts = not await helps_store.counts_since(tx, need.group_id, need.author_id, reader_id, week.start)
    given = await helps_store.add(tx, need, need.author_id, reader_id, counts=counts)
    await _count(tx, group, need, given)
    need = await asks_store.touch(tx, need)
    await asks_notices.helped(tx, group, need, given, tx.now.astimezone(group.zone).date().isoformat())
    await asks_notices.show(tx, group, need)
    return need


async def _count(tx: Tx, group: Group, need: Need, given: Help) -> None:
    if given.counts:
        entry = (given.group_id, given.helper_id, EntryKind.ANSWER, 1, given.reader_id, tx.now, given.source)
        await ledger_store.post(tx, group, Entry(*entry))
    await audit_log_store.write(tx, LogEntry(need.group_id, given.reader_id, "need.help", need.label, given.helper_id))


async def _thank(tx: Tx, group: Group, need: Need, helper: Member, message: str) -> int:
    new = thanks_store.NewThanks(need.author_id, helper.user_id, None, message, None, Business.NEW)
    return (await thanks_service.say(tx, group, new, None, is_noted=False)).id
