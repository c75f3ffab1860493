"""Use cases of drafts: keep the input of a refused form, give it back to its author, delete it after fifteen minutes."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.core import allowances
from bot.core.drafts import store as drafts_store
from bot.core.drafts.store import KEPT, Draft
from bot.core.errors import N_, Refused
from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, reads, writes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job

JOB = "drafts"


class Drafts(Service):
    @writes
    async def keep(self, tx: Tx, group_id: int, user_id: int, form: str, typed: Mapping[str, str]) -> str:
        """Store the input of the form whose custom id is `form`, and schedule its deletion; returns the draft's id.

        Raises TooOften.
        """
        await allowances.take(tx, group_id, user_id, "draft")
        # 72 random bits in 12 characters: the id stands in a custom id, which may have 100 characters in all.
        draft = Draft(secrets.token_urlsafe(9), group_id, user_id, form, typed)
        await drafts_store.keep(tx, draft)
        await jobs_store.add(tx, group_id, JOB, f"draft:{draft.id}", tx.now + KEPT)
        return draft.id

    @writes
    async def purge(self, tx: Tx, job: Job) -> None:
        """Run the job of a draft: delete all drafts that have expired. Repeated, it deletes nothing more."""
        # Deleting is idempotent, so it does not matter whether another worker has finished the job.
        await jobs_store.finish(tx, job)
        await drafts_store.purge(tx)

    @reads
    async def get(self, tx: Tx, draft_id: str, user_id: int) -> Draft:
        """Read a draft. Raises Refused where it has expired or belongs to another person."""
        draft = await drafts_store.get(tx, draft_id, user_id)
        if draft is None:
            raise Refused(N_("What you typed was kept for fifteen minutes, and they are over. Please start again."))
        return draft
