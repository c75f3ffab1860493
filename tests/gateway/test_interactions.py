"""What of an odd interaction is needed to answer it, and which ids are none."""

from __future__ import annotations

import pytest

from bot.gateway.interactions import reduced

ODD = {
    "id": "7",
    "token": "secret",
    "type": 2,
    "application_id": "9",
    "guild_id": "8",
    "member": {"user": {"id": "5"}, "roles": "none"},
    "data": {"name": 1},
}


def test_no_more_of_it_is_kept_than_an_answer_needs() -> None:
    least = reduced(ODD)
    assert least is not None
    assert (least["id"], least["token"], least["guild_id"], least["member"]["user"]["id"]) == ("7", "secret", "8", "5")
    assert (least["member"]["roles"], least["data"]) == ([], {"name": ""})


@pytest.mark.parametrize("wrong", [str(2**63), "0", "-1", "1e3", "٣", "", 7, None])
def test_an_id_is_a_positive_number_of_63_bits_sent_as_text(wrong: object) -> None:
    assert reduced({**ODD, "id": str(2**63 - 1)}) is not None
    assert reduced({**ODD, "id": wrong}) is None
    assert reduced({**ODD, "member": {"user": {"id": wrong}}}) is None
