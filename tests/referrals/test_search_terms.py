"""Finding a referral by what one remembers of it."""

from collections.abc import Iterator

import pytest

from bot.referrals.search import Search

TEXTS = ("R-31", "João da Conceição", "kitchen, March", "+55 (11) 98888-1234, joao@example.org", "A new kitchen")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("joao", True),
        ("CONCEICAO joão", True),
        ("joao kitchen", True),
        ("joao cake", False),
        ("r-31", True),
        ("988881234", True),
        ("98888 1234", True),
        ("11 9 8888", True),
        ("98888-9999", False),
        ("12", True),
        ("99", False),
        ("example.org", True),
        ("ｊｏａｏ", True),
        ("+55 11 98888\u20111234", True),
        ("９８８８８", True),
        ("+55 (0)11 98888-1234", True),
        ("(0xx11) 98888-1234", True),
        ("mailto:joao@example.org", True),
        ("<JOAO@example.org>", True),
        ("+55 11 97777-1234", False),
        ("mailto:maria@example.org", False),
        ("@joao_conceicao", False),
        ("", True),
    ],
)
def test_words_are_all_found_or_the_digits_of_a_phone(typed: str, found: bool) -> None:
    assert Search.of(typed).fits(TEXTS) is found


def test_no_more_is_opened_than_is_needed() -> None:
    opened: list[str] = []

    def texts() -> Iterator[str]:
        for text in TEXTS:
            opened.append(text)
            yield text

    assert Search.of("joao").fits(texts())
    assert opened == list(TEXTS[:2])
