"""Edits of messages that were sent about a referral, after what they say of its client changed or is not to be shown any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import shown
from bot.core.outbox import store as outbox_store
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.referrals import duplicates, readers, step_messages
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals.model import TAKEN_BACK, Party, Referral, Verb
from bot.referrals.reminders import store as reminders_store
from bot.referrals.reminders.notices import reminder_message

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message
    from bot.groups.model import Group


async def steps_and_reminders(
    tx: Tx, group: Group, referral: Referral, parties: Collection[Party], why: str, but: Verb | None = None
) -> None:
    """Queue edits of the lines and reminders that name the client, to one of the two or both; `why` makes the rows' keys unique.

    Each is rendered at delivery, for whoever reads it. Lines about the verb `but` are left out.
    """
    again = await _steps(tx, group, referral, parties, but)
    for user_id, at in await reminders_store.naming(tx, group.group_id, referral.id):
        if referral.party(user_id) in parties:
            member = await members_store.get(tx, group.group_id, user_id)
            again.append(reminder_message(group, user_id, at, member, f"{at.timestamp():.0f}:{referral.id}"))
    for message in again:
        await outbox_store.add(tx, replace(message, key=f"{message.key}:{why}", only_edit=True))


async def _steps(tx: Tx, group: Group, referral: Referral, parties: Collection[Party], but: Verb | None = None) -> list[Message]:
    """The lines about the referral's moves to those of the two that were sent, or may have been."""
    history = await referrals_store.history(tx, referral)
    # Of several moves in one message the newest, which it shows.
    newest = {
        shown_in: (version, moved.verb)
        for version, (shown_in, moved) in enumerate(zip(step_messages.shown_in(history), history, strict=True), start=2)
    }
    found: list[Message] = []
    for party in parties:
        user_id = referral.user_of(party)
        person = (await readers.reader(tx, referral, user_id)).person
        # A giver from a linked group who became a member here got some of them there, others here.
        for group_id in dict.fromkeys((referral.home_of(user_id), referral.group_id)):
            theirs = group if group_id == group.group_id else await groups_store.get(tx, group_id)
            steps = [
                referrals_notices.step_message(theirs, replace(referral, version=version), verb, user_id, person, shown_in)
                for shown_in, (version, verb) in newest.items()
                if verb is not but
            ]
            said = await shown.spoken_of(tx, group_id, [str(step.subject) for step in steps]) if steps else []
            found += [step for step in steps if step.subject in said]
    return found


async def shown_to(tx: Tx, group: Group, referral: Referral, party: Party, why: str) -> None:
    """Queue edits of the card and the lines about a referral that one of the two was sent; less urgent than what people wait for."""
    sent = await _steps(tx, group, referral, (party,))
    if party is Party.RECEIVER:
        card = referrals_notices.card_message(group, referral, await members_store.get(tx, group.group_id, referral.receiver_id))
        if await shown.spoken_of(tx, group.group_id, [str(card.subject)]):
            sent.append(card)
    for message in sent:
        await _edit_later(tx, message, why)


async def reminders_of(tx: Tx, group: Group, user_id: int, why: str) -> None:
    """Queue edits of a person's reminders that may name a client, as those of `shown_to`."""
    member = await members_store.get(tx, group.group_id, user_id)
    for at in await reminders_store.sent_to(tx, group.group_id, user_id):
        await _edit_later(tx, reminder_message(group, user_id, at, member, f"{at.timestamp():.0f}"), why)


async def _edit_later(tx: Tx, message: Message, why: str) -> None:
    await outbox_store.add(tx, replace(message, key=f"{message.key}:{why}", only_edit=True, may_wait=True))


async def receivers_messages(tx: Tx, group: Group, referral: Referral, verb: Verb) -> None:
    """Queue edits of what its receiver was sent before an edit, a withdrawal or a moderator's cancelling.

    Where it was taken back, also the cards of later referrals that name it as the earlier one of the same client.
    """
    why = f"{verb.value}:{referral.version}"
    await steps_and_reminders(tx, group, referral, (Party.RECEIVER,), why, but=verb)
    if referral.state in TAKEN_BACK:
        for later in await duplicates.naming_as_earlier(tx, referral):
            await referrals_notices.update_card(tx, group, later, f"{referral.label}:{why}")
