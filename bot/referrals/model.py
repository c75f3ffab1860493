"""A referral: a giver brings a receiver a prospect; who may move it from where to where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused, Sentence, not_found
from bot.core.text import LINE, PARAGRAPH, REASON, Field

if TYPE_CHECKING:
    from datetime import datetime

UNDO_WITHIN = timedelta(minutes=10)
REOPEN_WITHIN = timedelta(days=30)
LAPSES_AFTER = timedelta(days=120)
"""Without news for so long, a referral went quiet."""

PROSPECT = Field(N_("Client's name"), LINE)
CONTACT = Field(N_("Their phone, e-mail or link"), LINE)
NEED = Field(N_("What they need"), PARAGRAPH, required=False, multiline=True)
WHY = Field(N_("Why, if you like"), REASON, required=False, multiline=True)
LABEL = Field(N_("Your private label, such as: kitchen, March"), 60, required=False)


class Kind(StrEnum):
    DIRECT = "direct"
    OWN = "own"
    LEAD = "lead"


KIND_LABELS = {
    Kind.DIRECT: N_("They said yes, call them"),
    Kind.OWN: N_("It's for me"),
    Kind.LEAD: N_("I haven't asked them yet"),
}


class Warmth(IntEnum):
    """What the giver has done so far."""

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


class State(StrEnum):
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

NOT_COUNTED = frozenset({State.DECLINED, State.WITHDRAWN, State.VOIDED})
"""States that take back what the referral counted for."""


class Box(StrEnum):
    """Which of one's referrals a list shows."""

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
    """The receiver had this client from somebody else already: the first counts, the second is thanked."""
    EDIT = "edit"
    LAPSE = "lapse"
    """By the clock."""
    FORGET = "forget"
    """Its client asked to be forgotten, so it can't be worked on."""
    VOID = "void"
    """By a moderator."""
    NOT_WON = "not_won"
    """The thank-you that had told of the job was taken back. No button: it follows from that."""


@dataclass(frozen=True, slots=True)
class Move:
    """Who may make it (None: neither of the two), from which states, and to which it leads (None: the state stays)."""

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
"""Undo has its own place; the same client is asked about only where there is an earlier one."""


@dataclass(frozen=True, slots=True)
class Client:
    """What only giver and receiver see. All empty once it has been wiped."""

    prospect: str = ""
    contact: str = ""
    need: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral. `id` is unique over all groups, `number` within its group; `version` grows with every change."""

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
    """The receiver's own words for it; they stay when the client's data is wiped."""

    @property
    def label(self) -> str:
        """What people call it."""
        return f"R-{self.number}"

    @property
    def source(self) -> str:
        """How the ledger names it."""
        return f"R:{self.id}"

    @property
    def counts(self) -> bool:
        """Whether it counts for its giver: not a lead whose person has not been asked, not taken back."""
        return self.kind is not Kind.LEAD and self.state not in NOT_COUNTED

    def party(self, user_id: int) -> Party:
        """Which of the two `user_id` is. Raises Refused, in the words of `not_found`, for anybody else."""
        if user_id == self.receiver_id:
            return Party.RECEIVER
        if user_id == self.giver_id:
            return Party.GIVER
        raise not_found()

    def boxes(self, user_id: int) -> frozenset[Box]:
        """The boxes of `user_id` in which it lies."""
        if user_id == self.receiver_id:
            return frozenset({Box.ALL, Box.RECEIVED})
        return frozenset({Box.ALL, Box.GIVEN}) if user_id == self.giver_id else frozenset()

    def user_of(self, party: Party) -> int:
        return self.giver_id if party is Party.GIVER else self.receiver_id

    def other(self, user_id: int) -> int:
        """The other one of the two."""
        return self.giver_id if user_id == self.receiver_id else self.receiver_id


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of a referral's history: what was done, by whom, when, and the state before."""

    verb: Verb
    actor_id: int
    at: datetime
    before: State
    after: State
    reason: str = ""


def allowed(referral: Referral, user_id: int, now: datetime) -> tuple[Verb, ...]:
    """The moves that `user_id` may make now, in the order in which buttons offer them."""
    party = referral.party(user_id)
    return tuple(
        verb
        for verb, move in MOVES.items()
        if move.by is party and referral.state in move.before and verb not in WITHOUT_BUTTON and _fits(verb, referral, now)
    )


def shows_contact(referral: Referral, user_id: int) -> bool:
    """Whether `user_id`, one of the two, may see the client's contact now: a receiver not of what was taken back."""
    return bool(referral.client.contact) and (user_id == referral.giver_id or referral.state not in NOT_COUNTED)


def check_contact(referral: Referral, user_id: int) -> None:
    """Raise Refused unless `user_id` may see the client's contact now."""
    referral.party(user_id)
    if not shows_contact(referral, user_id):
        raise Refused(
            N_("The contact of {referral} is not shown any more: it stands at “{state}”, or its data was deleted."),
            referral=referral.label,
            state=Sentence(STATE_LABELS[referral.state]),
        )


def check_move(referral: Referral, verb: Verb, user_id: int, now: datetime) -> None:
    """Raise Refused unless `user_id` may make this move now."""
    move = MOVES[verb]
    if referral.party(user_id) is not move.by:
        raise not_found()
    if verb is Verb.REOPEN and referral.state in move.before and not _fits(verb, referral, now):
        raise Refused(
            N_("{referral} ended more than thirty days ago. If there is work after all, thank for it with /thank."),
            referral=referral.label,
        )
    if referral.state not in move.before or not _fits(verb, referral, now):
        raise Refused(
            N_(
                "{referral} can't be changed that way any more: it stands at “{state}”. Open it in /referrals to see what can be done."
            ),
            referral=referral.label,
            state=Sentence(STATE_LABELS[referral.state]),
        )
    if verb is Verb.UNDO and now - referral.given_at > UNDO_WITHIN:
        raise Refused(
            N_("The ten minutes for undoing {referral} are over. While it is new you can still take it back from /referrals."),
            referral=referral.label,
        )


def _fits(verb: Verb, referral: Referral, now: datetime) -> bool:
    """What a move asks besides the state: leads alone are agreed to; what ended is reopened within its time, and not once wiped."""
    if verb is Verb.AGREED:
        return referral.kind is Kind.LEAD
    return verb is not Verb.REOPEN or (now - referral.changed_at <= REOPEN_WITHIN and bool(referral.client.prospect))
