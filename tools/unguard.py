"""Removes each call of a guard (`bot/membership/guards.py`) in turn, in a copy of the tree, and runs the cells of who may do what.

`python -m tools.unguard [PART OF A PATH] [AT MOST]` prints each call whose absence no cell notices, and exits with their number.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
CALL = re.compile(r"\bawait (moderated_group|readable_group|acting_member|belonging_member)\(tx, (\w+)\)")
CELLS = ("tests/discord/test_authorisation_cells.py", "tests/discord/test_authorisation.py")
UNGUARDED = """

async def unguarded(tx, actor, kind):
    await working_group(tx, actor.group_id)
    if kind.endswith("group"):
        return await groups_store.get(tx, actor.group_id)
    found = await members_store.get(tx, actor.group_id, actor.user_id)
    return found or (await members_store.roll(tx, actor.group_id, [Status.ACTIVE]))[0]
"""


def calls(part: str) -> Iterator[tuple[Path, re.Match[str]]]:
    """Each call of a guard in a module whose path has `part` in it."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        if part in str(path.relative_to(ROOT)) and path.name != "guards.py":
            for found in CALL.finditer(path.read_text(encoding="utf-8")):
                yield path.relative_to(ROOT), found


def is_red(copy: Path) -> bool:
    """Whether a cell of the copy fails."""
    run = [sys.executable, "-m", "pytest", "-n0", "-q", "-x", "-p", "no:cacheprovider", *CELLS]
    done = subprocess.run(run, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603 - the command is ours
    return done.returncode == 1


def is_noticed(copy: Path, path: Path, found: re.Match[str]) -> bool:
    """Whether a cell is red once the call only reads and checks nothing."""
    kind, actor = found.groups()
    unguarded = f"await __import__('bot.membership.guards').membership.guards.unguarded(tx, {actor}, {kind!r})"
    whole = found.string
    (copy / path).write_text(whole[: found.start()] + unguarded + whole[found.end() :], encoding="utf-8")
    noticed = is_red(copy)
    (copy / path).write_text(whole, encoding="utf-8")
    return noticed


def main() -> int:
    """Print what is not noticed, and return how many that are."""
    part, most = (sys.argv[1] if len(sys.argv) > 1 else ""), int(sys.argv[2]) if len(sys.argv) > 2 else None  # noqa: PLR2004
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "__pycache__", ".pytest_cache"))
        with (copy / "bot/membership/guards.py").open("a", encoding="utf-8") as guards:
            guards.write(UNGUARDED)
        # A cell that is red already would take every call for noticed.
        if is_red(copy):
            sys.exit("The cells are red before anything is removed.")
        for path, found in [*calls(part)][:most]:
            noticed = is_noticed(copy, path, found)
            missed += not noticed
            line = found.string.count("\n", 0, found.start()) + 1
            print(f"{'noticed' if noticed else 'MISSED'} {path}:{line} {found[1]}", flush=True)  # noqa: T201
    return missed


if __name__ == "__main__":
    sys.exit(main())
