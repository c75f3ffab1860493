"""Records of the sample group's plan: referrals, their steps, thanks, introductions and asks, by day. Times are in the group's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from bot.demo.people import Text


class Step(Struct, frozen=True):
    """A press on a referral's card, `after` days from when it was given; `words` is the reason or the thanks."""

    verb: str
    after: int
    words: Text | None = None
    amount: int | None = None
    answered: bool = False


def accepted(after: int = 1) -> Step:
    return Step("accept", after)


def contacted(after: int) -> Step:
    return Step("contacted", after)


def won(after: int, words: Text, amount: int | None = None, *, answered: bool = False) -> Step:
    """The receiver got the job and thanks the giver; `answered`: the giver answers the thanks."""
    return Step("won", after, words, amount, answered)


def more(after: int, words: Text, amount: int | None = None) -> Step:
    return Step("more", after, words, amount)


def no_fit(after: int, reason: Text | None = None) -> Step:
    return Step("no_fit", after, reason)


def declined(after: int, reason: Text | None = None) -> Step:
    return Step("decline", after, reason)


def agreed(after: int) -> Step:
    """The giver of a lead reports that its client agreed."""
    return Step("agreed", after)


def taken_back(after: int) -> Step:
    return Step("withdraw", after)


class Referral(Struct, frozen=True):
    """`giver` refers a client to `receiver` on `day`; then `steps` follow. `ask` is the key of the ask that it answers, if any."""

    day: int
    giver: str
    receiver: str
    client: str
    contact: str
    need: Text
    kind: str
    warmth: int
    steps: tuple[Step, ...]
    ask: str = ""


class Thanks(Struct, frozen=True):
    """`author` thanks `thanked` without a referral."""

    day: int
    author: str
    thanked: str
    words: Text


class Press(Struct, frozen=True):
    """One of the two who are introduced presses *yes*, *no* or *talked*, `after` days from when it was proposed."""

    by: str
    verb: str
    after: int


class Introduction(Struct, frozen=True):
    """`connector` proposes to introduce `one` and `two` on `day`; `note` is about the first, and for the second to read."""

    day: int
    connector: str
    one: str
    two: str
    why: Text
    note: Text
    presses: tuple[Press, ...] = ()


class Move(Struct, frozen=True):
    """A press of somebody's about an ask, `after` days from when it was posted; the verb is that of the button's custom id.

    `words` is the answer or the thanks, `about` whom the asker chooses or thanks.
    """

    by: str
    verb: str
    after: int
    words: Text | None = None
    about: str = ""


class Ask(Struct, frozen=True):
    """`author` posts a need of this kind on `day`; `key` names it within the plan, and `fields` are those of its form.

    `trades` are keys of people whose trades a client needs; `happens` is when somebody has to stand in, from the start of `day`.
    """

    key: str
    day: int
    author: str
    kind: str
    fields: Mapping[str, Text]
    moves: tuple[Move, ...] = ()
    trades: tuple[str, ...] = ()
    happens: timedelta | None = None


def direct(
    day: int, giver: str, receiver: str, client: str, contact: str, need: Text, *steps: Step, warmth: int = 1, ask: str = ""
) -> Referral:
    """A client who agreed to be called."""
    return Referral(day, giver, receiver, client, contact, need, "direct", warmth, steps, ask)


def own(day: int, giver: str, receiver: str, contact: str, need: Text, *steps: Step) -> Referral:
    """The giver is the client."""
    return Referral(day, giver, receiver, "", contact, need, "own", 1, steps)


def lead(day: int, giver: str, receiver: str, client: str, contact: str, need: Text, *steps: Step) -> Referral:
    """A client who has not been asked yet."""
    return Referral(day, giver, receiver, client, contact, need, "lead", 1, steps)


class Talk(Struct, frozen=True):
    """A talk that one member notes on a day, and the other confirms `after` days; None where they never do."""

    day: int
    by: str
    other: str
    after: int | None


class Plan(Struct, frozen=True):
    """What the members of the group do."""

    referrals: tuple[Referral, ...]
    thanks: tuple[Thanks, ...]
    introductions: tuple[Introduction, ...]
    asks: tuple[Ask, ...]
