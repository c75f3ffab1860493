"""Use cases of profiles: show, edit, and search the directory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused, not_found
from bot.core.events import announce
from bot.core.fuzzy import ALIKE
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.links import read_links
from bot.core.text import read, read_contact, sort_key
from bot.core.use_case import Service, reads, writes
from bot.groups import region
from bot.membership.events import TEXT_PUBLISHED
from bot.membership.guards import acting_member, readable_group
from bot.membership.members import profile as profile_model
from bot.membership.members import store as members_store
from bot.membership.members.model import BELONGING, SEATED, Listed, Member
from bot.membership.members.profile import Profile, Story
from bot.membership.profiles.search import by_name, fitting, matched
from bot.membership.seats import store as seats_store
from bot.membership.seats.matching import matches, meant
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx

L = TypeVar("L", Listed, Member)


@dataclass(frozen=True, slots=True)
class Shown:
    """A member as one reader sees them: without a contact that is not for them. The counts are only for oneself.

    `region` is where the group writes its phone numbers.
    """

    member: Member
    region: str = ""
    hides_contact: bool = False
    given: int | None = None
    received: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The number of members that fit, and one page of them: `page` counts from 0, and is the last one where fewer fit."""

    count: int
    page: int
    members: list[Member]
    matched: Mapping[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])
    """The words of a search of several that each member has, by their id."""
    open_trade: str = ""
    """Where nobody fits: the trade that the search asks for, if nobody holds it."""


class Profiles(Service):
    @reads
    async def show(self, tx: Tx, actor: Actor, user_id: int) -> Shown:
        """Anybody's profile, to members and moderators. Raises Refused, for a stranger as for somebody hidden."""
        written_in = region.of_group(await readable_group(tx, actor))
        member = await members_store.get(tx, actor.group_id, user_id)
        if member is not None and member.is_elsewhere:
            raise Refused(N_("{name} left the server. Their profile can be read again when they are back."), name=member.name)
        if member is None or not member.belongs:
            raise not_found()
        if user_id != actor.user_id:
            return replace(await _seen(tx, actor, member), region=written_in)
        given = await ledger_store.by_counterpart(tx, actor.group_id, user_id, EntryKind.REFERRAL)
        received = await ledger_store.by_member(tx, actor.group_id, user_id, EntryKind.REFERRAL)
        return Shown(member, written_in, given=sum(given.values()), received=sum(received.values()))

    @reads
    async def own(self, tx: Tx, actor: Actor) -> Member:
        """One's own membership, to fill the form with. Raises Refused."""
        return await acting_member(tx, actor)

    @writes
    async def edit(self, tx: Tx, actor: Actor, typed: Profile, action: str, *, sure: bool = False) -> Member:
        """Replace one's profile. Raises Refused, naming the field, and Doubt where a client is named unless they are `sure`."""
        present = await acting_member(tx, actor)
        if await idempotency.earlier(tx, actor.group_id, action) is not None:
            return present
        profile = Profile(
            business=read(profile_model.BUSINESS, typed.business),
            offer=read(profile_model.OFFER, typed.offer),
            ideal_referral=read(profile_model.IDEAL_REFERRAL, typed.ideal_referral),
            contact=read_contact(profile_model.CONTACT, typed.contact, await region.of(tx, actor.group_id)),
            links=read_links(profile_model.LINKS, typed.links),
        )
        if not sure:
            await announce(tx, TEXT_PUBLISHED, actor=actor, text=profile.public_text)
        return await _keep(tx, actor, replace(present, profile=profile), "profile.edit", action)

    @writes
    async def tell_story(self, tx: Tx, actor: Actor, typed: Story, action: str, *, sure: bool = False) -> Member:
        """Replace one's story. Raises Refused, naming the field, and Doubt where a client is named unless they are `sure`."""
        present = await acting_member(tx, actor)
        if await idempotency.earlier(tx, actor.group_id, action) is not None:
            return present
        told = {name: read(field, getattr(typed, name)) for name, field in profile_model.STORY.items()}
        if not sure:
            await announce(tx, TEXT_PUBLISHED, actor=actor, text="\n".join(told.values()))
        return await _keep(tx, actor, replace(present, story=Story(**told)), "profile.story", action)

    @reads
    async def check_reader(self, tx: Tx, actor: Actor) -> None:
        """Raise Refused for who may not read the directory."""
        await readable_group(tx, actor)

    @reads
    async def directory(self, tx: Tx, actor: Actor, search: str, seat: str, page: int, size: int) -> Found:
        """The members, on leave or not, best match first (by name where nothing is searched). Raises Refused.

        `seat` leaves those who hold just that trade, whatever they call it; where nobody does, those whose trade is like it.
        """
        await readable_group(tx, actor)
        if search.strip():
            found = fitting(search, _of_trade(seat, await members_store.roll(tx, actor.group_id, BELONGING)))
        else:
            # `listed` reads no sealed columns, so nobody's profile is decrypted but those of the page.
            found = by_name(_of_trade(seat, await members_store.listed(tx, actor.group_id, BELONGING)))
        page = min(page, max(len(found) - 1, 0) // size)
        shown = [each.user_id for each in found[page * size :][:size]]
        members = await members_store.some(tx, actor.group_id, shown)
        # Of a search of one word everybody found has that word, so it is not said.
        words = {each.user_id: matched(search, each) for each in members} if len(search.split()) > 1 else {}
        open_trade = "" if found else await _open_trade(tx, actor.group_id, search.strip() or seat)
        return Found(len(found), page, members, words, open_trade)

    @reads
    async def seats(self, tx: Tx, group_id: int) -> list[str]:
        """The trades that are held, as their holders write them, in alphabetical order."""
        held = {seat_key(member.seat): member.seat for member in await members_store.listed(tx, group_id, BELONGING)}
        return sorted(held.values(), key=sort_key)


async def _open_trade(tx: Tx, group_id: int, search: str) -> str:
    """The trade that a search asks for, where nobody holds it: as the group looks for it, else by its name in the catalogue."""
    if not search.strip():
        return ""
    held = {seat_key(seat) for seat in await members_store.seats(tx, group_id, SEATED)}
    looked_for = [seat for seat in await seats_store.wanted(tx, group_id) if matches(search, seat) >= ALIKE]
    trade = meant(search)
    names = [*looked_for, trade.name("en")] if trade else looked_for
    return next((name for name in names if seat_key(name) not in held), "")


def _of_trade(seat: str, everybody: Sequence[L]) -> Sequence[L]:
    if not seat.strip():
        return everybody
    wanted = seat_key(seat)
    same = [member for member in everybody if seat_key(member.seat) == wanted]
    return same or [member for member in everybody if matches(seat, member.seat) >= ALIKE]


async def _seen(tx: Tx, actor: Actor, member: Member) -> Shown:
    """Another member as the actor sees them."""
    # From the ledger, which counts what was given: a declined referral does not open a contact.
    met = await ledger_store.exchanged(tx, actor.group_id, actor.user_id, member.user_id, EntryKind.REFERRAL)
    if not member.profile.contact or member.sharing.reaches(partner=met):
        return Shown(member)
    return Shown(replace(member, profile=replace(member.profile, contact="")), hides_contact=True)


async def _keep(tx: Tx, actor: Actor, changed: Member, what: str, action: str) -> Member:
    """Save a changed profile; the log says only that it was changed."""
    await allowances.take(tx, actor.group_id, actor.user_id, "profile.edit")
    # In a direct message Discord sends no nickname, so the stored name stays.
    name = actor.name if actor.in_group else changed.name
    kept = replace(changed, name=name, language=actor.language, version=changed.version + 1)
    tx.erases()  # of what stood in the profile before
    await members_store.save(tx, kept)
    await idempotency.done(tx, actor.group_id, action, actor.user_id)
    await audit_log_store.write(tx, LogEntry(actor.group_id, actor.user_id, what, f"member:{actor.user_id}", actor.user_id))
    return kept
