"""What was typed into a refused form comes back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.model.words import N_, Refused
from bot.services.transactions import Service, reads, writes
from bot.store import drafts, jobs
from bot.store.drafts import KEPT, Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model.jobs import Job
    from bot.store.engine.database import Tx

JOB = "drafts"


class Drafts(Service):
    @writes
    async def keep(self, tx: Tx, group_id: int, user_id: int, form: str, typed: Mapping[str, str]) -> str:
        """Keep what was typed for a quarter of an hour; returns the name under which its author finds it again."""
        draft = Draft(secrets.token_urlsafe(9), group_id, user_id, form, typed)
        await drafts.keep(tx, draft)
        await jobs.add(tx, group_id, JOB, f"draft:{draft.id}", tx.now + KEPT)
        return draft.id

    @writes
    async def purge(self, tx: Tx, job: Job) -> None:
        """What happens when a draft's time is over: it is deleted, and those before it."""
        await jobs.finish(tx, job)
        await drafts.purge(tx)

    @reads
    async def get(self, tx: Tx, draft_id: str, user_id: int) -> Draft:
        """Raises Refused where it is gone, or another's."""
        draft = await drafts.get(tx, draft_id, user_id)
        if draft is None:
            raise Refused(N_("What you typed was kept for fifteen minutes, and they are over. Please start again."))
        return draft
