"""Use cases of importing a phone's contacts: the names are kept for fifteen minutes, in which their owner chooses by search."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances
from bot.core.computing import beside
from bot.core.drafts import store as drafts_store
from bot.core.drafts.service import JOB
from bot.core.drafts.store import KEPT, Draft
from bot.core.jobs import store as jobs_store
from bot.core.text import same_name_key
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import acting_member
from bot.membership.import_sessions.model import session_over
from bot.relationships.keep_in_touch import contact_files
from bot.relationships.keep_in_touch import store as keep_in_touch_store
from bot.relationships.keep_in_touch.contact_files import Person
from bot.relationships.keep_in_touch.hearing import IMPORT
from bot.relationships.keep_in_touch.model import MOST, Acquaintance, Every, spread
from bot.relationships.keep_in_touch.service import full, local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx

SHOWN = 25
"""Maximum number of people who are offered at once."""
_PEOPLE, _EVERY = "people", "every"


class Found(Struct, frozen=True):
    """An upload, and whom a search found in it.

    `count` is how many people the file has, `room` how many the list still takes. `people` has (number in the file, name), `more` is
    whether others fit the search too. `added` are the names of those who were put on the list just now.
    """

    draft_id: str
    count: int
    room: int
    people: tuple[tuple[int, str], ...] = ()
    more: bool = False
    typed: str = ""
    added: tuple[str, ...] = ()


class Importing(Service):
    @writes
    async def begin(self, tx: Tx, actor: Actor) -> None:
        """Count an import before its file is fetched. Raises Refused for who is no active member, and TooOften."""
        await acting_member(tx, actor)
        await allowances.take(tx, actor.group_id, actor.user_id, "keep_in_touch.import")

    @reads
    async def check(self, tx: Tx, actor: Actor, draft_id: str) -> None:
        """Raise Refused where it is not the actor's own upload, or is over."""
        await _draft(tx, actor, draft_id)

    async def keep(self, actor: Actor, data: bytes, every: Every) -> Found:
        """Keep the names in a file, and offer the first. Raises Refused."""
        people = await beside(contact_files.read, data)
        draft_id = await self._keep(actor, json.dumps(people, ensure_ascii=False), every)
        return await self.search(actor, draft_id, "")

    async def search(self, actor: Actor, draft_id: str, typed: str) -> Found:
        """Look for names in one's upload. Raises Refused where it is over."""
        draft, room = await self._open(actor, draft_id)
        return await beside(_found, draft, room, typed)

    async def add(self, actor: Actor, draft_id: str, numbers: Sequence[int] | None) -> Found:
        """Put these people of one's upload on the list, or (None) all of them; who is on it already stays as they are. Raises Refused."""
        draft, _ = await self._open(actor, draft_id)
        people = await beside(_people, draft)
        chosen = people if numbers is None else [people[each] for each in numbers if each < len(people)]
        added, room = await self._add(actor, draft_id, chosen)
        return Found(draft_id, len(people), room, added=tuple(added))

    @writes
    async def _keep(self, tx: Tx, actor: Actor, people: str, every: Every) -> str:
        typed = {_PEOPLE: people, _EVERY: every.value}
        draft = Draft(secrets.token_urlsafe(9), actor.group_id, actor.user_id, IMPORT, typed)
        await drafts_store.keep(tx, draft)
        await jobs_store.add(tx, actor.group_id, JOB, f"draft:{draft.id}", tx.now + KEPT)
        return draft.id

    @reads
    async def _open(self, tx: Tx, actor: Actor, draft_id: str) -> tuple[Draft, int]:
        return await _draft(tx, actor, draft_id), MOST - await keep_in_touch_store.count(tx, actor.group_id, actor.user_id)

    @writes
    async def _add(self, tx: Tx, actor: Actor, draft_id: str, people: Sequence[Person]) -> tuple[list[str], int]:
        """Write those who are not on the list yet; returns their names, and how many more there is room for."""
        draft = await _draft(tx, actor, draft_id)
        group = await groups_store.get(tx, actor.group_id)
        await groups_store.hold(tx, actor.group_id)  # two at once could exceed MOST
        mine = await keep_in_touch_store.of_owner(tx, actor.group_id, actor.user_id)
        present = {same_name_key(each.name) for each in mine}
        new = [each for each in people if same_name_key(each.name) not in present]
        if len(mine) + len(new) > MOST:
            raise full()
        every = Every(draft.typed[_EVERY])
        for each, due_on in zip(new, spread(local_day(tx, group), every, len(new)), strict=True):
            found = Acquaintance(0, group.group_id, actor.user_id, each.name, every, due_on, each.relation, each.note)
            await keep_in_touch_store.add(tx, found)
        return [each.name for each in new], MOST - len(mine) - len(new)


async def _draft(tx: Tx, actor: Actor, draft_id: str) -> Draft:
    """The actor's own upload in this group. Raises Refused."""
    await acting_member(tx, actor)
    draft = await drafts_store.get(tx, draft_id, actor.user_id)
    if draft is None or draft.form != IMPORT or draft.group_id != actor.group_id:
        raise session_over()
    return draft


def _people(draft: Draft) -> list[Person]:
    return [Person(*each) for each in json.loads(draft.typed[_PEOPLE])]


def _found(draft: Draft, room: int, typed: str) -> Found:
    people = _people(draft)
    places = contact_files.searched([each.name for each in people], typed)
    offered = tuple((at, people[at].name) for at in places[:SHOWN])
    return Found(draft.id, len(people), room, offered, more=len(places) > SHOWN, typed=typed)
