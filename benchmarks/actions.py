"""The measured commands, as Goodword and as the floor gets them, and what a right answer contains."""

from __future__ import annotations

import copy
import json
import secrets
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import needs
from benchmarks.driver import PATIENCE, Action, Bench
from benchmarks.seed import CONTACT
from bot.introductions.model import PAIR_AGAIN
from tests.standin import Reply
from tests.standin.interactions import COMMAND, PRESS, SUBMIT
from tests.standin.people import filled
from tests.standin.rules import BUTTON, ROW, TEXT
from tests.standin.world import COMPONENTS_V2

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.seed import Plan
    from tests.standin import Channel, Message, User

READS = {
    "profile show": "Kitchens and baths",
    "me": "My activity",
    "leaderboard": "Who helped most members",
    "referrals": "Waiting for you",
    "directory": " members",
    "one-to-one suggest": "Whom to meet next",
    "ask": "Open in the group",
    "meeting next": "24 come",
}
CLIENT = {"prospect": "Joana Prado", "contact": CONTACT, "need": "A bathroom", "kind": "direct"}
MICROSECOND = timedelta(microseconds=1)
DOMAIN = "@example.org"
"""The end of every client's contact."""
ACCEPT = "referral:accept:"
OFFER = "ask:offer:"
OFFERED = "is told"


def read(standin: Bench, people: list[User], channel: Channel, name: str, expected: str, messages: int = 1) -> Action:
    """A slash command without options, by each person in turn, which is complete with that many messages."""
    data = standin._command_data(name.split(), {}, channel)  # noqa: SLF001

    def make(n: int) -> tuple[Reply, dict[str, Any]]:
        return Reply(COMMAND, people[n % len(people)], channel, channel.guild), data

    return Action(name, make, lambda _, reply: expected in reply.text, lambda reply: len(reply.messages) >= messages)


class Refers:
    """Submissions of the form of /refer: every pair of people in turn, each form once."""

    def __init__(self, people: list[User], channel: Channel, form: Reply) -> None:
        assert form.modal is not None
        self._form: list[dict[str, Any]] = form.modal["components"]
        self._people, self._channel = people, channel
        self.nonces: list[str] = []

    def action(self, expected: str) -> Action:
        return Action("refer", self._make, lambda _, reply: expected in reply.text)

    def _make(self, n: int) -> tuple[Reply, dict[str, Any]]:
        people = self._people
        giver, receiver = people[n % len(people)], people[(n + 1 + n // len(people) % (len(people) - 1)) % len(people)]
        nonce = secrets.token_hex(8)
        self.nonces.append(nonce)
        fields = CLIENT | {"contact": f"{nonce}{DOMAIN}"}  # another client each time, else the bot asks for confirmation
        data = {
            "custom_id": f"refer:form:{receiver.id}:{nonce}",
            "components": [filled(part, dict(fields)) for part in self._form],
        }
        return Reply(SUBMIT, giver, self._channel, self._channel.guild), data

    def rows(self, path: Path) -> list[tuple[int, str, int]]:
        """(id, state, receiver) of the referral of each form. Raises KeyError where one is missing."""
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            sql = "SELECT a.key, r.id, r.state, r.receiver_id FROM actions AS a JOIN referrals AS r ON r.id = a.result_id"
            found = {key.rpartition(":")[2]: row for key, *row in store.execute(sql)}
        return [tuple(found[nonce]) for nonce in self.nonces]


class Accepts:
    """Presses of “accept”, each on another referral's card."""

    def __init__(self, people: list[User], cards: list[tuple[User, Message, int]]) -> None:
        self.left, self._people = cards, people
        self.pressed: list[int] = []

    def action(self, expected: str) -> Action:
        # Complete with the second answer: the edited card, and then the client's contact in a message.
        return Action("accept", self._make, lambda _, reply: expected in reply.text, lambda reply: bool(reply.messages))

    def _make(self, _: int) -> tuple[Reply, dict[str, Any]]:
        user, card, identifier = self.left.pop()
        self.pressed.append(identifier)
        return pressed(user, card, ACCEPT)

    def check(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            states = dict(store.execute("SELECT id, state FROM referrals"))
        assert {states[identifier] for identifier in self.pressed} == {"accepted"}


class Offers:
    """Presses of “I can” on the cards of covers, each need and person once, people in turn and never a need's author."""

    def __init__(self, plan: Plan, people: list[User], cards: list[tuple[int, Message]]) -> None:
        """`cards` are those of the needs of `needs.post`, with the needs' ids, in their order."""
        self._plan, self._cards = plan, cards
        self._people = {user.id: user for user in people}
        self.pressed: list[tuple[int, int]] = []

    def action(self, expected: str) -> Action:
        return Action("offer", self._make, lambda _, reply: expected in reply.text)

    def _make(self, n: int) -> tuple[Reply, dict[str, Any]]:
        place, turn = n % len(self._cards), n // len(self._cards)
        identifier, card = self._cards[place]
        user = self._people[needs.author_of(self._plan, place + 1 + turn)]
        self.pressed.append((identifier, user.id))
        return pressed(user, card, OFFER)

    def check(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            found = set(store.execute("SELECT need_id, user_id FROM offers WHERE state = 'offered'"))
        missing = set(self.pressed) - found
        assert not missing, f"{len(missing)} of {len(self.pressed)} presses made no offer"


def button_card(standin: Bench, channel: Channel, custom_id: str) -> Message:
    """A message of the bot with that button."""
    button = {"type": BUTTON, "style": 1, "label": "I can", "custom_id": custom_id}
    components = [{"type": TEXT, "content": "Who comes?"}, {"type": ROW, "components": [button]}]
    return standin.post(channel, {"flags": COMPONENTS_V2, "components": components})


def pressed(user: User, card: Message, prefix: str) -> tuple[Reply, dict[str, Any]]:
    """A press of the card's button whose custom id begins so."""
    part = card.find(prefix)
    data = {"component_type": part["type"], "custom_id": part["custom_id"], "id": part["id"]}
    return Reply(PRESS, user, card.channel, card.channel.guild, source=card), data


def allow(path: Path) -> None:
    """Forget how often everybody did something, as an hour later, and end all introductions, as three months later."""
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as store, store:
        store.execute("DELETE FROM allowances")
        past = f"proposed_at - {PAIR_AGAIN // MICROSECOND}"
        store.execute(
            f"UPDATE introductions SET state = 'ended', proposed_at = {past}, ended_at = {past} WHERE state = 'proposed'"
        )


def cards(standin: Bench, people: list[User], rows: list[tuple[int, str, int]]) -> list[tuple[User, Message, int]]:
    """These referrals' cards in their receivers' direct messages."""
    by_id = {}
    for user in people:
        for message in standin.direct_messages(user):
            for custom_id in message.custom_ids:
                if custom_id.startswith(ACCEPT):
                    by_id[int(custom_id.rpartition(":")[2])] = user, message
    return [(*by_id[identifier], identifier) for identifier, _, _ in rows]


def copied_cards(
    standin: Bench, people: list[User], like: Message, rows: list[tuple[int, str, int]]
) -> list[tuple[User, Message, int]]:
    """Copies of a card for referrals of the floor's store."""
    old = next(custom_id for custom_id in like.custom_ids if custom_id.startswith(ACCEPT)).rpartition(":")[2]
    users, text, made = {user.id: user for user in people}, json.dumps(like.body), []
    for identifier, _, receiver in rows:
        body = json.loads(text.replace(f":{old}", f":{identifier}"))
        body.pop("nonce", None)
        channel = standin.direct_channel(users[receiver])
        made.append((users[receiver], standin.post(channel, copy.deepcopy(body)), identifier))
    return made
