"""Sizes of the property tests and random scenarios: few and fixed examples, or many new ones with `make fuzz`.

GOODWORD_FUZZ (`make fuzz TIMES=`) multiplies the number of examples; GOODWORD_SEED (`SEED=`) is the seed of the first scenario.
Hypothesis itself prints how to reproduce a failed example.
"""

import os
import secrets

from hypothesis import HealthCheck, settings

FUZZ = int(os.environ.get("GOODWORD_FUZZ") or 0)
TIMES = FUZZ or 1


def examples(count: int) -> settings:
    """Settings of a property test that is too slow, or too simple, for Hypothesis's default of a hundred examples."""
    return settings(max_examples=count * TIMES)


def seed(usual: int = 1) -> int:
    """The first random seed."""
    given = os.environ.get("GOODWORD_SEED")
    if given:
        return int(given)
    return secrets.randbits(32) if FUZZ else usual


def load_profile() -> None:
    """Load a profile without deadlines and stored examples: no test may depend on the machine's speed or on earlier runs."""
    settings.register_profile(
        "goodword",
        max_examples=100 * TIMES,
        derandomize=not FUZZ,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("goodword")
