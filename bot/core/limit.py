"""How often one person may do something that reaches others, or costs much.

By the generic cell rate algorithm (ITU-T I.371, annex A): a burst first, then one at even intervals; one instant is all that is
kept.

`full_at` is when the whole allowance is back. Each act moves it by `Limit.interval`; an act that would move it further than
`Limit.within` from now is too many.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.errors import N_, Moment, Refused

if TYPE_CHECKING:
    from datetime import datetime


class Limit(Struct, frozen=True):
    """How often one person may do the act `name`: `most` times at once, and as many in each further `within`, evenly.

    The numbers are above what anybody does who means it, and bound what a script can do. `to_one` is the same for acts that reach
    one other person, whom `allowances.take` then names; 0 for acts that reach nobody in particular.
    `kept_as` is the decision in the table past_decisions under which the allowance outlasts a deletion of the person's data, as it
    must where whoever is no member reaches moderators; empty where it is deleted with the rest.
    """

    name: str
    most: int
    within: timedelta
    to_one: int = 0
    kept_as: str = ""

    @property
    def for_one(self) -> Limit:
        """The limit of acts that reach one other person."""
        return replace(self, most=self.to_one)

    @property
    def interval(self) -> timedelta:
        """The time after which one more is possible when all are used."""
        return self.within // self.most


SUGGESTIONS = Limit("suggestions", 50, timedelta(seconds=10))
"""Look-ups while somebody types, one at each key; too many get no suggestions."""
MOST_PEOPLE = 10_000
"""Number of people of whom `Recent` remembers something before it looks for those whose allowance is whole."""


OFTEN = N_("You did this very often in a short time, so nothing was done. It works again {when}.")
OFTEN_TO_ONE = N_("You did this very often in a short time for this member, so nothing was done. It works again {when}.")


class TooOften(Refused):
    """The limit is reached. `at` is when the act is possible again."""

    def __init__(self, at: datetime, sentence: str = OFTEN) -> None:
        super().__init__(sentence, when=Moment(at))
        self.at = at


def spent(limit: Limit, full_at: datetime | None, now: datetime, sentence: str = OFTEN) -> datetime:
    """The next `full_at` after one more act at `now`. Raises TooOften with the sentence.

    A `full_at` that lies too far ahead, as after the clock was set back, is taken for a spent allowance.
    """
    after = min(max(full_at or now, now), now + limit.within) + limit.interval
    if after > now + limit.within:
        # People read whole seconds: the next one, so that it works when they read that it does.
        raise TooOften((after - limit.within + timedelta(seconds=1)).replace(microsecond=0), sentence)
    return after


class Recent:
    """Allowances in memory, for what is too frequent to write down. They are whole again after a restart."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._full_at: dict[int, datetime] = {}

    def take(self, user_id: int, now: datetime) -> bool:
        """Count one act; False where it is too many."""
        if len(self._full_at) >= MOST_PEOPLE:
            self._full_at = {each: full_at for each, full_at in self._full_at.items() if full_at > now}
        try:
            self._full_at[user_id] = spent(self._limit, self._full_at.get(user_id), now)
        except TooOften:
            return False
        return True
