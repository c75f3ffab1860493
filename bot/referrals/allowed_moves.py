"""Which moves of a referral a person may make now, as pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused, Sentence, not_found
from bot.referrals.model import MOVES, REOPEN_WITHIN, STATE_LABELS, UNDO_WITHIN, WITHOUT_BUTTON, Kind, Party, State, Verb

if TYPE_CHECKING:
    from datetime import datetime

    from bot.referrals.model import Referral

_OFFERED = {
    (party, state): [
        verb for verb, move in MOVES.items() if move.by is party and state in move.before and verb not in WITHOUT_BUTTON
    ]
    for party in Party
    for state in State
}
"""The moves that have a button, by who may make them and from which state, in the order of their buttons."""


def allowed(referral: Referral, user_id: int, now: datetime) -> tuple[Verb, ...]:
    """The moves that `user_id` may make now, in the order of their buttons."""
    return tuple(verb for verb in _OFFERED[referral.party(user_id), referral.state] if _fits(verb, referral, now))


def check(referral: Referral, verb: Verb, user_id: int, now: datetime) -> None:
    """Raise Refused where `user_id` may not make this move now."""
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
    """Conditions besides the state: only leads can be agreed to; reopening needs REOPEN_WITHIN and the client's data."""
    if verb is Verb.AGREED:
        return referral.kind is Kind.LEAD
    return verb is not Verb.REOPEN or (now - referral.changed_at <= REOPEN_WITHIN and bool(referral.client.prospect))
