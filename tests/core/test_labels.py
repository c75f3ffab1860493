"""Labels of records are shown whole, and read from whatever was copied or typed."""

import pytest

from bot.core.errors import N_, Sentence
from bot.core.labels import is_label, read_label, unbroken
from bot.i18n import words


@pytest.mark.parametrize("label", ["R-1", "T-17", "A-123456789", "I-5", "M-8"])
def test_a_label_has_a_hyphen_at_which_no_line_ends(label: str) -> None:
    assert unbroken(label) == label.replace("-", "\u2011")
    assert read_label(unbroken(label)) == read_label(label) == (label[0], int(label[2:]))


@pytest.mark.parametrize(
    "text", ["", "R", "R-", "R-x", "RR-1", "x R-1", "R-1 ", "a-1", "https://example.org/R-1", "R-1@example.org"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert unbroken(text) == text
    assert not is_label(text)


@pytest.mark.parametrize("dash", ["", *"-\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"])
def test_a_label_is_typed_with_any_hyphen(dash: str) -> None:
    assert read_label(f" r{dash}42\n") == ("R", 42)


@pytest.mark.parametrize("typed", ["", "42", "R", "R--4", "R-4x", "RR-4", "R-4294967296", "é-4", "R 4"])
def test_what_is_no_label_is_not_read(typed: str) -> None:
    assert read_label(typed) is None


def test_sentences_show_labels_whole() -> None:
    found = words("en")
    assert found.t("{need} is closed.", need="A-1") == "A\u20111 is closed."
    assert found.n("{count} of {need}", "{count} of {need}", 2, need="A-1") == "2 of A\u20111"
    assert found.say(Sentence(N_("{need} is closed."), {"need": "A-1"}), str) == "A\u20111 is closed."
