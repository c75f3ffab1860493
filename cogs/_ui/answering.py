"""How discord.py answers interactions for us: tersely, quietly where it is too late, and aware of others who answer too."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from discord import HTTPException
from discord.app_commands import CommandTree
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from cogs._ui.expired import ACKNOWLEDGED, is_over

if TYPE_CHECKING:
    from discord.http import MultipartParameters

log = logging.getLogger(__name__)

SEVERAL, WITHIN = 3, 600.0
"""So many interactions that another answered first, in so many seconds, are no accident."""
SAY_AGAIN = 3600.0
REPEATED_AFTER = 1.0
"""Seconds after which discord.py asks again by itself, and may be refused what it did at first."""
REMEMBERED = 1000
"""Of so many interactions it is known that this process tried to answer them: they may be delivered to it again."""


class Rivals:
    """Another process with the same token gets the same interactions; of the two answers Discord takes the first."""

    def __init__(self) -> None:
        self._tried: deque[int] = deque(maxlen=REMEMBERED)
        self._lost: deque[float] = deque(maxlen=SEVERAL)
        self._said_at: float | None = None

    def tries(self, interaction_id: int) -> bool:
        """Whether this process tries to answer it for the first time."""
        first = interaction_id not in self._tried
        if first:
            self._tried.append(interaction_id)
        return first

    def lost(self, now: float) -> None:
        """One that this process never answered was answered, at `now` by the loop's clock."""
        self._lost.append(now)
        is_new = self._said_at is None or now - self._said_at > SAY_AGAIN
        if len(self._lost) == SEVERAL and now - self._lost[0] <= WITHIN and is_new:
            self._said_at = now
            log.warning(
                "Discord says of %d interactions that somebody else answered them first: another process runs with the same"
                " GOODWORD_TOKEN, on another store. Stop one of the two; what people did is kept in either.",
                SEVERAL,
            )


class Terse(AsyncWebhookAdapter):
    """discord.py's own way to answer, but that it does not ask for a copy of the message it just sent.

    Nobody here looks at that copy, and reading it is a seventh of what an interaction costs.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rivals = Rivals()

    async def create_interaction_response(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, interaction_id: int, token: str, *, params: MultipartParameters, **ways: Any
    ) -> dict[str, Any]:
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=interaction_id, webhook_token=token)
        loop = asyncio.get_running_loop()
        is_first, began = self._rivals.tries(interaction_id), loop.time()
        try:
            await self.request(route, payload=params.payload, files=params.files, multipart=params.multipart, **ways)
        except HTTPException as problem:
            if problem.code == ACKNOWLEDGED and is_first and loop.time() - began < REPEATED_AFTER:
                self._rivals.lost(loop.time())
            raise
        return {"interaction": {"id": interaction_id}}


def answer_tersely() -> None:
    """From now on in this task, and in those that it starts."""
    async_context.set(Terse())


class LateSuggestions(logging.Filter):
    """discord.py logs whatever is raised while it offers suggestions, with a traceback: not where it was just too late."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None or not is_over("a list of suggestions", record.exc_info[1])


_LATE = LateSuggestions()


def suggest_quietly() -> None:
    """From now on in this process."""
    logging.getLogger(CommandTree.__module__).addFilter(_LATE)
