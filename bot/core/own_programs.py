"""Modules of ours that run as programs: what they load, allocate or crash by stays in a process of their own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def command_of(module: ModuleType) -> tuple[str, ...]:
    """The command that runs the module, without the environment's PYTHON variables and the user's packages.

    That is -I (https://docs.python.org/3/using/cmdline.html#cmdoption-I), with which no directory of ours is on the module's path.
    """
    assert module.__file__ is not None
    return sys.executable, "-I", module.__file__
