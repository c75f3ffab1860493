"""What was typed into the form of a guest: validated, and compared with what the group knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.contacts import reader
from bot.core.errors import N_, Refused, Sentence
from bot.core.text import read, read_contact
from bot.groups import region
from bot.groups.model import Seats
from bot.meetings.guests import prints
from bot.meetings.guests import store as guests_store
from bot.meetings.guests.model import CONTACT, NAME, TRADE, Expected, Guest, GuestKind, Held, Visited
from bot.meetings.guests.store import NewGuest
from bot.membership.members import store as members_store
from bot.referrals.client_names import check_client_names

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.text import Field
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Member


class Typed(Struct, frozen=True):
    """The input of the form, as it arrived.

    `sure`: a client's name stays; `held`, `expected`, `visited`: they were told that the trade is held, that the guest is expected already,
    that they were here before. Each is what they said when they were asked.
    """

    name: str
    trade: str
    kind: str
    agreed: str
    contact: str = ""
    sure: bool = False
    held: bool = False
    expected: bool = False
    visited: bool = False


def check_open(meeting: Meeting, now: datetime) -> None:
    """Raise Refused where nobody can be invited to the meeting any more."""
    if not meeting.is_planned:
        raise Refused(N_("{meeting} does not take place. Choose another with /meeting guest."), meeting=meeting.label)
    if meeting.is_over(now):
        raise Refused(N_("{meeting} is over. /meeting guest invites to the next one."), meeting=meeting.label)


async def read_typed(
    tx: Tx, actor: Actor, group: Group, meeting: Meeting, inviter: Member, typed: Typed, kind: GuestKind
) -> NewGuest:
    """The validated input, compared with members' trades and other guests. Raises Refused, naming the field, and the doubts of `Guests.invite`."""
    written_in = region.of_group(group)
    name, trade = _public(NAME, typed.name, written_in), _public(TRADE, typed.trade, written_in)
    contact = read_contact(CONTACT, typed.contact, written_in)
    is_held = await _holder(tx, group, inviter, trade, told=typed.held)
    alike = await _alike(tx, group, name, trade, contact)
    here = next((each for each in alike if each.meeting_id == meeting.id and each.is_awaited), None)
    if here is not None and not typed.expected:
        names = await members_store.names(tx, group.group_id, (here.inviter_id,))
        raise Expected(
            N_("{guest} seems to be expected at {meeting} already, brought by {member}. Add them all the same?"),
            guest=name,
            meeting=meeting.label,
            member=names.get(here.inviter_id, ""),
        )
    visits = max((each.visit if each.is_awaited else each.visit - 1 for each in alike), default=0)
    if kind is GuestKind.GUEST and visits >= group.guest_visits and not typed.visited:
        raise Visited(
            N_(
                "For {guest} it would be visit number {visit}, and the group asks guests to apply after {most}. Invite them all the same?"
            ),
            guest=name,
            visit=visits + 1,
            most=group.guest_visits,
        )
    if not typed.sure:
        await check_client_names(tx, actor, f"{name}\n{trade}", inviter.name)
    return NewGuest(inviter.user_id, kind, name, trade, contact, is_held=is_held, visit=visits + 1)


def _public(field: Field, typed: str, written_in: str) -> str:
    """The text of a field that the group reads. Raises Refused where it is empty, too long, or holds a phone number or address."""
    text = read(field, typed)
    found = reader.read(text, written_in)
    if found.phones or found.emails:
        raise Refused(
            N_("The group reads “{field}”, and it holds a phone number or an address. Write that where only you read it."),
            field=Sentence(field.label),
        )
    return text


async def _holder(tx: Tx, group: Group, inviter: Member, trade: str, *, told: bool) -> bool:
    """Whether a business other than the inviter's holds the trade. Raises Held where they were not told."""
    if group.seats is not Seats.EXCLUSIVE:
        return False
    holders = await members_store.seat_holders(tx, group.group_id, trade, inviter.user_id)
    if holders and not told:
        raise Held(
            N_(
                "{member} holds the trade “{trade}” in this group. The guest is welcome all the same, and the group reads their trade once a moderator agrees. Invite them?"
            ),
            member=holders[0].name,
            trade=trade,
        )
    return bool(holders)


async def _alike(tx: Tx, group: Group, name: str, trade: str, contact: str) -> list[Guest]:
    """Who may be the same guest: with that contact, or that name and trade, and not taken back."""
    ids = await prints.alike(tx, group.group_id, name, trade, contact, region.of_group(group))
    return await guests_store.several(tx, group.group_id, ids) if ids else []
