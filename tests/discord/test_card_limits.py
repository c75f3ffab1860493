"""No card and no form is over any of Discord's limits, whatever stands in it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.groups.model import PublicLanguage
from bot.i18n import words
from cogs._ui.cards import Card
from tests.discord.every_card import forms_of, private_cards, public_cards
from tests.discord.longest import FILLS, NAMES, Longest
from tests.fuzz import examples
from tests.standin.rules import component_problems, modal_problems

fills = st.lists(st.sampled_from(FILLS) | st.text(min_size=1, max_size=8), min_size=1, max_size=4)
longest = st.builds(Longest, fills, st.sampled_from(NAMES), st.sampled_from([1, 1, 2, 5, 400]), own=st.booleans())
tags = st.sampled_from(["en", "pt-BR"])


def problems_of(cards: Mapping[str, Callable[[], Card]]) -> dict[str, list[str]]:
    found = {kind: [*component_problems(made().components)] for kind, made in cards.items()}
    return {kind: problems for kind, problems in found.items() if problems}


@examples(15)
@given(longest, tags)
def test_what_one_person_sees(made: Longest, tag: str) -> None:
    assert problems_of(private_cards(words(tag), made)) == {}


LABELS = re.compile(r"(?<![\w-])[ARTIM]-[0-9]+(?!\w)")
"""Labels of records with a hyphen at which a narrow line breaks."""


def test_no_label_breaks_in_a_narrow_line() -> None:
    """In texts; buttons and menus are not broken into lines."""
    made = Longest(["x"], NAMES[0], 2, own=True)
    cards = {**private_cards(words("en"), made), **public_cards("both", made)}
    assert {kind: LABELS.findall("\n".join(card().texts)) for kind, card in cards.items()} == {kind: [] for kind in cards}


@examples(30)
@given(longest, st.sampled_from(PublicLanguage))
def test_what_everybody_sees(made: Longest, language: PublicLanguage) -> None:
    assert problems_of(public_cards(language.value, made)) == {}


@examples(30)
@given(longest, tags)
def test_what_is_filled_in(made: Longest, tag: str) -> None:
    forms: Any = {kind: form().to_dict() for kind, form in forms_of(words(tag), made).items()}
    assert [problem for form in forms.values() for problem in modal_problems(form)] == []
