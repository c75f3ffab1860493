"""Use cases of fit: a receiver says what fitted, its giver reads it, and the receiver gets a hint for their own profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import allowances
from bot.core.errors import N_, Refused, Sentence, not_found
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import check_acting
from bot.membership.members import store as members_store
from bot.referrals import readers
from bot.referrals.access import located
from bot.referrals.fit import model, notices, store
from bot.referrals.fit.model import ENDED, Hint, Told
from bot.referrals.model import STATE_LABELS, Party, Referral

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.referrals.fit.model import Fit


class FitService(Service):
    @reads
    async def before(self, tx: Tx, user_id: int, referral_id: int) -> Told:
        """What the receiver said so far, nothing where they did not, to fill the form with. Raises Refused where saying it would fail."""
        referral = await _of_receiver(tx, user_id, referral_id)
        return await _told(tx, referral, await store.get(tx, referral.group_id, referral.id) or frozenset())

    @writes
    async def tell(self, tx: Tx, user_id: int, referral_id: int, ticked: str) -> Told:
        """Keep what a receiver ticked, and tell the giver; the same again tells nobody. Raises Refused."""
        referral = await _of_receiver(tx, user_id, referral_id)
        fitted = model.read(ticked)
        earlier = await store.get(tx, referral.group_id, referral.id)
        if fitted != earlier:
            await allowances.take(tx, referral.group_id, user_id, "fit.tell", referral.giver_id)
            await store.keep(tx, referral, fitted)
            giver = await readers.reader(tx, referral, referral.giver_id)
            if giver.person is not None and giver.belongs:
                group = await groups_store.get(tx, giver.group_id)
                await notices.told(tx, group, referral, giver.person, again=earlier is not None)
        return await _told(tx, referral, fitted)

    @reads
    async def for_giver(self, tx: Tx, group_id: int, referral_id: int) -> Told | None:
        """What the giver reads, for their message; None where there is nothing to be read now."""
        referral = await readers.told_of(tx, group_id, referral_id)
        if referral is None or referral.state not in ENDED:
            return None
        if not (await readers.reader(tx, referral, referral.giver_id)).belongs:
            return None
        fitted = await store.get(tx, referral.group_id, referral_id)
        return None if fitted is None else await _told(tx, referral, fitted)

    @reads
    async def hint(self, tx: Tx, actor: Actor) -> Hint | None:
        """What most often failed to fit in the actor's own latest answers; None where that says nothing. Raises Refused."""
        await check_acting(tx, actor)
        return model.hint(await store.last(tx, actor.group_id, actor.user_id))


async def _of_receiver(tx: Tx, user_id: int, referral_id: int) -> Referral:
    """Read a referral that ended, for its receiver. Raises Refused, for its giver as for a stranger."""
    referral = await located(tx, referral_id, user_id)
    if referral.party(user_id) is not Party.RECEIVER:
        raise not_found()
    if referral.state not in ENDED:
        raise Refused(
            N_(
                "{referral} stands at “{state}”. What fitted you can say once it became work, didn't work out, or you can't take it."
            ),
            referral=referral.label,
            state=Sentence(STATE_LABELS[referral.state]),
        )
    return referral


async def _told(tx: Tx, referral: Referral, fitted: frozenset[Fit]) -> Told:
    names = await members_store.names(tx, referral.group_id, (referral.giver_id, referral.receiver_id))
    return Told(fitted, names.get(referral.receiver_id, ""), names.get(referral.giver_id, ""), referral.label)
