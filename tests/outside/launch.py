"""The bot as it is, with Discord's two addresses pointing at a stand-in.

It loads everything first and then waits for one line on stdin, the environment to add as JSON, so that tests can have the
next process ready; then it does what `python -m bot run` does.
"""

import json
import os
import runpy
import sys

import discord
import yarl

from bot import app
from bot.store.engine import sqlite, vault

LOADED = (app, sqlite, vault)

line = sys.stdin.readline()
if line:
    os.environ |= json.loads(line)
    discord.http.Route.BASE = os.environ.pop("STANDIN_API")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ.pop("STANDIN_GATEWAY"))
    sys.argv = ["bot", "run"]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
