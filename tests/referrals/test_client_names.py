"""Clients' names are noticed in what everybody would read."""

import pytest

from bot.referrals.client_names import named_in


@pytest.mark.parametrize(
    "text",
    ["Maria Souza called!", "the cake for maria", "obrigado pela SOUZA", "MARÍA is happy"],
)
def test_a_client_is_noticed_in_full_and_by_a_telling_word(text: str) -> None:
    assert named_in(text, ["João", "Maria Souza"]) == "Maria Souza"


@pytest.mark.parametrize("text", ["Thank you for the referral!", "mariachi music", "", "so uza"])
def test_other_words_name_nobody(text: str) -> None:
    assert named_in(text, ["Maria Souza"]) is None


def test_a_members_own_name_is_not_taken_for_a_client() -> None:
    assert named_in("Thanks, Bruno!", ["Bruno Reis"], others=["Bruno Alves"]) is None


def test_short_words_tell_nothing_but_a_short_full_name_does() -> None:
    assert named_in("li is great", ["Li Wu"]) is None
    assert named_in("Li Wu is great", ["Li Wu"]) == "Li Wu"
