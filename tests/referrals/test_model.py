"""Where a referral may go from where, and who may move it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.errors import Refused, not_found
from bot.referrals import allowed_moves
from bot.referrals.access import as_seen, check_contact
from bot.referrals.model import (
    KIND_LABELS,
    MOVES,
    NOT_COUNTED,
    REOPEN_WITHIN,
    STATE_LABELS,
    TAKEN_BACK,
    WAITING,
    WARMTH_LABELS,
    WITHOUT_BUTTON,
    Client,
    Kind,
    Party,
    Referral,
    State,
    Verb,
    Warmth,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GIVER, RECEIVER, STRANGER = 1, 2, 3
NEW = Referral(
    7, 9, 42, GIVER, RECEIVER, Kind.DIRECT, Warmth.MAY_CALL, State.OPEN, Client("Maria", "m@example.org", "a cake"), NOW, NOW, 1
)
referrals = st.builds(
    replace,
    st.just(NEW),
    kind=st.sampled_from(Kind),
    warmth=st.sampled_from(Warmth),
    state=st.sampled_from(State),
)


@given(referrals, st.sampled_from([GIVER, RECEIVER]))
def test_exactly_the_allowed_moves_pass_the_check(referral: Referral, user_id: int) -> None:
    offered = allowed_moves.allowed(referral, user_id, NOW)
    for verb in MOVES:
        if verb in WITHOUT_BUTTON:
            continue
        if verb in offered:
            allowed_moves.check(referral, verb, user_id, NOW)
        else:
            with pytest.raises(Refused):
                allowed_moves.check(referral, verb, user_id, NOW)


@given(referrals, st.sampled_from(list(MOVES)))
def test_a_stranger_reads_the_words_of_absence(referral: Referral, verb: Verb) -> None:
    for attempt in (
        lambda: allowed_moves.check(referral, verb, STRANGER, NOW),
        lambda: allowed_moves.allowed(referral, STRANGER, NOW),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.sentence == not_found().sentence


@given(referrals)
def test_ended_referrals_offer_nothing_but_to_be_reopened_or_to_count_at_last(referral: Referral) -> None:
    if referral.state not in WAITING:
        reopens = referral.state in {State.NO_FIT, State.DECLINED, State.LAPSED}
        had_to_agree = referral.state is State.WON and referral.kind is Kind.LEAD
        assert allowed_moves.allowed(referral, GIVER, NOW) == ((Verb.AGREED,) if had_to_agree else ())
        assert allowed_moves.allowed(referral, RECEIVER, NOW) == ((Verb.REOPEN,) if reopens else ())


def test_who_moves_what_from_where() -> None:
    table = {verb: (move.by, sorted(move.before), move.to) for verb, move in MOVES.items()}
    assert table == {
        Verb.ACCEPT: (Party.RECEIVER, ["open"], State.ACCEPTED),
        Verb.CONTACTED: (Party.RECEIVER, ["accepted", "open"], State.CONTACTED),
        Verb.WON: (Party.RECEIVER, ["accepted", "contacted", "open"], State.WON),
        Verb.NO_FIT: (Party.RECEIVER, ["accepted", "contacted"], State.NO_FIT),
        Verb.DECLINE: (Party.RECEIVER, ["accepted", "open"], State.DECLINED),
        Verb.WITHDRAW: (Party.GIVER, ["open"], State.WITHDRAWN),
        Verb.UNDO: (Party.GIVER, ["open"], State.WITHDRAWN),
        Verb.AGREED: (Party.GIVER, ["accepted", "contacted", "open", "won"], None),
        Verb.EDIT: (Party.GIVER, ["open"], None),
        Verb.REOPEN: (Party.RECEIVER, ["declined", "lapsed", "no_fit"], State.ACCEPTED),
        Verb.SAME: (Party.RECEIVER, ["accepted", "contacted", "open"], State.DECLINED),
        Verb.FORGET: (None, ["accepted", "contacted", "open"], State.NO_FIT),
        Verb.LAPSE: (None, ["accepted", "contacted", "open"], State.LAPSED),
        Verb.VOID: (None, sorted(set(State) - {"voided", "withdrawn"}), State.VOIDED),
    }


@pytest.mark.parametrize("state", [State.NO_FIT, State.DECLINED, State.LAPSED])
def test_reopening_ends_after_thirty_days_and_with_the_clients_data(state: State) -> None:
    ended = replace(NEW, state=state)
    allowed_moves.check(ended, Verb.REOPEN, RECEIVER, NOW + REOPEN_WITHIN)
    for late, when in ((ended, NOW + REOPEN_WITHIN + timedelta(microseconds=1)), (replace(ended, client=Client()), NOW)):
        with pytest.raises(Refused, match="thirty days"):
            allowed_moves.check(late, Verb.REOPEN, RECEIVER, when)
        assert Verb.REOPEN not in allowed_moves.allowed(late, RECEIVER, when)


def test_undo_ends_after_ten_minutes() -> None:
    allowed_moves.check(NEW, Verb.UNDO, GIVER, NOW + timedelta(minutes=10))
    with pytest.raises(Refused, match="ten minutes"):
        allowed_moves.check(NEW, Verb.UNDO, GIVER, NOW + timedelta(minutes=10, microseconds=1))


def test_only_a_lead_waits_for_agreement() -> None:
    allowed_moves.check(replace(NEW, kind=Kind.LEAD), Verb.AGREED, GIVER, NOW)
    with pytest.raises(Refused):
        allowed_moves.check(NEW, Verb.AGREED, GIVER, NOW)


@given(referrals)
def test_leads_and_what_was_taken_back_do_not_count(referral: Referral) -> None:
    assert referral.counts is (referral.kind is not Kind.LEAD and referral.state not in NOT_COUNTED)


@given(referrals)
def test_a_receiver_loses_the_contact_of_what_was_taken_back(referral: Referral) -> None:
    check_contact(referral, GIVER)
    if referral.state in NOT_COUNTED:
        with pytest.raises(Refused):
            check_contact(referral, RECEIVER)
    else:
        check_contact(referral, RECEIVER)


@given(referrals, st.booleans())
def test_a_receiver_sees_nothing_of_a_client_who_was_taken_back_and_nobody_without_belonging(
    referral: Referral, belongs: bool
) -> None:
    referral = replace(referral, private_label="kitchen")
    for user_id, hides in ((GIVER, not belongs), (RECEIVER, not belongs or referral.state in TAKEN_BACK)):
        seen = as_seen(referral, user_id, belongs=belongs)
        assert seen.client.is_hidden is hides
        assert (seen.client.prospect, seen.client.need) == (("", "") if hides else ("Maria", "a cake"))
        assert seen.private_label == ("kitchen" if user_id == RECEIVER and not hides else "")


def test_everything_people_read_has_a_label() -> None:
    assert (set(STATE_LABELS), set(KIND_LABELS), set(WARMTH_LABELS)) == (set(State), set(Kind), set(Warmth) - {Warmth.UNSET})
