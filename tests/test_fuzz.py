"""`make test` draws the same examples each time, and `make fuzz` reaches every property test."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).parent.parent
ASK = (
    "from tests import fuzz; fuzz.load_profile(); print(fuzz.examples(60).max_examples, fuzz.settings().derandomize, fuzz.seed())"
)


def asked(**environment: str) -> list[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")}
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_nothing_hangs_on_chance_or_on_the_machine_unless_that_is_wanted() -> None:
    assert (settings().deadline, settings().database) == (None, None)
    assert asked(GOODWORD_FUZZ="", GOODWORD_SEED="") == ["60", "True", "1"]
    *fuzzed, seed = asked(GOODWORD_FUZZ="3")
    assert fuzzed == ["180", "False"]
    assert seed not in {"1", "17"}
    assert asked(GOODWORD_FUZZ="3", GOODWORD_SEED="17")[2] == "17"


def test_no_test_has_settings_of_its_own_that_fuzzing_would_not_reach() -> None:
    named = [path.name for path in (ROOT / "tests").rglob("test_*.py") if "@settings(" in path.read_text(encoding="utf-8")]
    assert set(named) <= {Path(__file__).name}
