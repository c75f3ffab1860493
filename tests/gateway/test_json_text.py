"""JSON in which Discord may send, and we may write, what UTF-8 can't encode."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway import json_text

ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=())), inner),
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r'"a\ud800b"', "a\ufffdb"),
        (r'"\udc00"', "\ufffd"),
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ud800\ud83d\ude00"', "\ufffd😀"),
        (r'"\\ud800"', r"\ud800"),
        (r'{"\udfff":1}', {"\ufffd": 1}),
        ('"\ud800"', "?"),
    ],
)
def test_half_a_pair_is_replaced_and_nothing_else(text: str, read: object) -> None:
    assert json_text.loads(text) == read


@given(ANY)
def test_whatever_python_writes_is_read_and_can_be_stored(value: object) -> None:
    read = json_text.loads(json.dumps(value))
    json.dumps(read, ensure_ascii=False).encode()


@given(ANY)
def test_whatever_we_write_is_utf_8_and_json(value: object) -> None:
    written = json_text.dumps(value)
    assert json.loads(written.encode()) == json_text.loads(written) == json_text.loads(json.dumps(value))


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1,]", "[" * 5000])
def test_what_is_no_json_is_refused_as_such(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - orjson's error is one, and its text is orjson's
        json_text.loads(text)
