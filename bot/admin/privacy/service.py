"""Reading everything that is held about oneself, and parting from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from bot.admin.privacy import store as privacy_store
from bot.asks import across_notices, across_store
from bot.asks import store as asks_store
from bot.core import allowances
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.declarations import declared
from bot.core.events import announce
from bot.core.feature import PersonErasure
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.claims import store as claims_store
from bot.membership.claims.service import claim_cards_settled
from bot.membership.events import BELONGING_CHANGED
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.seats import exclusivity
from bot.referrals import access, transitions
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals.linked import erase_person as linked_erasure
from bot.referrals.linked import store as linked_store
from bot.referrals.model import NOT_COUNTED, WAITING, Box, Party, State, Verb
from bot.reports.my_groups import store as my_groups_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.feature import PublicRecord
    from bot.groups.model import Group

THANKS = "thank:form"
"""The form about clients whose custom id names a person before the referral."""
MOST_OPEN = 10_000


class Parted(Struct, frozen=True):
    """Whether anything was held, and in how many public messages the name is being replaced."""

    existed: bool
    posts: int = 0


class Privacy(Service):
    @writes
    async def begin_export(self, tx: Tx, actor: Actor) -> None:
        """Count an export before anything is read for it. Raises TooOften."""
        await allowances.take(tx, actor.group_id, actor.user_id, "privacy.export")

    @reads
    async def export(self, tx: Tx, actor: Actor) -> dict[str, list[dict[str, Any]]]:
        """Every row about the actor in this group by table, as they may see it. Anybody may ask."""
        found = privacy_store.without_others_secrets(await privacy_store.held(tx, actor.group_id, actor.user_id), actor.user_id)
        _hide_clients(found, actor.user_id, belongs=await access.belongs(tx, actor.group_id, actor.user_id))
        return found

    @reads
    async def elsewhere(self, tx: Tx, actor: Actor) -> int:
        """On the rolls of how many other groups the actor stands. Anybody may ask."""
        return await my_groups_store.count_known(tx, actor.user_id, actor.group_id)

    @writes
    async def delete(self, tx: Tx, actor: Actor, name: str) -> Parted:
        """Delete what is held about the actor in this group; what others need to go on stays, with `name` in their place.

        They need not be on the roll: what a stranger typed, waits for or decided as a moderator is deleted too.
        Referrals that wait for them are declined, so that their givers can choose another. Done a second time nothing is left
        to do.
        """
        present = await members_store.get(tx, actor.group_id, actor.user_id)
        claimed = await claims_store.of(tx, actor.group_id, actor.user_id)
        is_named = await privacy_store.is_named(tx, actor.group_id, actor.user_id)
        if not is_named and not await privacy_store.owns(tx, actor.group_id, actor.user_id):
            return Parted(existed=False)
        group = await groups_store.get(tx, actor.group_id)
        # Both before the erasure, which replaces the id by which the referrals and the posted messages are found.
        await _decline_open(tx, group, actor.user_id)
        posts = await privacy_store.shown_in_public(tx, actor.group_id, actor.user_id)
        elsewhere = await linked_store.groups_named_in(tx, actor.group_id, actor.user_id)
        homes = await linked_store.homes_of(tx, actor.group_id, actor.user_id)
        stranger_id = await groups_store.next_stranger(tx, {actor.group_id, *elsewhere, *homes})
        for other_id in elsewhere:
            await _erase_elsewhere(tx, actor.group_id, PersonErasure(other_id, actor.user_id, stranger_id, name))
        await privacy_store.erase(tx, PersonErasure(actor.group_id, actor.user_id, stranger_id, name))
        await claim_cards_settled(tx, group, claimed, stranger_id)
        if present is not None:
            await _leave(tx, group, stranger_id)
            if present.holds_seat:
                await exclusivity.opened(tx, group, present.seat)
            if present.belongs and group.member_role_id is not None:
                # The one row that still names the person, as their role can't be taken without their id: it is deleted
                # once it is settled.
                key = f"{outbox_store.PARTING}{stranger_id}:{actor.group_id}:role"
                await outbox_store.add(tx, Message(actor.group_id, "member.role", key, actor.user_id))
        await _rewrite(tx, group, posts, stranger_id)
        if is_named:  # else others saw nothing of them, and a stranger who deletes their limits again and again fills no log
            await audit_log_store.write(
                tx, LogEntry(actor.group_id, stranger_id, "privacy.delete", f"member:{stranger_id}", stranger_id)
            )
        return Parted(existed=True, posts=len(posts))

    async def part_from_linked(self, group_id: int, named: Callable[[Group], str]) -> None:
        """Erase from linked groups whoever passed clients or asked there as a member of this group, before its data is deleted.

        After that they could not do it themselves. `named` says what the linked group reads in their place. Each is erased in a transaction
        of its own; done again, it goes on where it was.
        """
        while await self._part_giver(group_id, named):
            pass
        need_id: int | None = 0
        while need_id is not None:
            need_id = await self._part_need(group_id, need_id)

    @writes
    async def _part_need(self, tx: Tx, group_id: int, after: int) -> int | None:
        """Have the first need after that one leave the other groups; returns its id, None where there is none."""
        need_id = await across_store.next_of(tx, group_id, after)
        need = None if need_id is None else await asks_store.get(tx, group_id, need_id)
        if need is not None:
            await across_notices.part(tx, need)
        return need_id

    @writes
    async def _part_giver(self, tx: Tx, group_id: int, named: Callable[[Group], str]) -> bool:
        found = await linked_store.next_giver_of(tx, group_id)
        if found is None:
            # Also where the giver deleted their data before: a group that comes back counts its numbers below zero anew.
            await linked_store.leave_origin(tx, group_id)
            return False
        other_id, user_id = found
        stranger_id = await groups_store.next_stranger(tx, {other_id})
        name = named(await groups_store.get(tx, other_id))
        await _erase_elsewhere(tx, group_id, PersonErasure(other_id, user_id, stranger_id, name))
        # Of whoever is known there by another of their groups: what they passed from this one is found no more.
        await linked_store.settle_here(tx, group_id, other_id, user_id)
        return True


async def _erase_elsewhere(tx: Tx, home_id: int, gone: PersonErasure) -> None:
    """Erase somebody from a linked group to whose members they passed clients as a member of their own, `home_id`.

    Who is a member of that one has to do that there. Who also passed clients to it from another of their groups is known there by that
    one, and is erased with their data in it; what they passed from this one shows them no client any more.
    """
    standing = await roll.standing(tx, gone.group_id, gone.user_id)
    if standing is not None and standing.status is not Status.LINKED:
        await linked_store.settle_here(tx, home_id, gone.group_id, gone.user_id)
        return
    if await _passed_from_others(tx, home_id, gone):
        await linked_erasure.show_without_client(tx, gone, home_id)
        return
    posts = await privacy_store.shown_in_public(tx, gone.group_id, gone.user_id)
    await privacy_store.erase(tx, gone)
    await _rewrite(tx, await groups_store.get(tx, gone.group_id), posts, gone.stranger_id)


async def _passed_from_others(tx: Tx, home_id: int, gone: PersonErasure) -> bool:
    """Whether they passed clients to a linked group from another group too, on whose roll they stand."""
    homes = set(await linked_store.homes_of(tx, gone.group_id, gone.user_id)) - {home_id}
    return any([await roll.standing(tx, home, gone.user_id) is not None for home in sorted(homes)])


def _hide_clients(found: Mapping[str, list[dict[str, Any]]], user_id: int, *, belongs: bool) -> None:
    """Empty what the person may not see of clients: as `access.as_seen`, with what they wrote of them in reasons and drafts."""
    hidden: set[int] = set()
    _hide_states_of_others(found)
    for referral in found["referrals"]:
        party, state = Party.RECEIVER if referral["receiver_id"] == user_id else Party.GIVER, State(referral["state"])
        if access.hides_client(state, party, belongs=belongs):
            referral.update(dict.fromkeys(("prospect", "contact", "need", "label"), ""))
            hidden.add(referral["id"])
        elif party is Party.RECEIVER and state in NOT_COUNTED:
            referral["contact"] = ""
    for moved in found["referral_moves"]:
        if moved["referral_id"] in hidden:
            moved["reason"] = ""
    shown = {str(referral["id"]) for referral in found["referrals"]} - {str(each) for each in hidden}
    for draft in found["drafts"]:
        feature, verb, first, second, *_ = f"{draft['form']}:::".split(":")
        form = f"{feature}:{verb}"
        # One from a direct message names a referral, which may be another group's.
        of_others = draft["group_id"] == 0 and (second if form == THANKS else first) not in shown
        if (not belongs or of_others) and form in declared().client_forms:
            draft["typed"] = ""


def _hide_states_of_others(found: Mapping[str, list[dict[str, Any]]]) -> None:
    """Empty where referrals of others stood when this person, a moderator, cancelled something of them.

    That one was at “didn't work out” without anybody having said so would tell that its client was erased.
    """
    own = {referral["id"] for referral in found["referrals"]}
    labels = {(referral["group_id"], f"R-{referral['number']}") for referral in found["referrals"]}
    for moved in found["referral_moves"]:
        if moved["referral_id"] not in own:
            moved |= {"before": "", "after": ""}
    for entry in found["log"]:
        if entry["action"].startswith("referral.") and (entry["group_id"], entry["target"]) not in labels:
            entry |= {"before": "", "after": ""}


async def _decline_open(tx: Tx, group: Group, user_id: int) -> None:
    for referral in await referrals_store.page(tx, group.group_id, user_id, Box.RECEIVED, None, MOST_OPEN):
        if referral.state not in WAITING:
            break  # what waits comes first
        whole = await referrals_store.get(tx, group.group_id, referral.id)
        assert whole is not None
        declined = await transitions.make(tx, group, whole, Verb.DECLINE, user_id)
        await referrals_notices.tell_other(tx, group, declined, Verb.DECLINE, user_id)


async def _leave(tx: Tx, group: Group, stranger_id: int) -> None:
    """What is left of them is a former member, and the card of their application says no more than that."""
    left = await members_store.get(tx, group.group_id, stranger_id)
    assert left is not None
    former = replace(left, status=Status.FORMER, status_at=tx.now, left_at=tx.now, away=None, returns_to=None, on_boards=False)
    await members_store.save(tx, former)
    await membership_notices.show_application(tx, group, former, only_edit=True, why=":parted")
    await announce(tx, BELONGING_CHANGED, group=group, member=former)


async def _rewrite(tx: Tx, group: Group, posts: list[tuple[PublicRecord, int, int]], stranger_id: int) -> None:
    """Queue edits of the posted messages that named them."""
    for public, record_id, channel_id in posts:
        subject = f"{public.subject}:{record_id}:{public.suffix}"
        await outbox_store.add(
            tx,
            Message(
                group.group_id,
                public.kind,
                f"{subject}:parted:{stranger_id}",
                record_id,
                channel_id=channel_id,
                language=group.language.value,
                subject=subject,
                only_edit=True,
            ),
        )
