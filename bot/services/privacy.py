"""Reading everything that is held about oneself, and parting from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.model.log import LogEntry
from bot.model.members import Status
from bot.model.outbox import Message
from bot.model.referrals import NOT_COUNTED, WAITING, Box, State, Verb
from bot.services import membership_news, referral_moves, referral_news, seating
from bot.services.arrivals import claim_cards_settled
from bot.services.transactions import Service, reads, writes
from bot.store import arrivals, groups, log, members, outbox, privacy, referrals

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.model.groups import Group
    from bot.store.engine.database import Tx

MOST_OPEN = 10_000


@dataclass(frozen=True, slots=True)
class Parted:
    """Whether anything was held, and in how many public messages the name is being replaced."""

    existed: bool
    posts: int = 0


class Privacy(Service):
    @reads
    async def export(self, tx: Tx, actor: Actor) -> dict[str, list[dict[str, Any]]]:
        """Every row about the actor in this group by table, as they may see it. Anybody may ask."""
        found = privacy.without_others_secrets(await privacy.held(tx, actor.group_id, actor.user_id), actor.user_id)
        member = await members.get(tx, actor.group_id, actor.user_id)
        belongs = member is not None and member.belongs
        for referral in found["referrals"]:
            if referral["receiver_id"] == actor.user_id and (State(referral["state"]) in NOT_COUNTED or not belongs):
                referral["contact"] = ""
        return found

    @writes
    async def delete(self, tx: Tx, actor: Actor, name: str) -> Parted:
        """Delete what is held about the actor in this group; what others need to go on stays, with `name` in their place.

        Referrals that wait for them are declined, so that their givers can choose another. Done a second time nothing is left
        to do.
        """
        present = await members.get(tx, actor.group_id, actor.user_id)
        claimed = await arrivals.of(tx, actor.group_id, actor.user_id)
        if present is None and not claimed:
            return Parted(existed=False)
        group = await groups.get(tx, actor.group_id)
        await _decline_open(tx, group, actor.user_id)
        posts = await privacy.shown_in_public(tx, actor.group_id, actor.user_id)
        stranger_id = await groups.next_expected(tx, actor.group_id)
        await privacy.part(tx, actor.group_id, actor.user_id, stranger_id, name)
        await claim_cards_settled(tx, group, claimed, stranger_id)
        if present is not None:
            await _leave(tx, group, stranger_id)
            if present.holds_seat:
                await seating.opened(tx, group, present.seat)
            if present.belongs and group.member_role_id is not None:
                key = f"{outbox.PARTING}{stranger_id}:{actor.group_id}:role"
                await outbox.add(tx, Message(actor.group_id, "member.role", key, actor.user_id))
        await _rewrite(tx, group, posts, stranger_id)
        await log.write(tx, LogEntry(actor.group_id, stranger_id, "privacy.delete", f"member:{stranger_id}", stranger_id))
        return Parted(existed=True, posts=len(posts))


async def _decline_open(tx: Tx, group: Group, user_id: int) -> None:
    for referral in await referrals.page(tx, group.group_id, user_id, Box.RECEIVED, None, MOST_OPEN):
        if referral.state not in WAITING:
            break  # what waits comes first
        whole = await referrals.get(tx, group.group_id, referral.id)
        assert whole is not None
        declined = await referral_moves.make(tx, group, whole, Verb.DECLINE, user_id)
        await referral_news.tell_other(tx, group, declined, Verb.DECLINE, user_id)


async def _leave(tx: Tx, group: Group, stranger_id: int) -> None:
    """What is left of them is a former member, and the card of their application says no more than that."""
    left = await members.get(tx, group.group_id, stranger_id)
    assert left is not None
    former = replace(left, status=Status.FORMER, status_at=tx.now, left_at=tx.now, away=None, returns_to=None, on_boards=False)
    await members.save(tx, former)
    await membership_news.show_application(tx, group, former, only_edit=True, why=":parted")


async def _rewrite(tx: Tx, group: Group, posts: list[tuple[str, int, int]], stranger_id: int) -> None:
    """Let our public messages that named them be written again."""
    for kind, record_id, channel_id in posts:
        subject = f"{kind.split('.')[0]}:{record_id}:{kind.split('.')[1]}"
        await outbox.add(
            tx,
            Message(
                group.group_id,
                kind,
                f"{subject}:parted:{stranger_id}",
                record_id,
                channel_id=channel_id,
                language=group.language.value,
                subject=subject,
                only_edit=True,
            ),
        )
