"""Use cases of testimonials: pin one, take one off, read one; and a query of those on a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import allowances
from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads, writes
from bot.membership.guards import working_group
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.referrals.access import check_belongs
from bot.referrals.testimonials import notices, store
from bot.referrals.testimonials.model import Testimonial, check_room, check_words
from bot.referrals.thanks import checks
from bot.referrals.thanks import store as thanks_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.referrals.thanks.model import Thanks


class Testimonials(Service):
    @reads
    async def get(self, tx: Tx, group_id: int, thanks_id: int) -> Testimonial:
        """Read thanks for the message to their author. Raises Refused where there are none."""
        said = await thanks_store.get(tx, group_id, thanks_id)
        if said is None:
            raise not_found()
        return await _read(tx, said)

    @writes
    async def pin(self, tx: Tx, user_id: int, thanks_id: int) -> Testimonial:
        """Show thanks on one's profile, and tell their author; repeated, it changes nothing.

        Raises Refused, for whom the thanks are not with the same words as for absent ones.
        """
        said = await thanks_store.located(tx, thanks_id)
        if said is None or said.thanked_id != user_id:
            raise checks.not_thanked()
        group = await working_group(tx, said.group_id)
        await check_belongs(tx, said.group_id, user_id)
        check_words(said)
        # Before the count: it locks the person's row of allowances, so that of two pins at once the second counts the first.
        await allowances.take(tx, said.group_id, user_id, "thanks.pin")
        pin = await store.get(tx, said)
        if pin.pinned_at is None:
            check_room(said, pin, len(await store.shown(tx, said.group_id, user_id)))
            author = await roll.addressee(tx, said.group_id, said.author_id)
            if author is None or not author.belongs:
                raise Refused(
                    N_("Whoever said {thanks} is no member of the group now and can't be told, so it stays as it is."),
                    thanks=said.label,
                )
            await store.pin(tx, said)
            await notices.pinned(tx, group, said, author)
        return await _read(tx, said)

    @writes
    async def unpin(self, tx: Tx, user_id: int, thanks_id: int) -> Testimonial:
        """Take thanks off a profile, as whose it is or as their author, who thereby withholds them for good. Repeated, it changes nothing.

        Also for whoever does not belong any more: the words are theirs. Raises the same Refused for others and for absent thanks.
        """
        said = await thanks_store.located(tx, thanks_id)
        if said is None or user_id not in {said.author_id, said.thanked_id}:
            raise not_found()
        await (store.withhold if user_id == said.author_id else store.unpin)(tx, said)
        return await _read(tx, said)


async def is_shown(tx: Tx, said: Thanks) -> bool:
    """Whether thanks stand on the profile of the thanked member."""
    return said.undone_at is None and bool(said.message) and (await store.get(tx, said)).pinned_at is not None


async def on_profile(tx: Tx, group_id: int, user_id: int) -> tuple[Testimonial, ...]:
    """What stands on the profile of a member who belongs, the last pinned first."""
    ids = await store.shown(tx, group_id, user_id)
    if not ids:
        return ()
    said = {each.id: each for each in await thanks_store.several(tx, group_id, ids)}
    names = await members_store.names(tx, group_id, {user_id, *(each.author_id for each in said.values())})
    return tuple(_testimonial(said[each], names) for each in ids)


async def _read(tx: Tx, said: Thanks) -> Testimonial:
    names = await members_store.names(tx, said.group_id, (said.author_id, said.thanked_id))
    return _testimonial(said, names, is_shown=await is_shown(tx, said))


def _testimonial(said: Thanks, names: dict[int, str], *, is_shown: bool = True) -> Testimonial:
    return Testimonial(said, names.get(said.author_id, ""), names.get(said.thanked_id, ""), is_shown)
