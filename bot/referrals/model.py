"""The record of a referral, its states, and the moves between them: who may make which, from which state."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, not_found
from bot.core.text import LINE, PARAGRAPH, REASON, Field

if TYPE_CHECKING:
    from datetime import datetime

UNDO_WITHIN = timedelta(minutes=10)
"""How long after giving a referral its giver may undo it."""
REOPEN_WITHIN = timedelta(days=30)
"""How long after its end a referral may be reopened."""
MOST_EDITS = 5
"""How often a giver may change a referral; each change is edited into the receiver's messages."""
LAPSES_AFTER = timedelta(days=120)
"""How long a referral may wait without a change before it lapses."""

PROSPECT = Field(N_("Client's name"), LINE)
CONTACT = Field(N_("Their phone, e-mail or link"), LINE)
NEED = Field(N_("What they need"), PARAGRAPH, required=False, multiline=True)
WHY = Field(N_("Why, if you like"), REASON, required=False, multiline=True)
LABEL = Field(N_("Your private label, such as: kitchen, March"), 60, required=False)


class Kind(StrEnum):
    """What the client knows of it: DIRECT said yes to a call, OWN is the giver, LEAD was not asked yet."""

    DIRECT = "direct"
    OWN = "own"
    LEAD = "lead"


KIND_LABELS = {
    Kind.DIRECT: N_("They said yes, call them"),
    Kind.OWN: N_("It's for me"),
    Kind.LEAD: N_("I haven't asked them yet"),
}


class Warmth(IntEnum):
    """What the giver has done so far; each level includes those below it. UNSET where they chose none."""

    UNSET = 0
    MAY_CALL = 1
    HAS_CARD = 2
    RECOMMENDED = 3
    CALL_ARRANGED = 4
    INTRODUCED = 5


WARMTH_LABELS = {
    Warmth.MAY_CALL: N_("They know you may call"),
    Warmth.HAS_CARD: N_("and have your card or site"),
    Warmth.RECOMMENDED: N_("and I recommended you"),
    Warmth.CALL_ARRANGED: N_("and I arranged the call"),
    Warmth.INTRODUCED: N_("and I introduced you in person"),
}
"""Labels of the levels that can be chosen, lowest first."""


def warmth_labels(warmth: Warmth) -> list[str]:
    """The marked labels of the level and of those below it; empty for UNSET."""
    return [label for level, label in WARMTH_LABELS.items() if level <= warmth]


class State(StrEnum):
    """Where a referral stands, as stored; the sets below say what follows from it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    WON = "won"
    NO_FIT = "no_fit"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    LAPSED = "lapsed"


STATE_LABELS = {
    State.OPEN: N_("New"),
    State.ACCEPTED: N_("Accepted"),
    State.CONTACTED: N_("In touch"),
    State.WON: N_("Got the job"),
    State.NO_FIT: N_("Didn't work out"),
    State.DECLINED: N_("Can't take it"),
    State.WITHDRAWN: N_("Taken back"),
    State.VOIDED: N_("Cancelled by a moderator"),
    State.LAPSED: N_("Went quiet"),
}

WAITING = frozenset({State.OPEN, State.ACCEPTED, State.CONTACTED})
"""States in which the receiver has something to do."""

TAKEN_BACK = frozenset({State.WITHDRAWN, State.VOIDED})
"""States in which its receiver sees nothing of the client: it may have gone to the wrong person."""

NOT_COUNTED = TAKEN_BACK | {State.DECLINED}
"""States in which the referral does not count for its giver."""


class Box(StrEnum):
    """Which of a person's referrals a list shows."""

    ALL = "all"
    RECEIVED = "received"
    GIVEN = "given"


class Party(StrEnum):
    GIVER = "giver"
    RECEIVER = "receiver"


class Verb(StrEnum):
    ACCEPT = "accept"
    CONTACTED = "contacted"
    WON = "won"
    NO_FIT = "no_fit"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    AGREED = "agreed"
    REOPEN = "reopen"
    SAME = "same"
    """The receiver has this client from another giver already; the earlier referral counts, and this giver is thanked."""
    EDIT = "edit"
    LAPSE = "lapse"
    """Made by the daily job."""
    FORGET = "forget"
    """The client asked to be forgotten; their data is erased."""
    VOID = "void"
    """Made by a moderator."""
    NOT_WON = "not_won"
    """The thanks that reported the job was undone. Not offered as a button."""


class Move(Struct, frozen=True):
    """A move: who may make it (None: neither of the two), from which states, and the state that follows (None: it stays)."""

    by: Party | None
    before: frozenset[State]
    to: State | None


MOVES = {
    Verb.ACCEPT: Move(Party.RECEIVER, frozenset({State.OPEN}), State.ACCEPTED),
    Verb.CONTACTED: Move(Party.RECEIVER, frozenset({State.OPEN, State.ACCEPTED}), State.CONTACTED),
    Verb.WON: Move(Party.RECEIVER, WAITING, State.WON),
    Verb.NO_FIT: Move(Party.RECEIVER, frozenset({State.ACCEPTED, State.CONTACTED}), State.NO_FIT),
    Verb.DECLINE: Move(Party.RECEIVER, frozenset({State.OPEN, State.ACCEPTED}), State.DECLINED),
    Verb.WITHDRAW: Move(Party.GIVER, frozenset({State.OPEN}), State.WITHDRAWN),
    Verb.UNDO: Move(Party.GIVER, frozenset({State.OPEN}), State.WITHDRAWN),
    Verb.AGREED: Move(Party.GIVER, WAITING | {State.WON}, None),
    Verb.EDIT: Move(Party.GIVER, frozenset({State.OPEN}), None),
    Verb.REOPEN: Move(Party.RECEIVER, frozenset({State.NO_FIT, State.DECLINED, State.LAPSED}), State.ACCEPTED),
    Verb.SAME: Move(Party.RECEIVER, WAITING, State.DECLINED),
    Verb.LAPSE: Move(None, WAITING, State.LAPSED),
    Verb.FORGET: Move(None, WAITING, State.NO_FIT),
    Verb.VOID: Move(None, frozenset(State) - {State.VOIDED, State.WITHDRAWN}, State.VOIDED),
}
WITHOUT_BUTTON = frozenset({Verb.UNDO, Verb.SAME})
"""Moves that `allowed` leaves out: UNDO is offered by the confirmation, SAME only where there is an earlier referral."""


class Client(Struct, frozen=True):
    """The client's data, which only giver and receiver see; all empty after erasure.

    `is_hidden`: the data is kept, and left out of this record for whom it was read (`access.as_seen`).
    """

    prospect: str = ""
    contact: str = ""
    need: str = ""
    is_hidden: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the store has the client's data, shown here or not."""
        return self.is_hidden or bool(self.prospect)


class Referral(Struct, frozen=True):
    """A referral. `id` is unique over all groups, `number` within its group; `version` increases with each change."""

    id: int
    group_id: int
    number: int
    giver_id: int
    receiver_id: int
    kind: Kind
    warmth: Warmth
    state: State
    client: Client
    given_at: datetime
    changed_at: datetime
    version: int
    same_as: int | None = None
    private_label: str = ""
    """The receiver's private label; it is kept when the client's data is erased."""
    giver_group_id: int | None = None
    """The group of a giver who is no member of the referral's own; 0 where that is not known any more, None for all others."""

    @property
    def is_linked(self) -> bool:
        """Whether it came from a linked group."""
        return self.giver_group_id is not None

    @property
    def label(self) -> str:
        """The number that people see, such as R-42."""
        return f"R-{self.number}"

    @property
    def source(self) -> str:
        """The `source` of its ledger entries."""
        return f"R:{self.id}"

    @property
    def counts(self) -> bool:
        """Whether it counts for its giver: not from a linked group, for a lead whose client has not agreed, nor in a state of NOT_COUNTED."""
        return self.kind is not Kind.LEAD and self.state not in NOT_COUNTED and not self.is_linked

    def party(self, user_id: int) -> Party:
        """Whether `user_id` is giver or receiver. Raises Refused, with the words of `not_found`, for others."""
        if user_id == self.receiver_id:
            return Party.RECEIVER
        if user_id == self.giver_id:
            return Party.GIVER
        raise not_found()

    def boxes(self, user_id: int) -> frozenset[Box]:
        """The boxes of `user_id` that contain it."""
        if user_id == self.receiver_id:
            return frozenset({Box.ALL, Box.RECEIVED})
        return frozenset({Box.ALL, Box.GIVEN}) if user_id == self.giver_id else frozenset()

    def home_of(self, user_id: int) -> int:
        """The id of the group in which one of the two is a member: a giver from a linked group in that one."""
        return self.giver_group_id if self.giver_group_id and user_id == self.giver_id else self.group_id

    def user_of(self, party: Party) -> int:
        return self.giver_id if party is Party.GIVER else self.receiver_id

    def other(self, user_id: int) -> int:
        """The id of the other of the two."""
        return self.giver_id if user_id == self.receiver_id else self.receiver_id


class Moved(Struct, frozen=True):
    """An entry of a referral's history."""

    verb: Verb
    actor_id: int
    at: datetime
    before: State
    after: State
    reason: str = ""
