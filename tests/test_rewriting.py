"""The cache is filled before the processes that run tests start, with what it lacks."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONFTEST = """
import os
from pathlib import Path
import pytest
from tests import rewriting

@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    rewriting.fill_cache(session.config)
    if not hasattr(session.config, "workerinput"):
        print("filled:", *sorted(path.name.split(".")[0] for path in Path(__file__).parent.glob("__pycache__/test_*.pyc")))
"""


def filled(folder: Path, *arguments: str) -> list[str]:
    """The modules in the cache when a run's processes start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHONDONTWRITE"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-c", os.devnull, "--rootdir", str(folder), *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return next(line for line in done.stdout.splitlines() if line.startswith("filled:")).split()[1:]


def test_a_module_is_rewritten_once_however_many_processes_import_it(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in ("one", "two", "three"):
        (tmp_path / f"test_{name}.py").write_text("def test_it():\n    assert True\n" if name != "three" else "1 / 0\n")
    assert filled(tmp_path, "-n", "0", "test_one.py") == []
    assert filled(tmp_path, "-n", "2", "test_two.py::test_it") == ["test_one", "test_two"]
    written = [path.stat().st_ino for path in sorted(tmp_path.glob("__pycache__/test_*.pyc"))]
    assert filled(tmp_path, "-n", "2", ".") == ["test_one", "test_three", "test_two"]
    assert {*written} < {path.stat().st_ino for path in tmp_path.glob("__pycache__/test_*.pyc")}, (
        "what is there is not written again"
    )
