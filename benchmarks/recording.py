"""Records the statements that each command executes, for the floors to execute the same."""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from benchmarks import actions
from benchmarks.seed import CONTACT, KEY
from bot.core.db.encryption import Cipher
from bot.referrals import contact_schemes

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.driver import Bench
    from benchmarks.place import Place
    from tests.standin import Reply

NUMBER, REFERRAL = 7_000_001, 8_000_001
"""The recorded referral's number and id: values that occur nowhere else, so that they are found among the recorded values."""


async def recorded(place: Place) -> dict[str, Any]:
    """For each command its one transaction, and the values in it that a run replaces."""
    path, file, good = place.folder / "record.db", place.folder / "record.jsonl", place.good
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE groups SET last_referral = ?", (NUMBER - 1,))
        store.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'referrals'", (REFERRAL - 1,))
    process = place.bot("record.db", BENCH_RECORD=str(file))
    found: dict[str, Any] = {}
    try:
        await good.connected()
        person, receiver = place.people[:2]
        for name, expected in actions.READS.items():
            begun = await _quiet(file)
            await actions.read(good, place.people, place.channel, name, expected).once(good)
            found[name] = {"transaction": _first(file, begun), "marks": {"user": person.id}, "answers": _answers(good)}
        form = await good.slash(person, "refer", member=receiver)
        nonce = _nonce(form)
        begun = await _quiet(file)
        await good.submit(person, form, actions.CLIENT)
        # Replaced in each run, since every client of a run is another one.
        [kept] = contact_schemes.stored(Cipher(KEY), place.channel.guild.id, CONTACT, "")
        marks = {"user": person.id, "receiver": receiver.id, "nonce": nonce, "number": NUMBER, "id": REFERRAL}
        marks["print"] = {"blob": base64.b64encode(kept.digest).decode()}
        found["refer"] = {"transaction": _first(file, begun), "marks": marks, "answers": _answers(good)}
        card = await good.message_in(good.direct_channel(receiver), actions.CLIENT["prospect"])
        begun = await _quiet(file)
        await good.click(receiver, card, actions.ACCEPT)
        found["accept"] = {
            "transaction": _first(file, begun),
            "marks": {"user": receiver.id, "number": NUMBER, "id": REFERRAL},
        }
        await _quiet(file)
        found["accept"]["answers"] = [card.body, *_answers(good)]
    finally:
        process.stop()
    for name, each in found.items():
        begin, statements = each["transaction"]
        assert begin == ("BEGIN IMMEDIATE" if name in {"refer", "accept"} else "BEGIN"), name
        print(f"{name}: {len(statements)} statements")
    return found


def _answers(good: Bench) -> list[dict[str, Any]]:
    """The bodies of the last interaction's answers."""
    reply = [*good.interactions.values()][-1]
    return [message.body for message in reply.messages]


def _nonce(form: Reply) -> str:
    assert form.modal is not None
    return form.modal["custom_id"].rpartition(":")[2]


async def _quiet(file: Path) -> int:
    """Wait until no more transactions are written; returns their number."""
    before = -1
    while before != (now := len(_lines(file))):
        before = now
        await asyncio.sleep(0.3)
    return before


def _first(file: Path, begun: int) -> list[Any]:
    return json.loads(_lines(file)[begun])


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
