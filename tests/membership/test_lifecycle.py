"""Which steps a membership may take."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.membership.members.lifecycle import APPLY_AGAIN_AFTER, STEPS, Step, after, check_may_apply
from bot.membership.members.model import SEATED, STATUS_LABELS, Member, Status
from tests.conftest import NOON


def _member(status: Status | None, **more: object) -> Member | None:
    return None if status is None else Member(1, 2, "Bruno", status, **more)


@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("step", Step)
def test_a_step_is_taken_where_the_table_allows_it_and_refused_by_name_elsewhere(step: Step, status: Status | None) -> None:
    before, leads_to = STEPS[step]
    if status in before:
        assert after(step, _member(status, returns_to=Status.PAUSED), "Bruno") is (leads_to or Status.PAUSED)
    else:
        with pytest.raises(Refused) as refusal:
            after(step, _member(status), "Bruno")
        assert refusal.value.sentence.params["name"] == "Bruno"


def test_nobody_becomes_a_member_twice() -> None:
    for step, (before, leads_to) in STEPS.items():
        if leads_to is Status.ACTIVE:
            assert Status.ACTIVE not in before, step


def test_every_status_has_a_label() -> None:
    assert set(STATUS_LABELS) == set(Status)


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_no_sequence_of_steps_leads_out_of_the_table_and_only_moderators_let_in(steps: list[Step]) -> None:
    """Whoever is active was let in by a moderator: there is no way there but by these steps."""
    let_in = {Step.APPROVE, Step.ADD, Step.CLAIM}
    member: Member | None = None
    was_let_in = False
    for step in steps:
        try:
            status = after(step, member, "Bruno")
        except Refused:
            continue
        returns_to = member.status if member and status is Status.LEFT else None
        was_let_in = (was_let_in or step in let_in) and status is not Status.FORMER
        member = Member(1, 2, "Bruno", status, returns_to=returns_to)
        if member.belongs:
            assert was_let_in, (steps, step)


def test_whoever_is_on_leave_or_away_from_the_server_keeps_the_seat() -> None:
    assert set(SEATED) == {Status.EXPECTED, Status.ACTIVE, Status.PAUSED, Status.LEFT}


def test_the_declined_may_apply_again_after_a_while() -> None:
    declined = _member(Status.DECLINED, status_at=NOON)
    check_may_apply(declined, NOON + APPLY_AGAIN_AFTER)
    with pytest.raises(Refused, match="apply again from"):
        check_may_apply(declined, NOON + APPLY_AGAIN_AFTER - timedelta(seconds=1))


@pytest.mark.parametrize("status", [None, Status.FORMER])
def test_newcomers_and_former_members_may_apply_at_once(status: Status | None) -> None:
    check_may_apply(_member(status), NOON)
    with pytest.raises(Refused, match="apply again from"):
        check_may_apply(_member(None), NOON, declined_at=NOON - timedelta(days=1))


@pytest.mark.parametrize("status", [Status.APPLICANT, Status.ACTIVE, Status.PAUSED])
def test_whoever_is_in_or_waits_need_not_apply(status: Status) -> None:
    with pytest.raises(Refused, match="already"):
        check_may_apply(_member(status, seat="Baker"), NOON)
