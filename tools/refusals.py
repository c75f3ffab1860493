"""A plugin for pytest, for `tools/unguard.py`: notes in which tests each line of `bot/` and `cogs/` refuses.

Written at the end to the file that GOODWORD_REFUSALS names: a JSON object from `path:line` to the tests' ids, those of the cells first and then the
quickest, each with the rows of the table that were being tried.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core import errors

if TYPE_CHECKING:
    import pytest

ROOT = str(Path(errors.__file__).parents[2])
_found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
_seconds: dict[str, float] = {}
_refuse = errors.Refused.__init__


def _noted(self: errors.Refused, text: str, /, **params: object) -> None:
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    cells = sys.modules.get("tests.discord.test_authorisation_cells")
    row = set(cells.TRYING) if cells is not None and "_authorisation_" in test else set[str]()
    frame: Any = sys._getframe(1)  # noqa: SLF001 - the callers are what is asked for
    while frame is not None and test:
        path = frame.f_code.co_filename
        if path.startswith((f"{ROOT}/bot", f"{ROOT}/cogs")):
            _found[f"{path[len(ROOT) + 1 :]}:{frame.f_lineno}"][test] |= row
        frame = frame.f_back
    _refuse(self, text, **params)


def pytest_configure() -> None:
    errors.Refused.__init__ = _noted


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration


def pytest_unconfigure() -> None:
    found = {
        line: {
            test: sorted(rows) for test, rows in sorted(tests.items(), key=lambda each: (not each[1], _seconds.get(each[0], 0.0)))
        }
        for line, tests in _found.items()
    }
    Path(os.environ["GOODWORD_REFUSALS"]).write_text(json.dumps(found))
