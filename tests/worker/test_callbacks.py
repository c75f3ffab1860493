"""Answers by requests of their own, at the edges of a session's life."""

import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from discord.http import HTTPClient

from bot.gateway.json_text import dumps
from bot.worker.callbacks import MESSAGE, NO_FILES, Callbacks

INTERACTION: Any = SimpleNamespace(id=1, application_id=2, token="t")


def client() -> HTTPClient:
    return HTTPClient(asyncio.get_running_loop())


async def test_before_the_login_discord_py_answers() -> None:
    callbacks = Callbacks(client(), dumps)
    assert not await callbacks.taken(INTERACTION, MESSAGE, {})
    assert not await callbacks.followed(INTERACTION, {}, NO_FILES)
    await callbacks.close()


async def test_once_closed_no_session_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.http.Route.BASE", "http://127.0.0.1:1/api/v10")  # nobody listens there
    http = client()
    http.connector = aiohttp.TCPConnector()
    callbacks = Callbacks(http, dumps)
    with pytest.raises(aiohttp.ClientConnectorError):
        await callbacks.taken(INTERACTION, MESSAGE, {})
    await callbacks.close()
    assert not http.connector.closed, "it is discord.py's"
    with pytest.raises(aiohttp.ClientConnectionError, match="stopping"):
        await callbacks.followed(INTERACTION, {}, NO_FILES)
    await http.connector.close()
