"""What the bot imports and reads when it starts. Who forks imports this first: it takes a second, and most programs run for less."""

import gc
import importlib
import pkgutil

import aiosqlite
import asyncpg
import babel.messages.mofile
import babel.messages.pofile

import cogs
from bot import app, doctor, drill, i18n, key_rotation, move, operations, releases
from bot.health import ask, server

MODULES = (aiosqlite, asyncpg, babel, app, doctor, drill, key_rotation, move, operations, releases, ask, server)
COGS = [importlib.import_module(f"cogs.{each.name}") for each in pkgutil.iter_modules(cogs.__path__)]
CATALOGUES = [i18n._catalogue(tag, domain) for tag in i18n.TRANSLATED for domain in ("goodword", "commands")]
gc.freeze()  # a collection in a fork writes to all that it looks at, and so copies it
