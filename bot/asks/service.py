"""Use cases of needs: post, read, renew and end them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.asks import checks, home, knowledge_store, offers_store
from bot.asks import notices as asks_notices
from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.events import NEED_POSTED
from bot.asks.home import MOST_READ
from bot.asks.matching.model import EntryKind
from bot.asks.model import FEWEST_WORDS, Need, NeedKind, NeedState, Replaces, Vague, hint
from bot.asks.typed import read_trades
from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.computing import beside
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import acting_member, check_acting, remember
from bot.membership.members import store as members_store
from bot.referrals.access import belongs
from bot.referrals.client_names import check_client_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asks.home import Home
    from bot.asks.knowledge_store import SealedKnowledge
    from bot.asks.matching.model import Entry
    from bot.asks.seen import SeenNeed
    from bot.asks.store import NewNeed
    from bot.asks.typed import Typed
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group

ENDINGS = {NeedState.MET: "need.met", NeedState.CLOSED: "need.close", NeedState.LAPSED: "need.lapse"}
"""The action of the log for each state in which a need ends."""


class Needs(Service):
    @reads
    async def home(self, tx: Tx, actor: Actor, page: int = 0, trade: str = "") -> Home:
        """The open needs; with `trade` of the others only questions and tips about it and client needs that want it. Raises Refused."""
        return await home.read(tx, actor, page, trade)

    @reads
    async def yours(self, tx: Tx, actor: Actor) -> list[SeenNeed]:
        """The actor's own open needs, the newest first. Raises Refused."""
        await check_acting(tx, actor)
        mine = [need for need in await asks_store.open_by(tx, actor.group_id, actor.user_id) if need.is_open(tx.now)]
        return await asks_seen.several(tx, mine, actor.user_id)

    @reads
    async def check_new(self, tx: Tx, actor: Actor, kind: NeedKind, trades: tuple[str, ...] = ()) -> Need | None:
        """Check before the form is shown; returns the open *looking* that a new one would end. Raises Refused where posting would fail."""
        await check_acting(tx, actor)
        checks.channel(await groups_store.get(tx, actor.group_id))
        if trades:  # of a client needs they are chosen afterwards
            read_trades(kind, trades)
        return await checks.room(tx, actor.group_id, actor.user_id, kind)

    @writes
    async def post(self, tx: Tx, actor: Actor, kind: NeedKind, typed: Typed, action: str) -> SeenNeed:
        """Say it to the group. The same `action` again returns the first need.

        Raises Refused, naming the field; Replaces where a *looking* is open, Vague for one that is too wide, Doubt where a text names a
        client, each unless the author said yes.
        """
        member = await acting_member(tx, actor)
        earlier = await idempotency.earlier(tx, actor.group_id, action)
        if earlier is not None:
            return await _posted_before(tx, actor.group_id, actor.user_id, earlier)
        group = await groups_store.get(tx, actor.group_id)
        await members_store.hold(tx, member)  # two at the same time would each find room
        new = typed.read(actor, group, kind, tx.now)
        replaced = await checks.room(tx, actor.group_id, actor.user_id, kind)
        if replaced is not None and not typed.replace:
            raise Replaces(
                N_("{need} is still open, and you can look for one at a time. Does this take its place?"), need=replaced.label
            )
        if kind is NeedKind.LOOKING and not typed.hinted and hint(new.text):
            raise Vague(
                N_(
                    "Who reads this may think of nobody. Name one kind of client and one place, in {fewest} words or more, such as “a building manager in Pinheiros”. Post it as it is?"
                ),
                fewest=FEWEST_WORDS,
            )
        if not typed.sure:
            said = (new.title, new.text, new.link, new.place, new.details, *typed.other_trades)
            await check_client_names(tx, actor, "\n".join(said))
        if replaced is not None:
            await end(tx, group, replaced, NeedState.CLOSED)
        need = await _post(tx, group, new)
        await remember(tx, actor, member)
        await idempotency.done(tx, actor.group_id, action, need.id)
        return await asks_seen.one(tx, need, actor.user_id)

    @writes
    async def again(self, tx: Tx, actor: Actor, need_id: int, action: str) -> SeenNeed:
        """Ask for the same again, as its author: an open need for as long as at first from now on, an ended one as a new need.

        The same `action` again returns the first result, and so does another while the new need is open. Raises Refused.
        """
        member, need = await checks.own(tx, actor, need_id)
        earlier = await idempotency.earlier(tx, need.group_id, action)
        if earlier is not None:
            return await _posted_before(tx, need.group_id, actor.user_id, earlier)
        group = await groups_store.get(tx, need.group_id)
        await members_store.hold(tx, member)
        await asks_store.hold(tx, need)
        _check_again(need, is_open=need.is_open(tx.now), is_past=need.happens_at is not None and need.happens_at <= tx.now)
        if need.is_open(tx.now):
            need = await asks_store.renew(tx, need)
            await asks_notices.show(tx, group, need)
            await _note(tx, need, "need.renew", actor.user_id)
        else:
            need = await _open_copy(tx, need) or await _post_again(tx, group, need)
        await idempotency.done(tx, need.group_id, action, need.id)
        return await asks_seen.one(tx, need, actor.user_id)

    @reads
    async def get(self, tx: Tx, actor: Actor, need_id: int) -> SeenNeed:
        """Read a need. Raises Refused."""
        need = await checks.readable(tx, actor, need_id)
        return await asks_seen.one(tx, need, actor.user_id)

    @reads
    async def public(self, tx: Tx, group_id: int, need_id: int) -> SeenNeed | None:
        """Read a need for its card."""
        need = await asks_store.get(tx, group_id, need_id)
        return None if need is None else await asks_seen.one(tx, need, 0)

    @reads
    async def told(self, tx: Tx, group_id: int, need_id: int, reader_id: int) -> SeenNeed | None:
        """Read a need for a message to somebody; None where it is gone, or they do not belong any more."""
        need = await asks_store.get(tx, group_id, need_id)
        if need is None or not await belongs(tx, group_id, reader_id):
            return None
        return await asks_seen.one(tx, need, reader_id)

    async def texts(self, actor: Actor) -> list[Entry]:
        """The newest questions, answers and tips of the group, to be searched, the newest first. Raises Refused."""
        return await beside((await self._texts(actor)).opened)

    @reads
    async def _texts(self, tx: Tx, actor: Actor) -> SealedKnowledge:
        await check_acting(tx, actor)
        return await knowledge_store.newest(tx, actor.group_id, MOST_READ)

    @reads
    async def found(self, tx: Tx, actor: Actor, entries: Sequence[Entry]) -> list[SeenNeed]:
        """The needs to which these texts belong, each once, in their order. Raises Refused."""
        await check_acting(tx, actor)
        answers = [each.id for each in entries if each.kind is EntryKind.ANSWER]
        need_of = await knowledge_store.needs_of(tx, actor.group_id, answers)
        ids = [need_of.get(each.id, 0) if each.kind is EntryKind.ANSWER else each.id for each in entries]
        needs = await asks_store.some(tx, actor.group_id, list(dict.fromkeys(ids)))
        return await asks_seen.several(tx, needs, actor.user_id)

    @writes
    async def met(self, tx: Tx, actor: Actor, need_id: int) -> SeenNeed:
        """Say, as its author, that somebody met it. Does nothing where it ended before. Raises Refused."""
        return await _ended(tx, actor, need_id, NeedState.MET)

    @writes
    async def close(self, tx: Tx, actor: Actor, need_id: int) -> SeenNeed:
        """End it as its author, met or not. Does nothing where it ended before. Raises Refused."""
        return await _ended(tx, actor, need_id, NeedState.CLOSED)


async def end(tx: Tx, group: Group, need: Need, state: NeedState, by: int | None = None, *, may_wait: bool = False) -> Need:
    """Store that a need ended, log it by its author or `by`, and queue the edit of its card."""
    ended = await asks_store.move(tx, need, state)
    await _note(tx, ended, ENDINGS[state], need.author_id if by is None else by)
    await asks_notices.show(tx, group, ended, may_wait=may_wait)
    if state is NeedState.CLOSED:
        for chosen in await offers_store.chosen(tx, need):
            await asks_notices.over(tx, group, ended, chosen)
            await asks_notices.not_needed(tx, group, ended, chosen)
    return ended


async def _ended(tx: Tx, actor: Actor, need_id: int, state: NeedState) -> SeenNeed:
    _, need = await checks.own(tx, actor, need_id, on_leave=True)
    await asks_store.hold(tx, need)
    if need.state is NeedState.OPEN:
        group = await groups_store.get(tx, need.group_id)
        need = await end(tx, group, need, NeedState.CLOSED if need.kind is NeedKind.TIP else state)
    return await asks_seen.one(tx, need, actor.user_id)


async def _post(tx: Tx, group: Group, new: NewNeed) -> Need:
    """Store it, and queue its card. Raises Refused where the group has no channel for it."""
    checks.channel(group)
    need = await asks_store.add(tx, group.group_id, new)
    await _note(tx, need, "need.post", need.author_id)
    await asks_notices.post(tx, group, need)
    await announce(tx, NEED_POSTED, need=need)
    return need


async def _open_copy(tx: Tx, need: Need) -> Need | None:
    """The open need that asks for the same as this ended one, such as by an earlier press of the same button."""
    mine = await asks_store.open_by(tx, need.group_id, need.author_id)
    return next((each for each in mine if each.is_open(tx.now) and (each.kind, each.text) == (need.kind, need.text)), None)


async def _post_again(tx: Tx, group: Group, need: Need) -> Need:
    """Post an ended need as a new one. Raises Refused where its author has no room for it."""
    open_one = await checks.room(tx, need.group_id, need.author_id, need.kind)
    if open_one is not None:
        raise Refused(N_("{need} is open, and you can look for one at a time. Close it first."), need=open_one.label)
    until = need.happens_at or (None if need.kind is NeedKind.TIP else tx.now + timedelta(days=need.days))
    trades = (await asks_store.trades(tx, need.group_id, [need.id])).get(need.id, ())
    new = asks_store.NewNeed(
        need.author_id,
        need.kind,
        need.text,
        need.days,
        until,
        need.title,
        need.link,
        need.place,
        need.details,
        need.happens_at,
        need.agreed,
        need.may_know,
        trades,
    )
    return await _post(tx, group, new)


def _check_again(need: Need, *, is_open: bool, is_past: bool) -> None:
    if need.state is NeedState.VOIDED:
        raise Refused(
            N_("A moderator cancelled {need}, so it can't be asked again. Ask for something else in /ask."), need=need.label
        )
    if is_past:
        raise Refused(N_("The day of {need} is over. Post a new one with /ask."), need=need.label)
    if is_open and need.kind in {NeedKind.COVER, NeedKind.TIP}:
        raise Refused(N_("{need} is open already, and stays so."), need=need.label)


async def _posted_before(tx: Tx, group_id: int, author_id: int, need_id: int) -> SeenNeed:
    """Read what the same form made: its key names the author."""
    need = await asks_store.get(tx, group_id, need_id)
    assert need is not None, "needs are never deleted while their group is kept"
    return await asks_seen.one(tx, need, author_id)


async def _note(tx: Tx, need: Need, action: str, actor_id: int) -> None:
    await audit_log_store.write(tx, LogEntry(need.group_id, actor_id, action, need.label, need.author_id))
