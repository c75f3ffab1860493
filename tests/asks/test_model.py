"""The rules of needs that need no store."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.asks.model import Agreed, Help, Need, NeedKind, NeedState, check_open, check_other, hint
from bot.core.errors import Day, Refused

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)


def need(state: NeedState = NeedState.OPEN, until: datetime | None = NOW, ended_at: datetime | None = None) -> Need:
    kind = NeedKind.TIP if until is None else NeedKind.CLIENT_NEEDS
    return Need(7, 100, 12, 1, kind, "x", "", "", "", "", None, Agreed.YES, False, state, 7, until, NOW, ended_at)


@pytest.mark.parametrize(
    "wide",
    [
        "Anyone who owns a phone",
        "I would like to meet everybody here",
        "Clients of ALL KINDS, please",
        "Qualquer pessoa com um celular",
        "Todo mundo que tem uma empresa",
        "Clientes de todo tipo, por favor",
        "Building managers",
        "A dentist, please!",
        "…",
    ],
)
def test_a_looking_that_is_too_wide(wide: str) -> None:
    assert hint(wide)


@pytest.mark.parametrize(
    "narrow",
    [
        "A building manager in Pinheiros",
        "Um síndico de prédio em Pinheiros",
        "Somebody who runs a café with a terrace",
        "Alguém que cuida de eventos em hotéis",
        "The owner of a body shop, any one in Moema",
    ],
)
def test_a_looking_that_makes_one_think_of_somebody(narrow: str) -> None:
    assert not hint(narrow)


def test_at_its_end_a_need_is_over_before_the_morning_has_ended_it() -> None:
    assert need(until=NOW + timedelta(microseconds=1)).is_open(NOW)
    assert not need().is_open(NOW)
    assert need(until=None).is_open(NOW + timedelta(days=4000)), "a tip stays until its author closes it"
    for state in set(NeedState) - {NeedState.OPEN}:
        assert not need(state, NOW + timedelta(days=1)).is_open(NOW)


def test_a_refusal_says_when_it_ended() -> None:
    for closed, at in ((need(), NOW), (need(NeedState.CLOSED, None, NOW - timedelta(days=1)), NOW - timedelta(days=1))):
        with pytest.raises(Refused) as refused:
            check_open(closed, NOW)
        assert refused.value.sentence.params == {"need": "A-12", "day": Day(at)}
    check_open(need(until=None), NOW)


def test_one_does_not_answer_oneself() -> None:
    with pytest.raises(Refused):
        check_other(need(), 1)
    check_other(need(), 2)


def test_each_help_has_a_source_of_its_own() -> None:
    helps = [Help(100, 7, helper, reader, NOW, counts=True) for helper, reader in ((2, 1), (3, 1), (2, 3))]
    assert [each.source for each in helps] == ["A:7:2:1", "A:7:3:1", "A:7:2:3"]
