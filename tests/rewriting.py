"""Fills pytest's cache of test modules whose assertions are rewritten, before the processes that run the tests start.

To collect, each of those imports all test modules, in the same order at the same time: without a cache, as in a fresh checkout, each would
rewrite every module itself. Here each is imported once, by as many forks of this process as there are cores.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTEXT = multiprocessing.get_context("fork")
"""A fork has imported the bot, as this process has, and pytest's import hook is at work in it."""


def fill_cache(config: pytest.Config) -> None:
    """Write what the cache lacks of the modules that `config` names. Does nothing in a process that runs tests, or where Python writes no cache."""
    if sys.dont_write_bytecode or hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        return
    names = [_name(path, config.rootpath) for path in _chosen(config) if not _is_cached(path)]
    count = min(os.cpu_count() or 1, len(names))
    forks = [CONTEXT.Process(target=_import, args=(names[first::count],)) for first in range(count)]
    for fork in forks:
        fork.start()
    for fork in forks:
        fork.join()


def _chosen(config: pytest.Config) -> Iterator[Path]:
    for argument in config.args:
        path = config.invocation_params.dir / argument.split("::")[0]
        yield from path.rglob("test_*.py") if path.is_dir() else [path]


def _is_cached(path: Path) -> bool:
    """Whether there is a cache that seems new enough; pytest itself compares the source's hash."""
    written = [
        file.stat().st_mtime
        for file in (path.parent / "__pycache__").glob(f"{path.stem}.{sys.implementation.cache_tag}-pytest-*")
    ]
    return bool(written) and max(written) >= path.stat().st_mtime


def _name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts)


def _import(names: list[str]) -> None:
    for name in names:
        with contextlib.suppress(Exception, pytest.skip.Exception):  # whoever collects it says what is wrong with it
            importlib.import_module(name)
