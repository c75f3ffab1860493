"""Sentences that wait for their reader's language, and the refusal that carries one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def N_(text: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark `text` for extraction where it is written; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A marked English sentence and what fills its `{places}`.

    A value may be a `Sentence` itself and is then translated too; any other text is shown as typed.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in a sentence who may have no name here: Discord shows them by the one it knows."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day in a sentence, shown in the reader's own zone and language."""

    at: datetime


class Refused(Exception):
    """What a person asked for is not done, with the sentence that says why and what would work."""

    def __init__(self, text: str, /, **params: object) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, params)


class Doubt(Refused):
    """A refusal that the person may overrule: they are asked first, and nothing is done before they say so."""

    referral_id: int | None = None
    """What they may want to look at before they answer."""

    def leading_to(self, referral_id: int) -> Doubt:
        self.referral_id = referral_id
        return self


class Unsaved(Refused):
    """The store failed. What was asked for is not kept, unless the sentence says that this is not known."""


def not_found() -> Refused:
    """Absent and forbidden get the same words, so that nobody learns what exists."""
    return Refused(N_("There is nothing here by that name that you can act on. Look in /referrals for what is yours."))
