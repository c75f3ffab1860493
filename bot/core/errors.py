"""Sentences that are translated when they are shown, and the exceptions whose sentence is shown to the person who caused them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def N_(text: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark `text` for extraction by Babel and return it unchanged; it is translated where it is shown."""
    return text


class Sentence(Struct, frozen=True):
    """An English sentence that N_ marked, and the values of its `{places}`.

    A value that is a `Sentence` is translated too; every other text is inserted as it is.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


class Mention(Struct, frozen=True):
    """A person in a sentence whose name is not stored; rendered as a mention, for which Discord's client shows the name."""

    user_id: int


class Day(Struct, frozen=True):
    """A day in a sentence; rendered as Discord's timestamp markup, which the client shows in the reader's zone and language."""

    at: datetime


class Moment(Struct, frozen=True):
    """An instant in a sentence; rendered as Discord's relative timestamp markup, such as “in 2 minutes”."""

    at: datetime


class When(Struct, frozen=True):
    """An instant in a sentence; rendered as Discord's timestamp markup with day and time of day."""

    at: datetime


class Refused(Exception):
    """A request is refused. Carries the sentence that says why and what would work; it is shown to that person alone."""

    def __init__(self, text: str, /, **params: object) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, params)


class Forbidden(Refused):
    """A refusal because the actor may not do that, or not to this record. It is logged and counted as a refused attempt."""


class Doubt(Refused):
    """A refusal that the person may overrule: they are asked to confirm, and nothing is written before they do."""

    referral_id: int | None = None
    """A referral that the question offers to show, such as the suspected duplicate."""

    def leading_to(self, referral_id: int) -> Doubt:
        """Set the referral to show and return the exception itself, for use in a `raise` statement."""
        self.referral_id = referral_id
        return self


class Unsaved(Refused):
    """The store failed. The transaction was not committed, unless the sentence says that the outcome is unknown."""

    @property
    def is_for_want_of_room(self) -> bool:
        """Whether the disk is full."""
        return self.sentence.text == NO_ROOM

    @property
    def is_for_stop(self) -> bool:
        """Whether the process stops, so that it takes nothing any more."""
        return self.sentence.text == STOPPING


NO_ROOM = N_("My store has no room left, and nothing was saved. Please tell whoever runs this bot, and try again later.")
"""The sentence of the Unsaved that is raised where the disk is full."""
STOPPING = N_("I am being restarted, and nothing was saved. Please try again in a minute.")
"""The sentence of the Unsaved that is raised once the store is closed."""


def not_found() -> Refused:
    """The one refusal for a record that does not exist and for one the actor may not see, so that existence is not disclosed."""
    return Forbidden(N_("There is nothing here by that name that you can act on. Look in /referrals for what is yours."))
