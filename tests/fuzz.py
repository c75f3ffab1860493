"""How far the property tests and the random scenarios go: the same few examples every time, or many new ones with `make fuzz`.

`GOODWORD_FUZZ` (`make fuzz TIMES=`) is how many times as many examples there are as in `make test`; `GOODWORD_SEED` (`SEED=`)
names the scenario that failed. Hypothesis itself prints what brings a failed example back.
"""

import os
import secrets

from hypothesis import HealthCheck, settings

FUZZ = int(os.environ.get("GOODWORD_FUZZ") or 0)
TIMES = FUZZ or 1


def examples(count: int) -> settings:
    """For a property test that is too slow, or too simple, for Hypothesis' usual hundred."""
    return settings(max_examples=count * TIMES)


def seed(usual: int = 1) -> int:
    """What chance begins with."""
    given = os.environ.get("GOODWORD_SEED")
    if given:
        return int(given)
    return secrets.randbits(32) if FUZZ else usual


def load_profile() -> None:
    """No example may fail because the machine is slow, and none depends on an earlier run."""
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
