"""Answers by requests of their own: what is sent, and the edges of the connections' life."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
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
    callbacks.close()


async def test_where_a_proxy_is_used_discord_py_answers() -> None:
    http = client()
    http.connector, http.proxy = aiohttp.TCPConnector(), "http://127.0.0.1:1"
    assert not await Callbacks(http, dumps).taken(INTERACTION, MESSAGE, {})
    await http.connector.close()


async def test_a_message_arrives_with_its_files_whatever_they_and_the_token_contain(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        form = await request.post()
        got.append([request.match_info["token"], json.loads(str(form["payload_json"]))])
        got[-1] += [(name, part.filename, part.file.read()) for name, part in form.items() if isinstance(part, web.FileField)]
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/api/v10/webhooks/2/{token}", answer)
    odd: Any = SimpleNamespace(id=1, application_id=2, token="a/../b?c#%2F\r\nX-Y: ä")
    files = {"a.png": b"\r\n--x\r\n\x00\xff", "b.csv": b""}
    http = client()
    http.connector = aiohttp.TCPConnector()
    async with TestServer(app) as server:
        monkeypatch.setattr("discord.http.Route.BASE", str(server.make_url("/api/v10")))
        callbacks = Callbacks(http, dumps)
        assert await callbacks.followed(odd, {"content": "Olá"}, files)
        callbacks.close()
    await http.connector.close()
    sent = [(f"files[{number}]", name, content) for number, (name, content) in enumerate(files.items())]
    assert got == [[odd.token, {"content": "Olá"}, *sent]]


async def test_once_closed_no_connection_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.http.Route.BASE", "http://127.0.0.1:1/api/v10")  # nobody listens there
    http = client()
    http.connector = aiohttp.TCPConnector()
    callbacks = Callbacks(http, dumps)
    with pytest.raises(aiohttp.ClientConnectionError):
        await callbacks.taken(INTERACTION, MESSAGE, {})
    callbacks.close()
    assert not http.connector.closed, "it is discord.py's"
    with pytest.raises(aiohttp.ClientConnectionError, match="stopping"):
        await callbacks.followed(INTERACTION, {}, NO_FILES)
    await http.connector.close()
