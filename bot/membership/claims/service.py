"""Use cases of claims: a person says that they are an expected member, and a moderator decides.

A person who is no member must not be able to read the roster: they are shown expected members whose names are similar to theirs,
or type the name by which the group knows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core import allowances
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.computing import beside
from bot.core.errors import N_, Mention, Refused, not_found
from bot.core.events import announce
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.groups.model import PublicLanguage
from bot.membership import notices as membership_notices
from bot.membership.claims import model as claims_model
from bot.membership.claims import name_likeness, past_refusals
from bot.membership.claims import store as claims_store
from bot.membership.claims.model import Claim
from bot.membership.claims.name_likeness import ALIKE, likeness
from bot.membership.events import MEMBER_RENUMBERED
from bot.membership.guards import moderated_group, working_group
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Listed, Member, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


class Awaited(Struct, frozen=True):
    """Expected members who may be the person, whether the group expects anybody, and the person's undecided claim."""

    alike: tuple[Listed, ...] = ()
    anybody: bool = False
    claimed: Claim | None = None


class Claims(Service):
    async def awaited(self, actor: Actor, names: Sequence[str]) -> Awaited:
        """Expected members whom a person who goes by `names` may be; none for a member."""
        return await self._awaited(actor.group_id, actor.user_id, names)

    async def _awaited(self, group_id: int, user_id: int, names: Sequence[str]) -> Awaited:
        expected, claimed = await self._unanswered(group_id, user_id)
        if expected is None:
            return Awaited()
        return Awaited(await beside(name_likeness.alike, expected, names), anybody=True, claimed=claimed)

    async def arrived(self, group_id: int, user_id: int, names: Sequence[str], language: str) -> None:
        """Ask a person who joined the server, by direct message, whether they are an expected member of a similar name."""
        awaited = await self._awaited(group_id, user_id, names)
        if awaited.alike and awaited.claimed is None:
            await self._ask(group_id, user_id, [-each.user_id for each in awaited.alike], language)

    @writes
    async def _ask(self, tx: Tx, group_id: int, user_id: int, numbers: Iterable[int], language: str) -> None:
        # The key has the day, so that a person who leaves and joins again on one day is asked once.
        key = f"member.arrived:{group_id}:{user_id}:{tx.now:%Y-%m-%d}"
        message = Message(
            group_id,
            "member.arrived",
            key,
            user_id,
            user_id=user_id,
            language=await _reads(tx, group_id, language),
            detail=",".join(map(str, numbers)),
        )
        await outbox_store.add(tx, message)

    @reads
    async def still_expected(self, tx: Tx, group_id: int, numbers: Iterable[int]) -> list[Listed]:
        """The expected members with these numbers who have not been recognised yet."""
        found = [await _expected(tx, group_id, number) for number in numbers]
        return [Listed(each.user_id, each.name, each.seat) for each in found if each is not None]

    @writes
    async def claim(self, tx: Tx, actor: Actor, number: int, names: Sequence[str]) -> Claim:
        """Claim to be an expected member with a similar name. Repeated, it changes nothing. Raises Refused."""
        group = await working_group(tx, actor.group_id)
        expected = await _expected(tx, actor.group_id, number)
        before = await claims_store.get(tx, actor.group_id, actor.user_id, -number)
        # `number` comes from a custom id, which a client can forge: only a similar name may be claimed without typing it.
        if before is None and (expected is None or likeness(expected.name, names) < ALIKE):
            raise not_found()
        return await _claim(tx, group, actor, before, expected)

    @reads
    async def check_may_claim(self, tx: Tx, actor: Actor) -> None:
        """Check before the form is shown. Raises Refused where claiming would fail."""
        await working_group(tx, actor.group_id)
        if not await roll.ids(tx, actor.group_id, (Status.EXPECTED,)):
            raise not_found()
        claims_model.check_may_claim(await members_store.get(tx, actor.group_id, actor.user_id))

    async def claim_by_name(self, actor: Actor, name: str) -> Claim:
        """Claim to be the expected member of a typed name. Raises Refused where there is none."""
        expected = await self._named(actor)
        found = await beside(name_likeness.meant, expected, read(claims_model.NAME, name))
        if found is None:
            raise Refused(
                N_("Nobody is expected here by that name. Write it as the group does, with the family name, or apply with /join.")
            )
        return await self._claim(actor, found.user_id)

    @reads
    async def _named(self, tx: Tx, actor: Actor) -> list[Listed]:
        await working_group(tx, actor.group_id)
        return roll.by_name(await roll.listed(tx, actor.group_id, (Status.EXPECTED,)))

    @writes
    async def _claim(self, tx: Tx, actor: Actor, expected_id: int) -> Claim:
        group = await working_group(tx, actor.group_id)
        before = await claims_store.get(tx, actor.group_id, actor.user_id, expected_id)
        return await _claim(tx, group, actor, before, await _expected(tx, actor.group_id, -expected_id))

    @reads
    async def _unanswered(self, tx: Tx, group_id: int, user_id: int) -> tuple[list[Listed] | None, Claim | None]:
        """The expected members about whom no moderator has decided for this person, and their undecided claim.

        None in the place of the former where nobody is expected, or the person is a member.
        """
        expected = await roll.listed(tx, group_id, (Status.EXPECTED,))
        present = await roll.standing(tx, group_id, user_id) if expected else None
        if not expected or (present is not None and present.status not in claims_model.MAY_CLAIM):
            return None, None
        claimed = await claims_store.of(tx, group_id, user_id)
        answered = {claim.expected_id for claim in claimed if claim.accepted is not None}
        answered |= await past_refusals.of(tx, group_id, user_id)
        waiting = next((claim for claim in claimed if claim.accepted is None), None)
        return [each for each in expected if each.user_id not in answered], waiting

    @reads
    async def get(self, tx: Tx, group_id: int, user_id: int, number: int) -> Claim | None:
        """The claim of `user_id` on the expected member of that number; None where there is none."""
        return await claims_store.get(tx, group_id, user_id, -number)

    @reads
    async def check_may_decide(self, tx: Tx, actor: Actor, user_id: int, number: int) -> Claim:
        """Read a claim, for a moderator. Raises Refused."""
        await moderated_group(tx, actor)
        claim = await claims_store.get(tx, actor.group_id, user_id, -number)
        if claim is None:
            raise not_found()
        return claim

    @writes
    async def decide(self, tx: Tx, actor: Actor, user_id: int, number: int, *, accept: bool) -> Claim:
        """Accept a claim, which merges the two rows, or refuse it. Raises Refused.

        Of two moderators who decide concurrently the first wins; the other is told who decided.
        """
        group = await moderated_group(tx, actor)
        claim = await claims_store.get(tx, actor.group_id, user_id, -number)
        if claim is None:
            raise not_found()
        if not await claims_store.decide(tx, claim, actor.user_id, accept=accept):
            return await _decided_before(tx, claim, actor, accept=accept)
        if accept:
            await _recognise(tx, group, actor, claim)
        else:
            await _refuse(tx, actor, claim)
        await _show(tx, group, claim, only_edit=True)
        return claim


async def _expected(tx: Tx, group_id: int, number: int) -> Member | None:
    """The expected member of that number; None where they were recognised or removed."""
    member = await members_store.get(tx, group_id, -number)
    return member if member is not None and member.status is Status.EXPECTED else None


async def _claim(tx: Tx, group: Group, actor: Actor, before: Claim | None, expected: Member | None) -> Claim:
    """Store the claim and post the moderators' card; return `before` while it is undecided. Raises Refused."""
    claims_model.check_may_claim(await members_store.get(tx, group.group_id, actor.user_id))
    if before is not None and before.accepted is None:
        return before
    if before is not None or expected is None or expected.user_id in await past_refusals.of(tx, group.group_id, actor.user_id):
        raise Refused(N_("The moderators could not find you on their list that way. Apply with /join, or ask them."))
    if any(claim.accepted is None for claim in await claims_store.of(tx, group.group_id, actor.user_id)):
        raise Refused(N_("The moderators are looking at what you said already. You will hear from them."))
    if channel_of(group, "member.claims") is None:
        raise Refused(
            N_("The moderators have no channel here in which to confirm it. Ask one of them for /group setup moderators_channel.")
        )
    claim = Claim(group.group_id, actor.user_id, expected.user_id, actor.name, expected.name, actor.language)
    await allowances.take(tx, group.group_id, actor.user_id, "member.claims")
    await claims_store.add(tx, claim)
    await _note(tx, actor, "member.claims", claim)
    await _show(tx, group, claim)
    return claim


async def _decided_before(tx: Tx, claim: Claim, actor: Actor, *, accept: bool) -> Claim:
    """The outcome where a claim was decided before: the claim for the same decision again. Raises Refused for another."""
    present = await claims_store.get(tx, claim.group_id, claim.user_id, claim.expected_id)
    assert present is not None
    assert present.decided_by is not None
    if (present.decided_by, present.accepted) == (actor.user_id, accept):
        return present
    raise Refused(
        N_("{name} was answered already, by {moderator}. Nothing was changed."),
        name=claim.name,
        moderator=Mention(present.decided_by),
    )


async def _recognise(tx: Tx, group: Group, actor: Actor, claim: Claim) -> None:
    """Merge the expected member into the person's row, and replace their provisional id everywhere. Raises Refused."""
    # Lock the group's row, so that no concurrent import refers to the expected member, whose id is replaced below.
    await groups_store.hold(tx, group.group_id)
    expected = await _expected(tx, group.group_id, claim.number)
    if expected is None:
        raise Refused(
            N_(
                "{name} is not expected any more: somebody was recognised as them, or they were removed. Refuse it, or use /member add."
            ),
            name=claim.expected_name,
        )
    present = await members_store.get(tx, group.group_id, claim.user_id)
    if present is not None and (present.belongs or present.status is Status.LEFT):
        raise Refused(N_("{name} is a member already, so there is nobody to recognise. Refuse it."), name=claim.name)
    member = claims_model.recognised(expected, present, claim, tx.now)
    await members_store.recognise(tx, group.group_id, expected.user_id, member)
    await announce(tx, MEMBER_RENUMBERED, group_id=group.group_id, old_id=expected.user_id, new_id=member.user_id)
    await claims_store.became(tx, group.group_id, expected.user_id, member.user_id)
    await membership_notices.note(tx, actor.user_id, "member.claim", present or expected, member, claim.expected_name)
    await membership_notices.tell(tx, group, "member.claim", member, detail=claim.expected_name)
    await membership_notices.belonging_changed(tx, group, member)
    if present is not None and present.status is Status.APPLICANT:
        await membership_notices.show_application(tx, group, member, only_edit=True)


async def _refuse(tx: Tx, actor: Actor, claim: Claim) -> None:
    await _note(tx, actor, "member.not_recognised", claim)
    key = f"member.not_recognised:{claim.group_id}:{claim.user_id}:{claim.number}"
    language = await _reads(tx, claim.group_id, claim.language)
    await outbox_store.add(
        tx,
        Message(claim.group_id, "member.not_recognised", key, claim.user_id, user_id=claim.user_id, language=language),
    )


async def claim_cards_settled(tx: Tx, group: Group, claims: Sequence[Claim], stranger_id: int) -> None:
    """Edit the moderators' cards of claims by a person who deleted their data: `stranger_id` takes the place of their id."""
    for claim in claims:
        await _show(tx, group, replace(claim, user_id=stranger_id), only_edit=True)


async def _show(tx: Tx, group: Group, claim: Claim, *, only_edit: bool = False) -> None:
    """Post or edit the moderators' card."""
    channel_id = channel_of(group, "member.claims")
    if channel_id is not None or only_edit:
        message = Message(
            group.group_id,
            "member.claims",
            f"member.claims:{group.group_id}:{claim.user_id}:{claim.number}:{'decided' if only_edit else 'made'}",
            claim.user_id,
            channel_id=channel_id,
            language=group.language.value,
            detail=str(claim.number),
            subject=f"claim:{claim.user_id}:{claim.number}",
            only_edit=only_edit,
        )
        await outbox_store.add(tx, message)


async def _note(tx: Tx, actor: Actor, action: str, claim: Claim) -> None:
    target = f"member:{claim.user_id}"
    await audit_log_store.write(
        tx, LogEntry(claim.group_id, actor.user_id, action, target, claim.user_id, after={"expected": claim.expected_id})
    )


async def _reads(tx: Tx, group_id: int, language: str) -> str:
    """The language of a message to a person who is no member."""
    return language if language in PublicLanguage.BOTH.tags else (await groups_store.get(tx, group_id)).language.first
