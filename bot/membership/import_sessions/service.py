"""The use cases that every import has: keep the upload, ask, preview, apply once, cancel.

An upload is a sealed draft of one moderator, purged after fifteen minutes. A subclass reads and writes its own kind of records.
"""

from __future__ import annotations

import json
import secrets
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from msgspec.structs import replace

from bot.core import idempotency
from bot.core.computing import beside
from bot.core.drafts import store as drafts_store
from bot.core.drafts.service import JOB
from bot.core.drafts.store import KEPT, Draft
from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group
from bot.membership.import_sessions.model import NOBODY, ImportPlan, Meant, PlanChanged, Tell, session_over
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.membership.members.whole_roll import everybody

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member

_UPLOAD, _SEEN = "upload", "seen"

U = TypeVar("U")
P = TypeVar("P", bound=ImportPlan)
R = TypeVar("R")


class ImportSession(Service, Generic[U, P, R]):
    """`U` is an upload, `P` the plan that it makes, `R` what is returned once the plan is applied."""

    form: ClassVar[str]
    """The draft's form, and the beginning of the idempotency key. Stored, so it never changes."""
    changed: ClassVar[type[PlanChanged]]
    """What `apply` raises where the plan is not the one that was shown."""
    may_be_nobody: ClassVar[bool]
    """Whether a moderator may say that a name means none of the candidates and is still imported."""

    async def roll(self, actor: Actor) -> list[Member]:
        """Everybody who may be meant in a file. Raises Refused for all but moderators."""
        await self._check_moderator(actor)
        return self._may_be_meant(await everybody(self.database, actor.group_id))

    @reads
    async def _check_moderator(self, tx: Tx, actor: Actor) -> None:
        await moderated_group(tx, actor)

    @writes
    async def keep(self, tx: Tx, actor: Actor, upload: U) -> str:
        """Keep an upload for fifteen minutes and return its draft's id; no record is written.

        For whom `roll` let through. Whatever is done with the draft authorises again.
        """
        return await self._keep(tx, actor, self.form, self._dumped(upload))

    @writes
    async def keep_file(self, tx: Tx, actor: Actor, data: bytes) -> str:
        """As `keep`, of the file itself, while its encoding is asked about."""
        # Drafts hold text: Latin-1 maps each byte to the code point of the same number, and back.
        return await self._keep(tx, actor, self._file_form, data.decode("latin-1"))

    @reads
    async def file(self, tx: Tx, actor: Actor, draft_id: str) -> bytes:
        """The file that `keep_file` kept for this moderator. Raises Refused."""
        _, draft = await self._draft(tx, actor, draft_id, self._file_form)
        return draft.typed[_UPLOAD].encode("latin-1")

    async def preview(self, actor: Actor, draft_id: str) -> P:
        """The plan as of now; its fingerprint is kept as the one that was shown. Raises Refused.

        It is computed outside of transactions. `apply` computes it again in the one that writes, and compares the fingerprints.
        """
        group, draft = await self._begin(actor, draft_id)
        upload = await beside(self._loaded, draft.typed[_UPLOAD])
        planner = await self.database.read(lambda tx: self._planner(tx, actor, group, upload))
        members = self._may_be_meant(await everybody(self.database, actor.group_id))
        plan, fingerprint = await beside(_fingerprinted, planner, members)
        # Written only where it changed: turning a page previews the same plan again.
        if draft.typed.get(_SEEN) != fingerprint:
            await self._keep_seen(actor, draft_id, fingerprint)
        return plan

    @reads
    async def _begin(self, tx: Tx, actor: Actor, draft_id: str) -> tuple[Group, Draft]:
        return await self._draft(tx, actor, draft_id, self.form)

    @writes
    async def _keep_seen(self, tx: Tx, actor: Actor, draft_id: str, fingerprint: str) -> None:
        # Read again: an answer that was given meanwhile stays.
        _, draft = await self._draft(tx, actor, draft_id, self.form)
        await drafts_store.change(tx, replace(draft, typed={**draft.typed, _SEEN: fingerprint}))

    async def choose(self, actor: Actor, draft_id: str, key: int, user_id: int | None) -> None:
        """Answer whom a row or name means: a candidate, NOBODY where that is allowed, None to leave it out. Raises Refused."""

        def answered(upload: U) -> U:
            meant = self._meant(upload)
            asked = meant.get(key)
            allowed = {None, *asked.candidates} if asked is not None else set[int | None]()
            # The key and the candidate come from a component, which a client can forge.
            if asked is None or user_id not in (allowed | {NOBODY} if self.may_be_nobody else allowed):
                raise session_over()
            said = Meant(user_id or NOBODY, asked.candidates, for_sure=True, left_out=user_id is None)
            return self._with_meant(upload, {**meant, key: said})

        await self._answer(actor, draft_id, answered)

    async def take_likeliest(self, actor: Actor, draft_id: str) -> None:
        """Answer everything that is unsure with its likeliest candidate. Raises Refused."""

        def answered(upload: U) -> U:
            meant = self._meant(upload)
            return self._with_meant(upload, {**meant, **self._likeliest(meant)})

        await self._answer(actor, draft_id, answered)

    async def _answer(self, actor: Actor, draft_id: str, answered: Callable[[U], U]) -> None:
        """Keep the upload as `answered` returns it, which is computed outside of transactions. Raises Refused."""
        kept = False
        while not kept:
            _, draft = await self._begin(actor, draft_id)
            before = draft.typed[_UPLOAD]
            kept = await self._keep_answer(actor, draft_id, before, await beside(self._rewritten, before, answered))

    def _rewritten(self, text: str, answered: Callable[[U], U]) -> str:
        return self._dumped(answered(self._loaded(text)))

    @writes
    async def _keep_answer(self, tx: Tx, actor: Actor, draft_id: str, before: str, after: str) -> bool:
        """Keep `after` in place of `before`; False where another answer was given meanwhile."""
        _, draft = await self._draft(tx, actor, draft_id, self.form)
        if draft.typed[_UPLOAD] != before:
            return False
        await drafts_store.change(tx, replace(draft, typed={**draft.typed, _UPLOAD: after}))
        return True

    @reads
    async def rows_of(self, tx: Tx, actor: Actor, draft_id: str) -> int:
        """How many rows the actor's own upload has; 0 where its session is over."""
        draft = await drafts_store.get(tx, draft_id, actor.user_id)
        return self._rows(self._loaded(draft.typed[_UPLOAD])) if draft is not None and draft.form == self.form else 0

    @writes
    async def apply(self, tx: Tx, actor: Actor, draft_id: str, tell: Tell = lambda _, __: None) -> R:
        """Write the plan that was shown; called again it returns the first call's result. Raises PlanChanged, Refused.

        `tell` is called with the number of rows that are written, and of how many.
        """
        group = await moderated_group(tx, actor)
        # Lock the group's row, so that the roll does not change between the comparison of the plans and the writing.
        await groups_store.hold(tx, group.group_id)
        key = f"{self.form}:{draft_id}"
        earlier = await idempotency.earlier(tx, group.group_id, key)
        if earlier is not None:
            return await self._result(tx, group, earlier)
        _, draft, upload = await self._open(tx, actor, draft_id)
        planner = await self._planner(tx, actor, group, upload)
        plan = planner(self._may_be_meant(await members_store.roll(tx, group.group_id, list(Status))))
        if draft.typed.get(_SEEN) != plan.fingerprint:
            raise self.changed()
        number = await self._carry_out(tx, actor, group, plan, tell)
        await drafts_store.drop(tx, draft)
        await idempotency.done(tx, group.group_id, key, number)
        return await self._result(tx, group, number)

    @writes
    async def cancel(self, tx: Tx, actor: Actor, draft_id: str) -> None:
        """Delete the upload. Raises Refused."""
        _, draft, _ = await self._open(tx, actor, draft_id)
        await drafts_store.drop(tx, draft)

    def _may_be_meant(self, members: list[Member]) -> list[Member]:
        """Those of a group's people of any status who may be meant in a file."""
        return members

    @abstractmethod
    def _dump(self, upload: U) -> dict[str, Any]:
        """The upload as JSON values."""

    @abstractmethod
    def _load(self, kept: dict[str, Any]) -> U:
        """The inverse of `_dump`."""

    @abstractmethod
    def _meant(self, upload: U) -> Mapping[int, Meant]:
        """Whom each row or name means, by its key."""

    @abstractmethod
    def _with_meant(self, upload: U, meant: Mapping[int, Meant]) -> U: ...

    @abstractmethod
    def _likeliest(self, meant: Mapping[int, Meant]) -> Mapping[int, Meant]:
        """An answer for each that is unsure."""

    @abstractmethod
    def _rows(self, upload: U) -> int: ...

    @abstractmethod
    async def _planner(self, tx: Tx, actor: Actor, group: Group, upload: U) -> Callable[[Sequence[Member]], P]:
        """Read what the plan needs beside the members; returns what computes it from them, in any thread."""

    @abstractmethod
    async def _carry_out(self, tx: Tx, actor: Actor, group: Group, plan: P, tell: Tell) -> int:
        """Write the plan; returns a number from which `_result` can be read again. Raises Refused."""

    @abstractmethod
    async def _result(self, tx: Tx, group: Group, number: int) -> R: ...

    async def _open(self, tx: Tx, actor: Actor, draft_id: str) -> tuple[Group, Draft, U]:
        """The group and this moderator's upload. Raises Refused."""
        group, draft = await self._draft(tx, actor, draft_id, self.form)
        return group, draft, self._loaded(draft.typed[_UPLOAD])

    async def _draft(self, tx: Tx, actor: Actor, draft_id: str, form: str) -> tuple[Group, Draft]:
        group = await moderated_group(tx, actor)
        draft = await drafts_store.get(tx, draft_id, actor.user_id)
        if draft is None or (draft.group_id, draft.form) != (actor.group_id, form):
            raise session_over()
        return group, draft

    async def _keep(self, tx: Tx, actor: Actor, form: str, text: str) -> str:
        draft = Draft(secrets.token_urlsafe(9), actor.group_id, actor.user_id, form, {_UPLOAD: text})
        await drafts_store.keep(tx, draft)
        await jobs_store.add(tx, actor.group_id, JOB, f"draft:{draft.id}", tx.now + KEPT)
        return draft.id

    @property
    def _file_form(self) -> str:
        return f"{self.form}.file"

    def _dumped(self, upload: U) -> str:
        return json.dumps(self._dump(upload))

    def _loaded(self, text: str) -> U:
        return self._load(json.loads(text))


def _fingerprinted(planner: Callable[[Sequence[Member]], P], members: Sequence[Member]) -> tuple[P, str]:
    plan = planner(members)
    return plan, plan.fingerprint
