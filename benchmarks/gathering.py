"""Writes that bring people together: introductions proposed, and answers on a meeting's card."""

from __future__ import annotations

import secrets
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.actions import pressed
from benchmarks.driver import PATIENCE, Action
from benchmarks.seed import DAY, MEETINGS
from bot.introductions.model import MOST_OPEN
from tests.standin import Reply
from tests.standin.interactions import SUBMIT
from tests.standin.people import filled

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.seed import Plan
    from tests.standin import Channel, Message, User

COMING = "meeting:coming:"
PROPOSED = "each get a message"
COMES = "You come."
WHY = {"why": "You both work with small cafés", "note_one": "She answers quickly"}
_COLUMNS = "id, group_id, number, series_id, day, starts_at, minutes, place, state, posted_at"


class Introduces:
    """Submissions of the form of /introduce, whose connectors and pairs of others differ as long as possible."""

    def __init__(self, people: list[User], channel: Channel, form: Reply) -> None:
        assert form.modal is not None
        self._form: list[dict[str, Any]] = form.modal["components"]
        self._people, self._channel = people, channel
        self.nonces: list[str] = []

    @staticmethod
    def most(people: list[User]) -> int:
        """Maximum number between two calls of `actions.allow`: a connector has as many open."""
        return MOST_OPEN * len(people)

    def action(self, expected: str) -> Action:
        return Action("introduce", self._make, lambda _, reply: expected in reply.text)

    def chosen(self, n: int) -> tuple[User, User, User]:
        """The connector of the n-th, and the two in the order of their ids, in which they are stored."""
        people, size = self._people, len(self._people)
        # Nobody is as far from another as the connector, who stands before the first of them.
        first, apart = n % size, 1 + n // size % ((size - 1) // 2)
        one, two = sorted((people[first], people[(first + apart) % size]), key=lambda user: user.id)
        return people[first - 1], one, two

    def _make(self, n: int) -> tuple[Reply, dict[str, Any]]:
        connector, one, two = self.chosen(n)
        nonce = secrets.token_hex(8)
        self.nonces.append(nonce)
        components = [filled(part, dict(WHY)) for part in self._form]
        data = {"custom_id": f"intro:form:{one.id}:{two.id}:{nonce}", "components": components}
        return Reply(SUBMIT, connector, self._channel, self._channel.guild), data

    def check(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            sql = "SELECT a.key FROM actions AS a JOIN introductions AS i ON i.id = a.result_id WHERE a.key LIKE 'f:intro:form:%'"
            found = {key.rpartition(":")[2] for (key,) in store.execute(sql)}
        missing = set(self.nonces) - found
        assert not missing, f"{len(missing)} of {len(self.nonces)} forms made no introduction"


@dataclass
class Answers:
    """Presses of “I'm coming”: everybody on one meeting's card, then everybody on the next one's."""

    people: list[User]
    meetings: list[int]
    card: Message
    """A message with the button of some meeting."""
    pressed: list[tuple[int, int]] = field(default_factory=list)

    def action(self, expected: str) -> Action:
        return Action("coming", self._make, lambda _, reply: expected in reply.text)

    def _make(self, n: int) -> tuple[Reply, dict[str, Any]]:
        user, meeting = self.people[n % len(self.people)], self.meetings[n // len(self.people)]
        self.pressed.append((meeting, user.id))
        reply, data = pressed(user, self.card, COMING)
        return reply, data | {"custom_id": f"{COMING}{meeting}"}

    def check(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            found = set(store.execute("SELECT meeting_id, user_id FROM presences WHERE answer = 'coming'"))
        missing = set(self.pressed) - found
        assert not missing, f"{len(missing)} of {len(self.pressed)} presses are not stored"


def meetings(path: Path, plan: Plan, count: int, first: int = MEETINGS + 1) -> list[int]:
    """Insert that many meetings whose card was posted, one a day from the day after the seed's; returns their ids, from `first` on."""
    now = time.time_ns() // 1000
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as store, store:
        [series] = store.execute("SELECT id FROM meeting_series WHERE group_id = ?", (plan.group_id,)).fetchone()
        ids = list(range(first, first + count))
        rows = [
            (
                each,
                plan.group_id,
                each,
                series,
                f"2028-{1 + n // 28 % 12:02}-{1 + n % 28:02}",
                now + (30 + n) * DAY,
                90,
                "Café Central",
                "planned",
                now,
            )
            for n, each in enumerate(ids)
        ]
        store.executemany(f"INSERT INTO meetings ({_COLUMNS}) VALUES ({', '.join('?' * (_COLUMNS.count(',') + 1))})", rows)
    return ids


def show(path: Path, plan: Plan, ids: list[int], card: Message) -> None:
    """Note the message as the card of each of the meetings, so that their edits wait for one another as those of a posted card."""
    rows = [(plan.group_id, f"meeting:{each}:card", card.channel.id, card.id) for each in ids]
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as store, store:
        store.executemany("INSERT INTO posted (group_id, subject, channel_id, message_id) VALUES (?, ?, ?, ?)", rows)


def give_up_edits(path: Path) -> None:
    """Delete the edits of cards that wait: of those in one channel one is made in five seconds."""
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as store, store:
        store.execute("DELETE FROM outbox WHERE kind = 'meeting.card' AND state = 'pending'")
