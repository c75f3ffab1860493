"""Use cases of a group's setup: the greeting, its settings, and the release of messages that waited for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.asks.matching import opt_out
from bot.asks.matching.meaning import PRESENT
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.declarations import declared
from bot.core.errors import N_, Refused
from bot.core.money import CURRENCIES
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channels_of
from bot.core.outbox.model import Message
from bot.core.time_zones import read_zone
from bot.core.use_case import Service, reads, writes
from bot.groups import region
from bot.groups import store as groups_store
from bot.groups.model import COUNTS, Group
from bot.meetings.guests import notices as guests_notices
from bot.meetings.guests import store as guests_store
from bot.membership.departed_groups import store as departed_groups_store
from bot.membership.departed_groups.service import DepartedGroups
from bot.membership.notices import show_applications
from bot.referrals import contact_index

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.calendar import Weekday
    from bot.core.db.database import Tx
    from bot.groups.model import PublicLanguage, Seats

CLEARED = frozenset({
    "referrals_channel_id", "asks_channel_id", "digest_channel_id", "meetings_channel_id", "moderators_channel_id", "member_role_id",
    "moderator_role_id",
})  # fmt: skip
"""Settings that can be cleared."""
NOT_OFFERED = N_(
    "Whoever runs this bot does not offer matching by meaning. Asks are matched by their words; ask them for smart.enabled."
)
GREETING = "welcome"
"""Message kind and subject of the card that offers the setup to a new server."""


class Changes(Struct, frozen=True):
    """The input of /group setup: None leaves a setting unchanged, `cleared` names those to set to null."""

    referrals_channel_id: int | None = None
    asks_channel_id: int | None = None
    digest_channel_id: int | None = None
    meetings_channel_id: int | None = None
    moderators_channel_id: int | None = None
    member_role_id: int | None = None
    moderator_role_id: int | None = None
    time_zone: str | None = None
    language: PublicLanguage | None = None
    currency: str | None = None
    week_starts: Weekday | None = None
    seats: Seats | None = None
    amounts: bool | None = None
    remind_unopened: int | None = None
    remind_quiet: int | None = None
    keep_clients: int | None = None
    pair_cap: int | None = None
    smart: bool | None = None
    guest_visits: int | None = None
    agenda_seconds: int | None = None
    cleared: frozenset[str] = frozenset()

    def given(self) -> dict[str, object]:
        """Map the changed settings to their new values.

        Raises Refused for a number out of range, an unknown time zone or currency, and `smart` where the operator does not offer it.
        """
        given = {name: value for name, value in asdict(self).items() if name != "cleared" and value is not None}
        for name in given.keys() & COUNTS.keys():
            COUNTS[name].check(given[name])
        if self.smart and not PRESENT.is_offered:
            raise Refused(NOT_OFFERED)
        if self.time_zone is not None:
            given["time_zone"] = read_zone(self.time_zone)
        if self.currency is not None:
            given["currency"] = _read_currency(self.currency)
        return dict.fromkeys(self.cleared & CLEARED) | given


class Arrival(Struct, frozen=True):
    """A server that added the bot: a channel in which it may post, and the owner, who gets a direct message where there is none."""

    group_id: int
    language: PublicLanguage
    channel_id: int | None
    owner_id: int | None


class GroupSetup(Service):
    @reads
    async def get(self, tx: Tx, group_id: int) -> Group:
        """Read the settings; anybody in the group may."""
        return await groups_store.get(tx, group_id)

    @reads
    async def moderated(self, tx: Tx, actor: Actor) -> Group:
        """Read the settings for a moderator, also before the setup. Raises Refused."""
        group = await groups_store.get(tx, actor.group_id)
        group.check_moderator(actor)
        return group

    @reads
    async def is_known(self, tx: Tx, group_id: int) -> bool:
        """Whether it was greeted or set up before."""
        return await groups_store.is_known(tx, group_id) and not await departed_groups_store.is_being_deleted(tx, group_id)

    async def greet(self, arrival: Arrival) -> None:
        """Queue the offer to set the group up, once; not again where the bot was removed and added within the term of deletion."""
        # First, since a deletion that has begun would delete the new row as well.
        await DepartedGroups(self.database).finish(arrival.group_id)
        await self._greet(arrival)

    @writes
    async def _greet(self, tx: Tx, arrival: Arrival) -> None:
        # The row is also the note that this server was greeted.
        if not await groups_store.begin(tx, Group(arrival.group_id, language=arrival.language)):
            return
        if arrival.channel_id is None and arrival.owner_id is None:
            return
        await outbox_store.add(
            tx,
            Message(
                arrival.group_id,
                GREETING,
                f"welcome:{arrival.group_id}",
                arrival.group_id,
                channel_id=arrival.channel_id,
                user_id=arrival.owner_id if arrival.channel_id is None else None,
                language=arrival.language.first,
                subject=GREETING,
            ),
        )

    @writes
    async def set_up(self, tx: Tx, actor: Actor, changes: Changes, here: int) -> Group:
        """Set what is given. The first time, posts go to the channel `here` where no other is named; to none where it is 0.

        What waited for a channel that could not be used is sent again; what was computed for `smart` is deleted where it is switched off.
        Raises Refused for anybody but a moderator, an unknown time zone or currency, a number that is too large, and `smart` where the
        operator does not offer it.
        """
        before = await groups_store.get(tx, actor.group_id)
        before.check_moderator(actor)
        given = changes.given()
        if before.set_up_at is None:
            given = {"set_up_at": tx.now} | _first_channels(changes, here) | given
        if before.set_up_by is None:  # also where they left the server
            given |= {"set_up_by": actor.user_id}
        after = replace(before, **given)
        await groups_store.save(tx, after)
        await _take_effect(tx, before, after)
        changed = [name for name in given if getattr(before, name) != getattr(after, name)]
        if changed:
            await audit_log_store.write(
                tx,
                LogEntry(
                    actor.group_id,
                    actor.user_id,
                    "group.set_up",
                    "group",
                    before={name: _plain(getattr(before, name)) for name in changed},
                    after={name: _plain(getattr(after, name)) for name in changed},
                ),
            )
        return after

    async def mended(self, group_id: int) -> None:
        """Make postponed messages due, because the bot got permissions or was added to the server again."""
        # Read first, so that nothing is written where no row waits.
        if await self.waiting(group_id):
            await self._release(group_id)

    @reads
    async def waiting(self, tx: Tx, group_id: int | None = None) -> list[int]:
        """The ids of groups with postponed messages; of `group_id` alone where it is given."""
        return await outbox_store.put_off(tx, group_id)

    @writes
    async def _release(self, tx: Tx, group_id: int) -> None:
        await outbox_store.release(tx, group_id, {})


async def _take_effect(tx: Tx, before: Group, after: Group) -> None:
    """Bring what depends on the settings to the new ones: hashes, jobs, vectors, and the messages that waited for a channel."""
    # Numbers without a country code are read by the region, so their hashes change with it (E.164).
    if region.of_group(after) != region.of_group(before):
        await contact_index.hash_in_another_region(tx, after.group_id)
        await guests_store.hash_in_another_region(tx, after.group_id, region.of_group(after))
    if before.set_up_at is None or after.time_zone != before.time_zone:
        for schedule in [job.schedule for job in declared().jobs.values() if job.schedule is not None]:
            await schedule(tx, after)
    if before.smart and not after.smart:
        await opt_out.forget_group(tx, after.group_id)
    if before.set_up_at is None:
        await _greeted(tx, after)
    if after.moderators_channel_id is not None and before.moderators_channel_id is None:
        await show_applications(tx, after)
        await guests_notices.ask_again(tx, after)
    await outbox_store.release(tx, after.group_id, channels_of(after))


async def _greeted(tx: Tx, group: Group) -> None:
    """Queue the edit of the greeting card to its state after the setup."""
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            GREETING,
            f"welcome:{group.group_id}:done",
            group.group_id,
            language=group.language.first,
            subject=GREETING,
            only_edit=True,
        ),
    )


def _first_channels(changes: Changes, here: int) -> dict[str, object]:
    # The command was used in the moderators' channel, where posts for everybody do not belong.
    if here == changes.moderators_channel_id:
        return {}
    referrals = changes.referrals_channel_id or here or None
    return {"referrals_channel_id": referrals, "digest_channel_id": changes.digest_channel_id or referrals}


def _read_currency(text: str) -> str:
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise Refused(N_("“{text}” is not a currency I know. Use its three letters, such as BRL, EUR or USD."), text=text[:40])
    return code


def _plain(value: object) -> str | int | None:
    return value if isinstance(value, int) or value is None else str(value)
