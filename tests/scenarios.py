"""Generates the actions of the random scenarios in `test_random_scenarios.py`."""

from __future__ import annotations

import random
from typing import Any

from tests.reference_model import MODERATOR, STEPS, ReferenceModel

PEOPLE = {1: "Ana", 2: "Bruno", 3: "Caio", 4: "Duda", 5: "Eva"}
"""Ana moderates; Duda is no member; Eva leaves and returns."""
CLIENTS = ("canary1@example.org", "canary2@example.org", "+55 11 98888-4321")

Action = tuple[Any, ...]
"""(action, actor, arguments...)"""


class ScenarioGenerator:
    """Draws actions: mostly allowed ones about a recent referral, some at random. The same seed gives the same actions."""

    def __init__(self, scenario: int) -> None:
        self._dice = random.Random(scenario)

    def turn(self, reference: ReferenceModel) -> tuple[list[Action], float]:
        """The actions that are executed concurrently, and the minutes that pass before them."""
        days = self._dice.choice([0] * 40 + [1, 8, 31, 61, 91, 121])
        minutes = days * 1440 or self._dice.choice([0, 0, 0, 1, 4, 11])
        hot = self._dice.randint(max(1, len(reference.passed) - 2), len(reference.passed) + 1)
        many = self._dice.choice([1, 1, 1, 2, 3, 4])
        actions = [self._action(reference, hot) for _ in range(many)]
        if many > 1 and self._dice.random() < 0.3:
            actions[-1] = actions[0]
        return ([("morning", MODERATOR), *actions[: many - 1]] if days else actions), minutes

    def _action(self, reference: ReferenceModel, hot: int) -> Action:
        dice = self._dice
        it = reference.passed.get(hot)
        thanks = dice.randint(max(1, len(reference.said) - 1), max(1, len(reference.said)))
        said = reference.said.get(thanks)
        giver, receiver = (self._who(it.giver), self._who(it.receiver)) if it else (self._who(1), self._who(2))
        author, thanked = (self._who(said.author), self._who(said.thanked)) if said else (1, 2)
        nonce = f"{dice.randint(0, 19)}"
        verb = dice.choice(
            ["accept", "accept", "contacted", "no_fit", "decline", "same", "same", "reopen", "reopen", "withdraw", "undo"]
        )
        common: list[Action] = [
            *[("step", giver if STEPS[verb][0] == "giver" else receiver, hot, verb)] * 6,
            *[("give", self._who(1), dice.choice([1, 2, 2, 3, 5]), dice.choice(["direct", "direct", "own", "lead"]), dice.choice(CLIENTS),
               dice.random() < 0.7, f"g{nonce}")] * (1 + 7 // (len(reference.passed) + 1)),
            ("agreed", giver, hot), ("edit", giver, hot, dice.choice(CLIENTS), f"e{nonce}"),
            *[("thank", receiver, hot, it.giver if it else 1, f"t{nonce}")] * 2,
            ("thank", self._who(3), None, self._who(2), f"t{nonce}"), ("act", receiver, hot),
            *[("unthank", author, thanks)] * 2, ("answer", thanked, thanks),
        ]  # fmt: skip
        mod = self._who(MODERATOR)
        rare: list[Action] = [
            ("void", mod, hot), ("void_thanks", mod, thanks), ("forget", dice.choice([giver, receiver]), hot),
            ("forget_contact", mod, CLIENTS[0]), ("membership", MODERATOR, "add", 5),
            ("membership", mod, dice.choice(["remove", "add", "pause", "resume", "resume"]), dice.choice([2, 5, 5, 1])),
            ("leaves", dice.choice([2, 5])), ("returns", dice.choice([2, 5])), ("returns", 5), ("delete", dice.choice([5, 4])),
        ]  # fmt: skip
        return dice.choice(rare if dice.random() < 0.15 else common)

    def _who(self, likely: int) -> int:
        """Mostly `likely`, else anybody in the server; never a person who deleted their data (negative ids)."""
        return likely if likely > 0 and self._dice.random() < 0.7 else self._dice.choice([*PEOPLE])
