"""The declaration of the core's own packages: tables that every feature writes to, drafts, jobs and services."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import allowances, past_decisions
from bot.core.command_sync import CommandSync
from bot.core.drafts import store as drafts_store
from bot.core.drafts.service import JOB, Drafts
from bot.core.erase_person import erase_person
from bot.core.feature import Destination, Feature, JobKind, MessageKind, Table
from bot.core.identify.service import Identifies
from bot.core.jobs import store as jobs_store
from bot.core.limit import Limit
from bot.core.sealing.service import Sealing
from bot.core.share_once import ShareOnce

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job


async def _kept_too_long(tx: Tx) -> list[Job]:
    """The pending jobs that are due later than a draft can expire: they were written before the clock was set back."""
    return [job for job in await jobs_store.pending(tx, JOB) if job.due_at - tx.now > drafts_store.KEPT]


async def _shorten(tx: Tx, job: Job) -> None:
    """Bring such a job, and the drafts' expiry, back to at most KEPT from now."""
    await drafts_store.shorten(tx)
    await jobs_store.move(tx, job, tx.now + drafts_store.KEPT)


async def _prune(tx: Tx, group_id: int) -> None:
    await allowances.prune(tx, group_id)
    await past_decisions.prune(tx, group_id)


FEATURE = Feature(
    "core",
    services={
        "drafts": Drafts,
        "share_once": ShareOnce,
        "command_sync": CommandSync,
        "identifies": Identifies,
        "sealing": Sealing,
    },
    messages=(MessageKind("notice", Destination.MODERATORS),),
    jobs=(JobKind(JOB, Drafts, Drafts.purge, misplaced=_kept_too_long, put_right=_shorten),),
    tables=(
        Table("meta", key=None),
        Table("actions", key=("key",)),
        Table("allowances", key=("user_id", "act"), owned_by=("user_id",), has_direct=True),
        Table("past_decisions", key=("person", "decision", "at"), hashed_by="key_id", hashed_person="person"),
        Table("drafts", owned_by=("user_id",), sealed=("typed",), has_direct=True),
        Table(
            "outbox",
            owned_by=("user_id",),
            sealed=("detail", "facts"),
            sealed_by="nonce",
            times=("not_before",),
            indexed_while="state IN ('pending', 'sending')",
        ),
        Table("posted", key=("subject",)),
        Table("jobs", times=("not_before",), indexed_while="done_at IS NULL"),
        Table("entries", names=("member_id", "counterpart_id")),
        Table("weeks", key=("week", "kind")),
        Table("log", names=("actor_id", "member_id"), sealed=("before", "after", "reason"), sealed_by="at"),
    ),
    limits=(Limit("draft", 60, timedelta(minutes=15)), Limit("share", 10, timedelta(hours=1))),
    nightly=_prune,
    erase_person=erase_person,
    # A draft may hold a client who was forgotten since the backup; nearly all of them have expired by then.
    erase_again=("DELETE FROM drafts",),
)
