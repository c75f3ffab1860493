"""Commands, buttons, forms and cards: one module or package for each feature, loaded as a discord.py extension by its `setup`.

Names with a leading underscore are no extensions.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


@cache
def extensions() -> list[ModuleType]:
    """The modules of the extensions."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return [importlib.import_module(f"cogs.{name}") for name in names]
