"""Profiles, one's own and others', and the directory of all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.model import profiles as model
from bot.model.ledger import EntryKind
from bot.model.log import LogEntry
from bot.model.members import Member, Status
from bot.model.profiles import Profile
from bot.model.texts import plain, read, read_contact
from bot.model.trades import seat_key
from bot.model.words import not_found
from bot.services.discretion import check_discreet
from bot.services.membership import acting_member, working_group
from bot.services.seats import ALIKE, alike, matches
from bot.services.transactions import Service, reads, writes
from bot.store import actions, ledger, log, members

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.store.engine.database import Tx


@dataclass(frozen=True, slots=True)
class Shown:
    """A member's profile as one reader sees it; the counts are only for oneself."""

    member: Member
    given: int | None = None
    received: int | None = None


class Profiles(Service):
    @reads
    async def show(self, tx: Tx, actor: Actor, user_id: int) -> Shown:
        """Anybody's profile, to members and moderators. Raises Refused, for a stranger as for somebody hidden."""
        group = await working_group(tx, actor.group_id)
        if not group.moderated_by(actor):
            await acting_member(tx, actor)
        member = await members.get(tx, actor.group_id, user_id)
        if member is None or not member.belongs:
            raise not_found()
        if user_id != actor.user_id:
            return Shown(member)
        given = await ledger.by_counterpart(tx, actor.group_id, user_id, EntryKind.REFERRAL)
        received = await ledger.by_member(tx, actor.group_id, user_id, EntryKind.REFERRAL)
        return Shown(member, sum(given.values()), sum(received.values()))

    @reads
    async def own(self, tx: Tx, actor: Actor) -> Member:
        """One's own membership, to fill the form with. Raises Refused."""
        return await acting_member(tx, actor)

    @writes
    async def edit(self, tx: Tx, actor: Actor, typed: Profile, action: str, *, sure: bool = False) -> Member:
        """Replace one's profile. Raises Refused, naming the field, and Doubt where a client is named unless they are `sure`."""
        present = await acting_member(tx, actor)
        if await actions.earlier(tx, actor.group_id, action) is not None:
            return present
        profile = Profile(
            business=read(model.BUSINESS, typed.business),
            offer=read(model.OFFER, typed.offer),
            ideal_referral=read(model.IDEAL_REFERRAL, typed.ideal_referral),
            contact=read_contact(model.CONTACT, typed.contact),
            links=read(model.LINKS, typed.links),
        )
        if not sure:
            await check_discreet(tx, actor, f"{profile.business}\n{profile.offer}\n{profile.ideal_referral}")
        name = actor.name if actor.in_group else present.name
        edited = replace(present, profile=profile, name=name, language=actor.language, version=present.version + 1)
        await members.save(tx, edited)
        await actions.done(tx, actor.group_id, action, actor.user_id)
        await log.write(tx, LogEntry(actor.group_id, actor.user_id, "profile.edit", f"member:{actor.user_id}", actor.user_id))
        return edited

    @reads
    async def directory(self, tx: Tx, actor: Actor, search: str, seat: str) -> list[Member]:
        """The active members, best match first (by name where nothing is searched). Raises Refused.

        `seat` leaves those who hold just that trade, whatever they call it; where nobody does, those whose trade is like it.
        """
        group = await working_group(tx, actor.group_id)
        if not group.moderated_by(actor):
            await acting_member(tx, actor)
        active = await members.roll(tx, actor.group_id, (Status.ACTIVE,))
        if seat.strip():
            wanted = seat_key(seat)
            same = [member for member in active if seat_key(member.seat) == wanted]
            active = same or [member for member in active if matches(seat, member.seat) >= ALIKE]
        if not search.strip():
            return sorted(active, key=lambda member: plain(member.name))
        scored = [(_score(search, member), member) for member in active]
        return [member for score, member in sorted(scored, key=lambda found: (-found[0], plain(found[1].name))) if score >= ALIKE]

    @reads
    async def seats(self, tx: Tx, group_id: int) -> list[str]:
        """The trades that are held, as their holders write them, in alphabetical order."""
        held = {plain(member.seat): member.seat for member in await members.roll(tx, group_id, (Status.ACTIVE, Status.PAUSED))}
        return [held[name] for name in sorted(held)]


def _score(search: str, member: Member) -> float:
    """How well a member fits a search, the best of their fields; a name or trade counts a little more."""
    wanted, profile = plain(search), member.profile
    strong = max(alike(wanted, member.name), matches(search, member.seat))
    weak = max(alike(wanted, text) for text in (profile.business, profile.offer, profile.ideal_referral))
    return max(strong + 1, weak) if strong >= ALIKE else weak
