"""Forms that were built too late to be opened: Discord takes a form as the first answer alone, and their interaction was deferred.

They are kept in memory, where a press opens them at once whatever the store does. After a restart it is refused.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from bot.core.crowding import make_room

if TYPE_CHECKING:
    from discord import ui

LASTS = 900.0
"""Seconds that a form is kept."""
MOST, MOST_OF_ONE = 1000, 5
"""Forms that are kept in all, and of one person; of more, the oldest are dropped."""


class ReadyForms:
    """The forms of this process by person and key."""

    def __init__(self) -> None:
        self._forms: dict[tuple[int, str], ui.Modal] = {}

    def keep(self, user_id: int, form: ui.Modal) -> str:
        """Keep a form for that person alone; returns its key."""
        make_room(self._forms, lambda kept, _: kept[0] == user_id, MOST_OF_ONE, MOST)
        key = secrets.token_urlsafe(9)
        self._forms[user_id, key] = form
        asyncio.get_running_loop().call_later(LASTS, self._forms.pop, (user_id, key), None)
        return key

    def take(self, user_id: int, key: str) -> ui.Modal | None:
        """The form, once: a second submission with the same nonce would count as a repetition of the first. None where there is none."""
        return self._forms.pop((user_id, key), None)

    def forget(self, user_id: int) -> None:
        """Drop the person's forms."""
        for kept in [each for each in self._forms if each[0] == user_id]:
            del self._forms[kept]


READY_FORMS = ReadyForms()
"""This process's forms."""
