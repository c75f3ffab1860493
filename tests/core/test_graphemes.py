"""What is seen as one letter stays together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.graphemes import graphemes


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ana", ["A", "n", "a"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("👩🏽‍💻!", ["👩🏽‍💻", "!"]),
        ("🇧🇷🇵🇹x", ["🇧🇷", "🇵🇹", "x"]),
        ("❤️🏴󠁧󠁢󠁳󠁣󠁴󠁿", ["❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]),
        ("नमस्ते", ["न", "म", "स्", "ते"]),
    ],
)
def test_letters_as_people_see_them(text: str, seen: list[str]) -> None:
    assert graphemes(text) == seen


@given(st.text())
def test_nothing_is_lost(text: str) -> None:
    assert "".join(graphemes(text)) == text
