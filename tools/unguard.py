"""Removes each check of who may do what in turn, in a copy of the tree, and runs the cells that it refuses.

A check is a call of one of GUARDS or CHECKS, or an `if` whose body raises Forbidden or `not_found()`. A first run notes in which tests
each of them refuses (`tools/refusals.py`); once a check is removed, those tests alone are run, with MOST_ROWS of the table's rows. Where a second check on the same path
refuses too, no cell can be red: one of the two is redundant and is to be removed, unless each is alone on some other path.

`python -m tools.unguard [PARTS OF PATHS]` prints each check whose absence no cell notices, and exits with their number.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
GUARDS = {"moderated_group", "readable_group", "acting_member", "belonging_member"}
"""Calls that return a record: without the check they still read it."""
CHECKS = {"check_moderator", "check_active", "check_belongs", "check_person", "check_place", "check_move"}
"""Calls that only check; `check_active` returns its argument."""
CELLS = ("authorisation_cells", "authorisation_ids", "belonging", "authorisation", "introductions")
MOST_ROWS = 4
UNGUARDED = """

async def unguarded(tx, actor, kind):
    if kind.endswith("group"):
        return await groups_store.get(tx, actor.group_id)
    found = await members_store.get(tx, actor.group_id, actor.user_id)
    return found or (await members_store.roll(tx, actor.group_id, [Status.ACTIVE]))[0]
"""


@dataclass(frozen=True, slots=True)
class Check:
    """A check in the file at `path`: the part of its text from `start` to `end`, and what stands there once it is removed."""

    path: Path
    line: int
    last_line: int
    start: int
    end: int
    name: str
    without: str


def checks(tree: Path, parts: list[str]) -> Iterator[Check]:
    """Each check in a module of `tree` whose path has one of `parts` in it."""
    for folder in ("bot", "cogs"):
        for path in sorted((tree / folder).rglob("*.py")):
            if any(part in str(path.relative_to(tree)) for part in parts):
                yield from _of_module(path.relative_to(tree), path.read_text(encoding="utf-8"))


def _of_module(path: Path, text: str) -> Iterator[Check]:
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in ast.walk(ast.parse(text)):
        found = _without(text, node)
        if found is not None and isinstance(node, ast.expr | ast.stmt):
            part, name, without = found
            assert part.end_lineno is not None
            assert part.end_col_offset is not None
            start, end = starts[part.lineno - 1] + part.col_offset, starts[part.end_lineno - 1] + part.end_col_offset
            yield Check(path, node.lineno, node.end_lineno or node.lineno, start, end, name, without)


def _without(text: str, node: ast.AST) -> tuple[ast.expr, str, str] | None:
    """The expression to replace, the check's name, and what replaces it; None where the node is no check."""
    if isinstance(node, ast.If) and len(node.body) == 1 and _raises(node.body[0]) and not _is_absent(node.test):
        return node.test, "if", "False"
    if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
        name = _name(node.value)
        if name in GUARDS:
            actor = ast.get_source_segment(text, node.value.args[1])
            return node, name, f"await __import__('bot.membership.guards').membership.guards.unguarded(tx, {actor}, {name!r})"
        return (node, name, "None") if name in CHECKS else None
    if isinstance(node, ast.Call) and _name(node) in CHECKS - {"check_belongs"}:
        passed = ast.get_source_segment(text, node.args[0]) if _name(node) == "check_active" else "None"
        return node, _name(node), f"({passed})"
    return None


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_absent(test: ast.expr) -> bool:
    """Whether it asks no more than whether a record exists: without that the types don't fit, and nobody reads anything more."""
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is) and len(test.ops) == 1


def _raises(node: ast.stmt) -> bool:
    """Whether it raises the refusal of what is another's."""
    return isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc) in {"Forbidden", "not_found"}


def run(copy: Path, tests: list[str], *options: str) -> int:
    """Run the tests in the copy; pytest's exit code, 1 where one fails."""
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *options, *tests]
    return subprocess.run(command, cwd=copy, capture_output=True, check=False, env=os.environ).returncode  # noqa: S603 - ours


def is_noticed(copy: Path, check: Check, tests: dict[str, set[str]]) -> bool:
    """Whether a cell is red without the check; `tests` are those in which it refuses, with the rows that were tried."""
    rows = sorted(set().union(*tests.values()), key=lambda row: (len(row), row))[:MOST_ROWS]
    os.environ["GOODWORD_ROWS"] = "|".join(rows)
    whole = (copy / check.path).read_bytes()
    (copy / check.path).write_bytes(whole[: check.start] + check.without.encode() + whole[check.end :])
    noticed = bool(tests) and run(copy, [*tests]) == 1
    (copy / check.path).write_bytes(whole)
    return noticed


def main() -> int:
    """Print what is not noticed, and return how many that are."""
    missed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        copy, noted = Path(folder) / "tree", Path(folder) / "refusals.json"
        shutil.copytree(ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "__pycache__", ".pytest_cache"))
        with (copy / "bot/membership/guards.py").open("a", encoding="utf-8") as guards:
            guards.write(UNGUARDED)
        os.environ["GOODWORD_REFUSALS"] = str(noted)
        if run(copy, [f"tests/discord/test_{each}.py" for each in CELLS], "-p", "tools.refusals"):
            sys.exit("The cells are red before anything is removed.")
        refusals: dict[str, dict[str, list[str]]] = json.loads(noted.read_text())
        # Of the copy: whoever works on the tree meanwhile moves its lines.
        for check in checks(copy, sys.argv[1:] or [""]):
            tests: dict[str, set[str]] = {}
            for line in range(check.line, check.last_line + 1):
                for test, rows in refusals.get(f"{check.path}:{line}", {}).items():
                    tests.setdefault(test, set()).update(rows)
            noticed = is_noticed(copy, check, tests)
            missed, tried = missed + (not noticed), tried + 1
            why = "" if noticed else "passes without it" if tests else "refuses in no cell"
            print(f"{'noticed' if noticed else 'MISSED'} {check.path}:{check.line} {check.name} {why}".rstrip(), flush=True)  # noqa: T201
    print(f"{tried} checks, {missed} missed.")  # noqa: T201
    return missed


if __name__ == "__main__":
    sys.exit(main())
