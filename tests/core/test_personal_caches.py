"""Caches that may hold what people wrote are emptied after a deletion."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

from bot.core import personal_caches
from bot.core.personal_caches import Emptying, personal
from tests.patience import until

ROOT = Path(__file__).parents[2]
HARMLESS = {
    "bot/core/db/postgres.py:_numbered": "statements",
    **dict.fromkeys(
        (f"cogs/_ui/text_layout.py:{name}" for name in ("line", "_width", "_stamp", "_shown", "_carries")),
        "in the process that draws, which ends",
    ),
}
"""Functions with a cache that is not emptied, with what it holds."""


def cached_functions() -> dict[str, list[str]]:
    """The names of the decorators of each function with a bounded cache, which is for what comes from outside the program."""
    found: dict[str, list[str]] = {}
    for path in (path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = [ast.unparse(each).split("(")[0] for each in node.decorator_list]
                if "lru_cache" in names:
                    found[f"{path.relative_to(ROOT).as_posix()}:{node.name}"] = names
    return found


def test_each_cache_of_a_function_is_emptied_or_known_to_be_harmless() -> None:
    found = cached_functions()
    assert {name for name, decorators in found.items() if "personal" not in decorators} == HARMLESS.keys()
    assert len(found) > len(HARMLESS)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a bot's own cache holds."""
    monkeypatch.setattr(personal_caches, "_clears", [])
    monkeypatch.setattr(personal_caches, "WITHIN", 0.0)
    return ["Eva"]


async def test_all_are_emptied_once_for_what_is_deleted_meanwhile(kept: list[str]) -> None:
    @personal
    @lru_cache(maxsize=2)
    def shouted(name: str) -> str:
        return name.upper()

    emptied: list[int] = []
    emptying = Emptying(kept.clear, lambda: emptied.append(1), shared=False)
    assert shouted("Eva") == "EVA"
    emptying.soon()
    emptying.soon()
    await until(lambda: not kept, "the bot's own cache to be emptied")
    assert shouted.cache_info().currsize == 0
    assert emptied == [1]
    kept.append("Eva again")
    emptying.soon()
    await until(lambda: not kept, "them to be emptied again")
    assert emptied == [1, 1]


async def test_who_shares_a_store_empties_them_again_and_again(kept: list[str]) -> None:
    emptying = Emptying(kept.clear, shared=True)
    for _ in range(3):
        await until(lambda: not kept, "them to be emptied without a deletion in this process")
        kept.append("Eva")
    assert emptying
