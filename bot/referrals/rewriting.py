"""Edits of messages that were sent about a referral, after what they say of its client changed or is not to be shown any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.outbox import shown
from bot.core.outbox import store as outbox_store
from bot.membership.members import store as members_store
from bot.referrals import duplicates
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals.model import TAKEN_BACK, Party, Referral, Verb
from bot.referrals.reminders import store as reminders_store
from bot.referrals.reminders.notices import reminder_message

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def steps_and_reminders(
    tx: Tx, group: Group, referral: Referral, parties: Collection[Party], why: str, but: Verb | None = None
) -> None:
    """Queue edits of the lines and reminders that name the client, to one of the two or both; `why` makes the rows' keys unique.

    Each is rendered at delivery, for whoever reads it. Lines about the verb `but` are left out.
    """
    history = await referrals_store.history(tx, referral)
    giver, receiver = await members_store.get_pair(tx, referral.group_id, referral.giver_id, referral.receiver_id)
    members = {Party.GIVER: giver, Party.RECEIVER: receiver}
    steps = [
        referrals_notices.step_message(
            group, replace(referral, version=version), moved.verb, referral.user_of(party), members[party]
        )
        for version, moved in enumerate(history, start=2)
        for party in parties
        if moved.verb is not but
    ]
    said = await shown.spoken_of(tx, group.group_id, [str(step.subject) for step in steps]) if steps else []
    again = [step for step in steps if step.subject in said]
    for user_id, at in await reminders_store.naming(tx, group.group_id, referral.id):
        party = referral.party(user_id)
        if party in parties:
            again.append(reminder_message(group, user_id, at, members[party], f"{at.timestamp():.0f}:{referral.id}"))
    for message in again:
        await outbox_store.add(tx, replace(message, key=f"{message.key}:{why}", only_edit=True))


async def receivers_messages(tx: Tx, group: Group, referral: Referral, verb: Verb) -> None:
    """Queue edits of what its receiver was sent before an edit, a withdrawal or a moderator's cancelling.

    Where it was taken back, also the cards of later referrals that name it as the earlier one of the same client.
    """
    why = f"{verb.value}:{referral.version}"
    await steps_and_reminders(tx, group, referral, (Party.RECEIVER,), why, but=verb)
    if referral.state in TAKEN_BACK:
        for later in await duplicates.naming_as_earlier(tx, referral):
            await referrals_notices.update_card(tx, group, later, f"{referral.label}:{why}")
