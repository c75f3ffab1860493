"""Records the statements and answers of each command, for the floors to repeat them."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks import actions, gathering, needs
from benchmarks.driver import Subject, flood
from benchmarks.place import GOODWORD
from benchmarks.replay import WRITES
from benchmarks.seed import CONTACT, KEY
from bot.asks.model import NeedKind
from bot.core.db.encryption import Cipher
from bot.referrals import contact_schemes
from tests.standin.interactions import DEFER

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from benchmarks.driver import Bench
    from benchmarks.place import Place
    from tests.standin import Reply

NUMBER, REFERRAL, NEED, VERSION, OFFER, INTRODUCTION, INTRODUCTION_NUMBER, MEETING, MEETING_VERSION = range(
    7_000_001, 7_900_002, 100_001
)
"""The recorded referral's number and id; the need's number, which is its id, and version; the offer's id; the introduction's id and number;
the meeting's id and version: values that occur nowhere else, so that they are found among the recorded values."""
QUIET = 0.3
"""Seconds without a transaction, after which what follows belongs to the next command."""


@dataclass
class Recorder:
    """Records one command after the other, from the bot's file of transactions and the stand-in's requests."""

    file: Path
    standin: Bench
    found: dict[str, Any] = field(default_factory=dict)

    async def keep(self, name: str, work: Awaitable[object], **marks: object) -> None:
        """Do `work`, and keep what the bot did for it: all that it read, or the first transaction that wrote and what came before.

        Raises AssertionError where it was too slow and deferred.
        """
        begun = await self._quiet()
        answers = self.standin.answers = []
        await work
        lines = self._lines()[begun:]
        await self._quiet()
        self.standin.answers = None
        assert DEFER not in [answer["body"]["type"] for answer in answers if "type" in answer["body"]], f"{name} was deferred"
        transactions: list[Any] = [json.loads(line) for line in lines]
        writes = [n for n, (begin, _) in enumerate(transactions) if begin == "BEGIN IMMEDIATE"]
        assert bool(writes) == (name in WRITES), name
        transactions = transactions[: writes[0] + 1] if writes else transactions
        self.found[name] = {"transactions": transactions, "marks": marks, "answers": answers}

    def lines(self) -> list[str]:
        """For each command the number of its transactions and statements."""
        return [
            f"{name}: {sum(len(each) for _, each in kept['transactions'])} statements in {len(kept['transactions'])} transactions,"
            f" {len(kept['answers'])} requests"
            for name, kept in self.found.items()
        ]

    async def _quiet(self) -> int:
        """Wait until no more transactions are written; returns their number."""
        before = -1
        while before != (now := len(self._lines())):
            before = now
            await asyncio.sleep(QUIET)
        return before

    def _lines(self) -> list[str]:
        """Those that are written as a whole: the bot may be writing the next one."""
        return [line for line in self.file.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]


async def record(place: Place) -> None:
    """Write each command's transactions, the values in them that a run replaces, and its answers to the place's recording."""
    path, good = place.folder / "record.db", place.bench(GOODWORD)
    shutil.copyfile(place.store(GOODWORD), path)
    recorder = Recorder(place.folder / "record.jsonl", good)
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE groups SET last_referral = ?", (NUMBER - 1,))
        store.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'referrals'", (REFERRAL - 1,))
    process = place.bot(path, BENCH_RECORD=str(recorder.file))
    try:
        await good.connected()
        person, receiver = place.people[:2]
        group = place.plan.group_id
        for name, expected in actions.READS.items():
            read = actions.read(good, place.people, place.channel, name, expected)
            await flood(Subject(name, good, process, path), read, len(place.people), 1)  # what is first used takes longer
            await recorder.keep(name, read.once(good), user=person.id)
        form = await good.slash(person, "refer", member=receiver)
        # Replaced in each run, since every client of a run is another one.
        [kept] = contact_schemes.stored(Cipher(KEY), group, CONTACT, "")
        marks = {"user": person.id, "receiver": receiver.id, "nonce": _nonce(form), "number": NUMBER, "id": REFERRAL}
        marks["print"] = {"blob": base64.b64encode(kept.digest).decode()}
        await recorder.keep("refer", good.submit(person, form, actions.CLIENT), **marks)
        card = await good.message_in(good.direct_channel(receiver), actions.CLIENT["prospect"])
        await recorder.keep("accept", good.click(receiver, card, actions.ACCEPT), user=receiver.id, number=NUMBER, id=REFERRAL)
        await _record_offer(recorder, place, path)
        await _record_introduction(recorder, place, path)
        await _record_coming(recorder, place, path)
    finally:
        process.stop()
    for line in recorder.lines():
        print(line)
    place.messages = {name: len(each["answers"]) for name, each in recorder.found.items()}
    place.recording.write_text(json.dumps(recorder.found), encoding="utf-8")


async def _record_offer(recorder: Recorder, place: Place, path: Path) -> None:
    """Record *I can* on a cover; others are pressed before, since what is first used takes longer."""
    good, plan = place.bench(GOODWORD), place.plan
    early, last = len(place.people), NEED - len(place.people)
    ids = needs.post(path, plan, [NeedKind.COVER] * (early + 1), last)
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE needs SET version = ? WHERE id = ?", (VERSION - 1, NEED))
        store.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('offers', ?)", (OFFER - 1 - early,))
    presses = actions.Offers(
        plan, place.people, [(each, actions.button_card(good, place.channel, f"{actions.OFFER}{each}")) for each in ids]
    )
    action = presses.action(actions.OFFERED)
    for _ in range(early):
        await action.once(good)
    reply, data = action.make(early)
    marks = {"user": reply.user.id, "author": needs.author_of(plan, early), "press": reply.id}
    marks |= {"need": NEED, "version": VERSION, "id": OFFER}
    await recorder.keep("offer", good.act(reply, data, action.done), **marks)


async def _record_introduction(recorder: Recorder, place: Place, path: Path) -> None:
    """Record a proposal; others are made before."""
    good, early = place.bench(GOODWORD), len(place.people)
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE groups SET last_introduction = ?", (INTRODUCTION_NUMBER - 1 - early,))
        store.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('introductions', ?)", (INTRODUCTION - 1 - early,))
    form = await good.slash(place.people[2], "introduce", one=place.people[0], two=place.people[1])
    introduces = gathering.Introduces(place.people, place.channel, form)
    action = introduces.action(gathering.PROPOSED)
    for _ in range(early):
        await action.once(good)
    reply, data = action.make(early)
    _, one, two = introduces.chosen(early)
    marks = {"user": reply.user.id, "one": one.id, "two": two.id, "nonce": introduces.nonces[-1]}
    marks |= {"number": INTRODUCTION_NUMBER, "id": INTRODUCTION}
    await recorder.keep("introduce", good.act(reply, data, action.done), **marks)


async def _record_coming(recorder: Recorder, place: Place, path: Path) -> None:
    """Record *I'm coming* of the last of a meeting's people; all others press before."""
    good, early = place.bench(GOODWORD), len(place.people) - 1
    ids = gathering.meetings(path, place.plan, 1, MEETING)
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE meetings SET version = ? WHERE id = ?", (MEETING_VERSION - 1 - early, MEETING))
    shown = actions.button_card(good, place.channel, f"{gathering.COMING}{MEETING}")
    action = gathering.Answers(place.people, ids, shown).action(gathering.COMES)
    for _ in range(early):
        await action.once(good)
    reply, data = action.make(early)
    marks = {"user": reply.user.id, "meeting": MEETING, "version": MEETING_VERSION}
    await recorder.keep("coming", good.act(reply, data, action.done), **marks)


def _nonce(form: Reply) -> str:
    assert form.modal is not None
    return form.modal["custom_id"].rpartition(":")[2]
