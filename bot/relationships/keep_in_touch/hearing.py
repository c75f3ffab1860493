"""What keep-in-touch hears of: contacts with members, by which their time begins anew, and whoever is to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.drafts import store as drafts_store
from bot.core.forgettable import ForgettableNote
from bot.core.outbox import store as outbox_store
from bot.membership.members import store as members_store
from bot.referrals.reminders import morning_items
from bot.referrals.reminders.notices import reminder_message
from bot.relationships.keep_in_touch import owed_store
from bot.relationships.keep_in_touch import store as keep_in_touch_store
from bot.relationships.keep_in_touch.model import ITEM, Last
from bot.relationships.keep_in_touch.service import local_day
from bot.relationships.note_prints import store as note_prints_store
from bot.relationships.note_prints.store import Of
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.groups.model import Group
    from bot.referrals.model import Referral
    from bot.referrals.thanks.model import Thanks
    from bot.relationships.keep_in_touch.model import Acquaintance
    from bot.relationships.touches.model import Touch

IMPORT = "keep:import"
"""The form of the drafts that hold the names of an imported file."""
NOTES = tuple(
    ForgettableNote(
        "acquaintances",
        column,
        "r.noted_at",
        f"SELECT group_id, print, acquaintance_id FROM note_prints WHERE acquaintance_id IS NOT NULL AND field = '{column}'",
        (
            "DELETE FROM note_prints WHERE acquaintance_id IN (SELECT id FROM lost_notes)",
            "DELETE FROM acquaintances WHERE member_id IS NULL AND id IN (SELECT id FROM lost_notes)",
            "UPDATE acquaintances SET relation = '', note = '' WHERE id IN (SELECT id FROM lost_notes)",
        ),
    )
    for column in keep_in_touch_store.SEALED
)
_KINDS = {each.value for each in Last}
TOUCHES = [each for each in Kind if each.value in _KINDS]
"""The kinds of touches that are contacts."""


async def referral_given(tx: Tx, *, group: Group, referral: Referral, cause: object) -> None:  # noqa: ARG001 - a fact of the event
    """Hears that somebody was referred: for each of the two that is a contact with the other."""
    await _met(tx, group, (referral.giver_id, referral.receiver_id), Last.REFERRED)


async def thanks_given(tx: Tx, *, group: Group, said: Thanks) -> None:
    """Hears that a member thanked another: for each of the two that is a contact with the other."""
    await _met(tx, group, (said.author_id, said.thanked_id), Last.THANKED)


async def referral_taken_back(tx: Tx, *, group: Group, referral: Referral) -> None:
    """Hears that a referral was taken back: what it began anew is as if it had not been passed."""
    await _undone(tx, group, (referral.giver_id, referral.receiver_id), Last.REFERRED, referral.given_at)


async def thanks_taken_back(tx: Tx, *, group: Group, said: Thanks) -> None:
    """Hears that thanks were undone: what they began anew is as if they had not been said."""
    await _undone(tx, group, (said.author_id, said.thanked_id), Last.THANKED, said.at)


async def touch_noted(tx: Tx, *, touch: Touch, user_id: int) -> None:
    """Hears that one of two noted a contact: in the list of that one alone the other's time begins anew."""
    if touch.kind.value in _KINDS:
        other_id = touch.other(user_id)
        last = Last(touch.kind.value)
        await keep_in_touch_store.begin_anew(tx, touch.group_id, (user_id,), (other_id,), last, touch.day)


async def contact_forgotten(tx: Tx, *, group: Group, contact: str) -> None:
    """Hears that whoever is reached by this contact is to be forgotten: a note in which it stands goes, and the person whose note it is.

    Of a member of the group the name stays, for they delete their own data. What is kept of files that are being imported goes too.
    """
    for draft in await drafts_store.kept(tx, group.group_id):
        if draft.form == IMPORT and draft.group_id == group.group_id:
            await drafts_store.drop(tx, draft)
    ids = {record_id for record_id, _ in await note_prints_store.with_contact(tx, group.group_id, Of.ACQUAINTANCE, contact)}
    for found in await keep_in_touch_store.with_ids(tx, group.group_id, sorted(ids)):
        tx.erases()
        if found.member_id is None:
            await _show_again_without(tx, group, found)
            await keep_in_touch_store.delete(tx, group.group_id, found.id)
        else:
            await keep_in_touch_store.empty(tx, found)
            await _show_again_without(tx, group, found)


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Let the lists of others not say any more that somebody is this person."""
    await keep_in_touch_store.cut_links(tx, gone.group_id, gone.user_id)


async def _met(tx: Tx, group: Group, two: tuple[int, int], last: Last) -> None:
    await keep_in_touch_store.begin_anew(tx, group.group_id, two, two, last, local_day(tx, group))


async def _undone(tx: Tx, group: Group, two: tuple[int, int], last: Last, at: datetime) -> None:
    """In the list of each of the two, let the contact before one that was undone be the last with the other."""
    day = at.astimezone(group.zone).date()
    given = await owed_store.last_given(tx, group.group_id, *two)
    for owner_id, other_id in (two, two[::-1]):
        noted = await touches_store.last(tx, group.group_id, owner_id, other_id, TOUCHES)
        stands = [(moment.astimezone(group.zone).date(), kind) for kind, moment in given.items()]
        stands += [] if noted is None else [(noted.day, Last(noted.kind.value))]
        before = max(stands, key=lambda each: each[0], default=None)
        await keep_in_touch_store.give_back(tx, group, owner_id, other_id, (day, last), before)


async def _show_again_without(tx: Tx, group: Group, found: Acquaintance) -> None:
    """Queue the edit of the owner's morning list that names them."""
    at = await morning_items.named_at(tx, group.group_id, found.owner_id, ITEM, found.id)
    if at is not None:
        owner = await members_store.get(tx, group.group_id, found.owner_id)
        message = reminder_message(group, found.owner_id, at, owner, f"forgotten:{ITEM}:{found.id}")
        await outbox_store.add(tx, replace(message, only_edit=True))
