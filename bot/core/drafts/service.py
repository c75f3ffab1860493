"""Use cases of drafts: keep the input of a refused form, give it back to its author, delete it after fifteen minutes."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from bot.core import allowances
from bot.core.crowding import make_room
from bot.core.drafts import store as drafts_store
from bot.core.drafts.store import KEPT, Draft
from bot.core.errors import N_, Refused, Unsaved
from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, reads, writes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.db.database import Database, Tx
    from bot.core.jobs.model import Job

JOB = "drafts"
MOST_IN_MEMORY, MOST_OF_ONE_IN_MEMORY = 500, 20


class Drafts(Service):
    """A draft that the store can't take, as on a full disk, is kept in this process for the same time."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._in_memory: dict[str, Draft] = {}

    async def keep(self, group_id: int, user_id: int, form: str, typed: Mapping[str, str]) -> str:
        """Keep the input of the form whose custom id is `form` for KEPT; returns the draft's id.

        Raises TooOften.
        """
        # 72 random bits in 12 characters: the id stands in a custom id, which may have 100 characters in all.
        draft = Draft(secrets.token_urlsafe(9), group_id, user_id, form, typed)
        try:
            await self._keep(draft)
        except Unsaved as problem:
            if problem.is_for_stop:
                raise  # this process's memory ends as well
            # On a full disk people would otherwise lose what they typed just when they can't save it.
            self._remember(draft)
        return draft.id

    @writes
    async def _keep(self, tx: Tx, draft: Draft) -> None:
        await allowances.take(tx, draft.group_id, draft.user_id, "draft")
        await drafts_store.keep(tx, draft)
        await jobs_store.add(tx, draft.group_id, JOB, f"draft:{draft.id}", tx.now + KEPT)

    def _remember(self, draft: Draft) -> None:
        """Of more than MOST_IN_MEMORY drafts, or MOST_OF_ONE_IN_MEMORY of this person's, the oldest is dropped."""
        make_room(self._in_memory, lambda _, kept: kept.user_id == draft.user_id, MOST_OF_ONE_IN_MEMORY, MOST_IN_MEMORY)
        self._in_memory[draft.id] = draft
        asyncio.get_running_loop().call_later(KEPT.total_seconds(), self._drop, draft.id)

    def _drop(self, draft_id: str) -> None:
        self._in_memory.pop(draft_id, None)

    def forget(self, group_id: int, user_id: int) -> None:
        """Drop what this process's memory keeps of the person for that group, or from direct messages."""
        # A draft of a direct message (group 0) may be meant for any group, so it goes with the person's data of this
        # one too.
        kept = self._in_memory.items()
        self._in_memory = {key: draft for key, draft in kept if draft.user_id != user_id or draft.group_id not in {group_id, 0}}

    def forget_clients(self) -> None:
        """Drop from this process's memory what was typed into forms about clients. Called after a client was erased.

        Of all groups: nothing says any more which of them are about that client.
        """
        self._in_memory = {key: draft for key, draft in self._in_memory.items() if not draft.is_about_clients}

    @writes
    async def purge(self, tx: Tx, job: Job) -> None:
        """Run the job of a draft: delete all drafts that have expired. The job stays due while the clock is untrusted."""
        # Deleting is idempotent, so it does not matter whether another worker has finished the job.
        if await drafts_store.purge(tx):
            await jobs_store.finish(tx, job)

    async def get(self, draft_id: str, user_id: int) -> Draft:
        """Read a draft. Raises Refused where it has expired or belongs to another person."""
        remembered = self._in_memory.get(draft_id)
        if remembered is not None and remembered.user_id == user_id:
            return remembered
        return await self._get(draft_id, user_id)

    @reads
    async def _get(self, tx: Tx, draft_id: str, user_id: int) -> Draft:
        draft = await drafts_store.get(tx, draft_id, user_id)
        if draft is None:
            raise Refused(N_("What you typed was kept for fifteen minutes, and they are over. Please start again."))
        return draft
