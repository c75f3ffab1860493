"""Erasing a client's data: at the end of its term, or at once because the client asked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.contacts import keys, reader
from bot.core.drafts import store as drafts_store
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.jobs import store as jobs_store
from bot.core.text import key, read_contact
from bot.core.use_case import Service, reads, writes
from bot.groups import region
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group
from bot.referrals import access, contact_index
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals.erasure import notices as erasure_notices
from bot.referrals.erasure import store as erasure_store
from bot.referrals.events import CONTACT_FORGOTTEN
from bot.referrals.linked import store as linked_store
from bot.referrals.model import CONTACT, TAKEN_BACK, WAITING, Client, Party, Verb
from bot.referrals.transitions import make, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actor import Actor
    from bot.core.contacts.reader import Contact
    from bot.core.db.database import Tx
    from bot.core.drafts.store import Draft
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.referrals.model import Referral
    from bot.referrals.transitions import Opened

JOB = "forget"
NOBODY = 0
"""The actor who is logged where a moderator's part in it must not be seen."""
EVERYBODY = 0
"""In a tombstone: a moderator erased the client from the whole group."""
ACROSS = "refer:linked_form"
ABOUT_REFERRAL = ("referral:", "thank:form:")
"""How the custom ids of forms begin that name a referral; those of other forms about clients may name a meeting or a need."""


class Asked(Struct, frozen=True):
    """A client who is about to be erased, and the labels of the person's other referrals with the same phone or address."""

    opened: Opened
    others: tuple[str, ...] = ()


class Erasure(Service):
    @reads
    async def ask(self, tx: Tx, user_id: int, referral_id: int) -> Asked:
        """What erasing this client would wipe, to giver and receiver. Raises Refused where it was wiped already."""
        referral = await _forgettable(tx, referral_id, user_id)
        if not referral.client.prospect:
            raise Refused(N_("The data of the client of {referral} was deleted already."), referral=referral.label)
        found = await _of_person(tx, referral, user_id)
        return Asked(await opened(tx, referral, user_id), tuple(each.label for each in found[1:]))

    @writes
    async def forget(self, tx: Tx, user_id: int, referral_id: int) -> None:
        """Wipe this client from all that the person gave and received; done twice it changes nothing. Raises Refused."""
        referral = await _forgettable(tx, referral_id, user_id)
        if not referral.client.prospect:
            return
        group = await groups_store.get(tx, referral.group_id)
        await contact_index.hash_group_again(tx, group.group_id)
        found = await _of_person(tx, referral, user_id)
        people = {person for each in found for person in (each.giver_id, each.receiver_id)}
        for group_id in {each.group_id for each in found}:
            await contact_index.remember_forgotten(tx, group_id, referral.client.contact, user_id)
        await _drop_drafts(tx, group, found, referral.client.contact, people)
        await _wipe_all(tx, found, user_id)
        await audit_log_store.write(tx, LogEntry(group.group_id, user_id, "client.forget", "client"))

    @writes
    async def forget_contact(self, tx: Tx, actor: Actor, contact: str) -> None:
        """Have whoever is reached by this contact wiped from the whole group, and from what its members passed to linked groups.

        What was found is told to nobody.

        A job wipes, so that the same is done here, and takes as long, whether there is such a client or not. Raises Refused where any of
        it can't be read as a contact: nothing would be found by that. The log names neither the contact nor the referrals.
        """
        group = await moderated_group(tx, actor)
        written_in = region.of_group(group)
        contact = read_contact(CONTACT, contact, written_in)
        _check_read(reader.read(contact, written_in))
        await contact_index.remember_forgotten(tx, group.group_id, contact, EVERYBODY)
        token = secrets.token_hex(8)
        await erasure_store.add_request(tx, group.group_id, token, contact)
        await jobs_store.add(tx, group.group_id, JOB, f"{JOB}:{group.group_id}:{token}", tx.now)
        await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "client.forget", "client"))

    @writes
    async def run(self, tx: Tx, job: Job) -> None:
        """Job of `forget_contact`. The moderator is not entered as who ended the referrals, which /moderate log and exports would show."""
        contact = await erasure_store.take_request(tx, job.group_id, job.key.split(":")[2])
        if contact is not None:
            group = await groups_store.get(tx, job.group_id)
            await contact_index.hash_group_again(tx, group.group_id)
            found = await _with_contact(tx, group.group_id, contact)
            for group_id, giver_id in {(each.group_id, each.giver_id) for each in found if each.group_id != group.group_id}:
                await contact_index.remember_forgotten(tx, group_id, contact, giver_id)
            await _drop_drafts(tx, group, found, contact, None)
            await _wipe_all(tx, found, NOBODY)
            await announce(tx, CONTACT_FORGOTTEN, group=group, contact=contact)
        await jobs_store.finish(tx, job)


async def _forgettable(tx: Tx, referral_id: int, user_id: int) -> Referral:
    """Read a referral whose client the person may have forgotten, also without belonging to the group. Raises Refused."""
    referral = await access.located(tx, referral_id, user_id, Verb.FORGET)
    if referral.party(user_id) is Party.RECEIVER and referral.state in TAKEN_BACK:
        raise Refused(
            N_(
                "{referral} was taken back, so nothing of its client is left to you. A moderator can delete the rest: /moderate forget."
            ),
            referral=referral.label,
        )
    return referral


def _check_read(contact: Contact) -> None:
    """Raise Refused where a part that looks like a contact is none: it would not be looked for."""
    if contact.unread:
        raise Refused(
            N_(
                "I can't read “{text}” as a phone number, an e-mail address, a link or a handle, so nothing was deleted. Write it"
                " whole, or leave it out."
            ),
            text=contact.unread,
        )


async def wipe(tx: Tx, group: Group, referral: Referral) -> None:
    """Delete what is kept of a referral's client, and queue edits of the messages that name them."""
    wiped = replace(referral, client=Client(), version=referral.version + 1)
    # First the messages: the reminders that name the client are found by rows that `contact_index.wipe` deletes.
    await erasure_notices.rewrite(tx, group, wiped)
    await contact_index.wipe(tx, group.group_id, referral.id)


async def _wipe_all(tx: Tx, found: Sequence[Referral], actor_id: int) -> None:
    """Wipe each, and end what is under way, which can't be worked on without its client. The two are told, but for the actor."""
    groups = {group_id: await groups_store.get(tx, group_id) for group_id in {each.group_id for each in found}}
    for referral in found:
        ended, group = referral, groups[referral.group_id]
        if referral.state in WAITING:
            ended = await make(tx, group, referral, Verb.FORGET, actor_id)
            for party in Party:
                if ended.user_of(party) != actor_id:
                    await referrals_notices.tell(tx, group, ended, Verb.FORGET, ended.user_of(party))
        await wipe(tx, group, ended)


async def _of_person(tx: Tx, referral: Referral, user_id: int) -> list[Referral]:
    """This referral, and those of the same client that the person gave or received too, also to linked groups."""
    found: dict[int, Referral] = {}
    for group_id in dict.fromkeys((referral.group_id, referral.home_of(user_id))):
        found |= {each.id: each for each in await _with_contact(tx, group_id, referral.client.contact)}
    others = [each for each in found.values() if each.id != referral.id and user_id in {each.giver_id, each.receiver_id}]
    return [referral, *others]


async def _with_contact(tx: Tx, group_id: int, contact: str) -> list[Referral]:
    """The referrals of a group, and those that its members gave to linked groups, whose client is reached by the contact."""
    found = [await referrals_store.get(tx, group_id, each) for each in await contact_index.with_contact(tx, group_id, contact)]
    written_in = await region.of(tx, group_id)
    for other_id in await linked_store.passed_to(tx, group_id):
        await contact_index.hash_group_again(tx, other_id)
        ids = await contact_index.with_contact(tx, other_id, contact, written_in)
        passed = [await referrals_store.get(tx, other_id, each) for each in ids]
        found += [each for each in passed if each is not None and each.giver_group_id == group_id]
    return [referral for referral in found if referral is not None]


async def _drop_drafts(tx: Tx, group: Group, found: Sequence[Referral], contact: str, people: set[int] | None) -> None:
    """Delete drafts that hold this client; of these people alone, or (None) of all.

    In the groups of givers from linked groups too: there what is about these referrals, and of these people all that holds this client,
    or (None) what was to be passed to this group.
    """
    written_in = region.of_group(group)
    wanted = reader.read(contact, written_in)
    names = {key(referral.client.prospect) for referral in found}
    ids = {str(referral.id) for referral in found}
    for draft in await drafts_store.kept(tx, group.group_id):
        # A draft from a direct message (group 0) may be of another group, so only the referral in its form's id counts.
        if _is_about(draft, ids) or (
            (people is None or draft.user_id in people) and draft.group_id and _names(draft, wanted, names, written_in)
        ):
            await drafts_store.drop(tx, draft)
    for home in {each.giver_group_id for each in found if each.giver_group_id} - {group.group_id}:
        written_there = await region.of(tx, home)
        for draft in await drafts_store.kept(tx, home):
            is_across = draft.form.startswith(f"{ACROSS}:{group.group_id}:")
            is_theirs = is_across if people is None else draft.user_id in people and draft.group_id
            if _is_about(draft, ids) or (is_theirs and _names(draft, wanted, names, written_there)):
                await drafts_store.drop(tx, draft)


def _is_about(draft: Draft, referral_ids: set[str]) -> bool:
    """Whether its form is about one of these referrals, in a direct message too."""
    return draft.form.startswith(ABOUT_REFERRAL) and not referral_ids.isdisjoint(draft.form.split(":")[2:])


def _names(draft: Draft, wanted: Contact, names: set[str], written_in: str) -> bool:
    """Whether the client of that contact, or one of those names, was typed into it."""
    return draft.is_about_clients and (
        keys.same(reader.read(draft.typed.get("contact", ""), written_in), wanted)
        or key(draft.typed.get("prospect", "")) in names
    )
