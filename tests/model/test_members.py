"""Which steps a membership may take."""

import pytest

from bot.model.members import STATUS_LABELS, STEPS, Member, Status, Step, after
from bot.model.words import Refused


def _member(status: Status | None) -> Member | None:
    return None if status is None else Member(1, 2, "Bruno", status)


@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("step", Step)
def test_a_step_is_taken_where_the_table_allows_it_and_refused_by_name_elsewhere(step: Step, status: Status | None) -> None:
    before, leads_to = STEPS[step]
    if status in before:
        assert after(step, _member(status), "Bruno") is leads_to
    else:
        with pytest.raises(Refused) as refusal:
            after(step, _member(status), "Bruno")
        assert refusal.value.sentence.params["name"] == "Bruno"


def test_nobody_becomes_a_member_twice() -> None:
    assert Status.ACTIVE not in STEPS[Step.ADD][0] | STEPS[Step.APPROVE][0]


def test_every_status_has_a_label() -> None:
    assert set(STATUS_LABELS) == set(Status)
