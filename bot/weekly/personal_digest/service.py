"""A member's own weekly digest, for those who switched it on. It is queued in the transaction that queues the group's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.text import sort_key
from bot.core.use_case import Service, reads
from bot.groups import store as groups_store
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import one_of_ours
from bot.membership.muted_senders import store as muted_senders_store
from bot.referrals import store as referrals_store
from bot.weekly.personal_digest.model import OwnWeek, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MOST_WAITING = 10
"""Maximum number of open referrals that are listed."""


class PersonalDigest(Service):
    @reads
    async def of_member(self, tx: Tx, group_id: int, user_id: int, span: Period) -> OwnWeek | None:
        """Read a member's week at delivery, without what those did whom they muted.

        None where they are no active member any more, or there is nothing to report.
        """
        member = await members_store.get(tx, group_id, user_id)
        if member is None or not member.is_active:
            return None
        group = await groups_store.get(tx, group_id)
        muted = await muted_senders_store.of(tx, group_id, user_id)
        waiting = await referrals_store.waiting(tx, group_id, user_id, MOST_WAITING, muted)
        given = await ledger_store.by_counterpart(tx, group_id, user_id, EntryKind.REFERRAL, span)
        received = await ledger_store.by_member(tx, group_id, user_id, EntryKind.REFERRAL, span)
        thanked_by = await ledger_store.by_counterpart(tx, group_id, user_id, EntryKind.THANKS, span)
        said = await ledger_store.by_member(tx, group_id, user_id, EntryKind.THANKS, span)
        for sender_id in muted:
            # What the reader did for them stays: that is no message of theirs.
            received.pop(sender_id, None)
            thanked_by.pop(sender_id, None)
        others = {each.giver_id for each in waiting}.union(given, received, thanked_by, said)
        names = await members_store.names(tx, group_id, others)
        week = OwnWeek(
            span,
            group.zone,
            tuple((each, names.get(each.giver_id, "")) for each in waiting),
            *(_tally(numbers, names) for numbers in (given, received, thanked_by, said)),
        )
        return None if week.is_quiet else week


async def put_out(tx: Tx, group: Group, job_key: str, span: Period) -> None:
    """Queue the message for each member who wants it. Its content is read at delivery, because it names clients."""
    for user_id, language in await roll.wanting_digest(tx, group.group_id):
        await outbox_store.add(
            tx,
            Message(
                group.group_id,
                "digest.own",
                f"{job_key}:own:{user_id}",
                user_id,
                user_id=user_id,
                language=one_of_ours(group, language),
                detail=f"{span.start.isoformat()}/{span.end.isoformat()}",
            ),
        )


def _tally(numbers: Mapping[int, int], names: Mapping[int, str]) -> Tally:
    return Tally(sum(numbers.values()), tuple(sorted((names.get(each, "") for each in numbers), key=sort_key)))
