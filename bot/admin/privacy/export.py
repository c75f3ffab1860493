"""Use case of /privacy export as tables: the actor's referrals, thanks and imported history, read in slices of SLICE rows, a transaction each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.admin.privacy import store as privacy_store
from bot.core.use_case import Service, reads
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.referrals import access
from bot.referrals import store as referrals_store
from bot.referrals.history import store as history_store
from bot.referrals.thanks import store as thanks_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.referrals.history.model import PastReferral
    from bot.referrals.model import Referral
    from bot.referrals.thanks.model import Thanks

SLICE = 200


class ExportedRecords(Struct, frozen=True):
    """What somebody gave, got, said and was told, the newest first: no more of it than they may see.

    A client is there until they are wiped, their contact as long as it is shown to this person; an amount only where they
    entered it themselves. `labels` are those of all these referrals, by their ids.
    """

    user_id: int
    group: Group
    referrals: tuple[Referral, ...]
    thanks: tuple[Thanks, ...]
    names: dict[int, str]
    past: tuple[PastReferral, ...] = ()

    @property
    def labels(self) -> dict[int, str]:
        """The labels that people see, such as R-42, by the referrals' ids."""
        return {referral.id: referral.label for referral in self.referrals}


class _Listed(Struct, frozen=True):
    group: Group
    referral_ids: Sequence[int]
    thanks_ids: Sequence[int]
    past: Sequence[PastReferral]


class Export(Service):
    async def mine(self, actor: Actor, read: Callable[[int, int], None] = lambda _done, _of: None) -> ExportedRecords:
        """The actor's records in this group, as far as they may see them. Anybody may call it.

        `read` is told before each slice how many of how many referrals and thanks were read.
        """
        listed = await self._listed(actor)
        passed: list[Referral] = []
        said: list[Thanks] = []
        total = len(listed.referral_ids) + len(listed.thanks_ids)
        for ids in _slices(listed.referral_ids):
            read(len(passed), total)
            passed += await self._referrals(actor, ids)
        for ids in _slices(listed.thanks_ids):
            read(len(passed) + len(said), total)
            said += await self._thanks(actor, ids)
        people = {person for each in passed for person in (each.giver_id, each.receiver_id)}
        people |= {person for each in said for person in (each.author_id, each.thanked_id)}
        people |= {person for each in listed.past for person in (each.giver_id, each.receiver_id)}
        names = await self._names(actor.group_id, people)
        for group_id in {each.group_id for each in passed} - {actor.group_id}:
            names |= await self._names(group_id, {each.receiver_id for each in passed if each.group_id == group_id})
        return ExportedRecords(actor.user_id, listed.group, tuple(passed), tuple(said), names, tuple(listed.past))

    @reads
    async def _listed(self, tx: Tx, actor: Actor) -> _Listed:
        who = (actor.group_id, actor.user_id)
        ids = await privacy_store.own_referrals(tx, *who), await privacy_store.own_thanks(tx, *who)
        return _Listed(await groups_store.get(tx, actor.group_id), *ids, await history_store.own(tx, *who))

    @reads
    async def _referrals(self, tx: Tx, actor: Actor, ids: Sequence[int]) -> list[Referral]:
        # Asked for each slice: it is a transaction of its own, and the person may be removed between two.
        belongs = await access.belongs(tx, actor.group_id, actor.user_id)
        return [
            access.as_seen(referral, actor.user_id, belongs=belongs)
            for referral in await referrals_store.several(tx, actor.group_id, ids)
        ]

    @reads
    async def _thanks(self, tx: Tx, actor: Actor, ids: Sequence[int]) -> list[Thanks]:
        said = await thanks_store.several(tx, actor.group_id, ids)
        return [each if each.author_id == actor.user_id else replace(each, amount=None) for each in said]

    @reads
    async def _names(self, tx: Tx, group_id: int, people: set[int]) -> dict[int, str]:
        return await members_store.names(tx, group_id, people)


def _slices(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + SLICE] for start in range(0, len(ids), SLICE)]
