"""What one person reads on a member's profile: the profile, kind words, and the steps of the two, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.use_case import Service, reads
from bot.membership.profiles import service as profiles
from bot.referrals.testimonials import service as testimonials
from bot.relationships.one_to_ones.service import steps_of

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.profiles.service import Shown
    from bot.referrals.testimonials.model import Testimonial
    from bot.relationships.one_to_ones.steps import Steps


class ProfilePage(Struct, frozen=True):
    """A profile as `reader_id` reads it. `steps` is None where the reader has none with its owner."""

    reader_id: int
    shown: Shown
    said: tuple[Testimonial, ...] = ()
    steps: Steps | None = None


class ProfilePages(Service):
    @reads
    async def show(self, tx: Tx, actor: Actor, user_id: int) -> ProfilePage:
        """Anybody's profile, to members and moderators. Raises Refused, for a stranger as for somebody hidden."""
        shown = await profiles.shown(tx, actor, user_id)
        said = await testimonials.on_profile(tx, actor.group_id, user_id)
        return ProfilePage(actor.user_id, shown, said, await steps_of(tx, actor, user_id))
