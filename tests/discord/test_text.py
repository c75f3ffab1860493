"""What people typed is shown as they typed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs._ui.text import isolated, safe_text

pieces = st.sampled_from([*"\\*_~`|[]<>@#+-.)1 \n:/", "https://a.b/_c_", "@here", "Maria"]) | st.characters(codec="utf-8")
typed = st.lists(pieces).map("".join)


@given(typed)
def test_what_needs_nothing_is_left_as_the_rest_would_leave_it(text: str) -> None:
    assert safe_text(f"*\n{text}") == f"\\*\n{safe_text(text)}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Maria Souza 7", "Maria Souza 7"),
        ("Souza & Co. (12) - a #1", "Souza & Co. (12) - a #1"),
        ("Kitchens\n - and baths", "Kitchens\n \\- and baths"),
        ("**Maria**", "\\*\\*Maria\\*\\*"),
        ("1. Maria", "1\\. Maria"),
        ("# Maria", "\\# Maria"),
        ("snake_case _it_ https://example.org/_a_", "snake_case \\_it\\_ https://example.org/_a_"),
        ("https://a.b/[x](https://c.d)||e||", "https://a.b/\\[x\\](https://c.d)\\|\\|e\\|\\|"),
        ("@everyone <@1> [a](b)", "@\u200beveryone \\<@1> \\[a\\](b)"),
    ],
)
def test_markdown_is_disarmed(text: str, shown: str) -> None:
    assert safe_text(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("José Łukasz 李", "José Łukasz 李"), ("נועה", "\u2068נועה\u2069"), ("3 محمد", "\u20683 محمد\u2069")],
)
def test_what_runs_from_right_to_left_is_isolated(text: str, shown: str) -> None:
    assert isolated(text) == shown
