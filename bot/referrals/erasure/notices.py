"""Which messages are changed when a client's data is erased."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.outbox import shown
from bot.core.outbox import store as outbox_store
from bot.membership.members import store as members_store
from bot.referrals.model import Party, Referral, Verb
from bot.referrals.notices import step_message, update
from bot.referrals.reminders import store as reminders_store
from bot.referrals.reminders.notices import reminder_message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.referrals.model import Moved


async def rewrite(tx: Tx, group: Group, referral: Referral, history: Iterable[Moved]) -> None:
    """Queue edits of all messages to giver and receiver that may name the erased client."""
    await update(tx, group, referral, Verb.FORGET)
    giver, receiver = await members_store.get_pair(tx, group.group_id, referral.giver_id, referral.receiver_id)
    steps = [
        step_message(group, replace(referral, version=version), moved.verb, referral.user_of(party), member)
        for version, moved in enumerate(history, start=2)
        for party, member in ((Party.GIVER, giver), (Party.RECEIVER, receiver))
    ]
    said = await shown.spoken_of(tx, group.group_id, [str(step.subject) for step in steps]) if steps else []
    again = [step for step in steps if step.subject in said]
    for user_id, at in await reminders_store.naming(tx, group.group_id, referral.id):
        member = giver if user_id == referral.giver_id else receiver
        again.append(reminder_message(group, user_id, at, member, f"{at.timestamp():.0f}:{referral.id}"))
    for message in again:
        await outbox_store.add(tx, replace(message, key=f"{message.key}:forgotten", only_edit=True))
