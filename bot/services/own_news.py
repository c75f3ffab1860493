"""A member's own weekly news: what waits for them, what they gave and got. For those who want it, with the group's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.activity import Deeds, OwnWeek
from bot.model.ledger import EntryKind
from bot.model.outbox import Message
from bot.model.texts import key
from bot.services.membership import reading
from bot.services.transactions import Service, reads
from bot.store import groups, ledger, members, outbox, referrals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model.groups import Group
    from bot.model.weeks import Period
    from bot.store.engine.database import Tx

MOST_WAITING = 10


class OwnNews(Service):
    @reads
    async def of_member(self, tx: Tx, group_id: int, user_id: int, span: Period) -> OwnWeek | None:
        """None where they are no active member any more, and where there is nothing to tell."""
        member = await members.get(tx, group_id, user_id)
        if member is None or not member.is_active:
            return None
        group = await groups.get(tx, group_id)
        waiting = await referrals.waiting(tx, group_id, user_id, MOST_WAITING)
        given = await ledger.by_counterpart(tx, group_id, user_id, EntryKind.REFERRAL, span)
        received = await ledger.by_member(tx, group_id, user_id, EntryKind.REFERRAL, span)
        thanked_by = await ledger.by_counterpart(tx, group_id, user_id, EntryKind.THANKS, span)
        said = await ledger.by_member(tx, group_id, user_id, EntryKind.THANKS, span)
        others = {each.giver_id for each in waiting}.union(given, received, thanked_by, said)
        names = await members.names(tx, group_id, others)
        week = OwnWeek(
            span,
            group.zone,
            tuple((each, names.get(each.giver_id, "")) for each in waiting),
            *(_deeds(numbers, names) for numbers in (given, received, thanked_by, said)),
        )
        return None if week.is_quiet else week


async def put_out(tx: Tx, group: Group, job_key: str, span: Period) -> None:
    """Have it sent to everybody who wants it; what it says is read when it is sent, for clients are named in it."""
    for member in await members.wanting_own_news(tx, group.group_id):
        await outbox.add(
            tx,
            Message(
                group.group_id,
                "digest.own",
                f"{job_key}:own:{member.user_id}",
                member.user_id,
                user_id=member.user_id,
                language=reading(group, member),
                detail=f"{span.start.isoformat()}/{span.end.isoformat()}",
            ),
        )


def _deeds(numbers: Mapping[int, int], names: Mapping[int, str]) -> Deeds:
    return Deeds(sum(numbers.values()), tuple(sorted((names.get(each, "") for each in numbers), key=key)))
