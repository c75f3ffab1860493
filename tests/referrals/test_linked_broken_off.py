"""Broken off before any of its statements, what two groups share is as it was; done again, it is whole and once."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from bot.asks.model import NeedKind
from bot.asks.typed import Typed as AskTyped
from bot.core.db.postgres import PostgresTx
from bot.core.db.sqlite import SqliteTx
from bot.referrals.model import Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from tests.admin.test_privacy import readable
from tests.linked import ELI, FABIO, OTHER, found_other, link, other
from tests.passing import MARIA
from tests.people import GROUP, someone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.core.db.database import Database
    from bot.services import Services
    from tests.people import People

    Act = Callable[[Services, People], Awaitable[object]]

TABLES = (
    "group_links", "link_codes", "linked_members", "linked_needs", "members", "referrals", "referral_moves", "thanks", "outbox", "log",
    "actions",
)  # fmt: skip
"""All but `allowances`: a try of a code is counted before the code is looked at."""


class BrokenOffError(Exception):
    """Stands for the end of the process: a transaction that was not committed is lost."""


@contextmanager
def broken_off(before: int) -> Iterator[None]:
    """Raise BrokenOffError before the statement with that number."""
    seen = itertools.count()

    def counted(former: Any) -> Any:
        async def call(self: Any, *given: Any) -> Any:
            if next(seen) == before:
                raise BrokenOffError
            return await former(self, *given)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for kind in (SqliteTx, PostgresTx):
            for name in ("one", "all", "run"):
                patch.setattr(kind, name, counted(getattr(kind, name)))
        yield


async def kept(database: Database) -> dict[str, str]:
    return {table: await readable(database, table) for table in TABLES}


async def linked(services: Services, people: People) -> None:
    await link(services, people)
    await services.linked.open_to_linked(other(FABIO), on=True)


async def passed(services: Services, people: People) -> None:
    await linked(services, people)
    await give(services, people)
    await services.referrals.move(FABIO, 1, Verb.ACCEPT)


async def asked(services: Services, people: People) -> None:
    await linked(services, people)
    await services.needs.post(people.bruno, NeedKind.QUESTION, AskTyped("Who knows a good program?"), "f:need")
    await services.across.ask(people.bruno, 1)


async def give(services: Services, people: People) -> None:
    await services.linked.give(people.bruno, OTHER, FABIO, MARIA, "f:across")


async def unlink(services: Services, people: People) -> None:
    await services.links.unlink(people.ana, OTHER)


async def make_code(services: Services, people: People) -> None:
    await services.links.make_code(people.ana, "Harbour")


async def thank(services: Services, people: People) -> None:
    await services.thanks.give(other(FABIO), someone(2), 1, ThanksTyped("Great!", "500"), "f:t")


async def answer(services: Services, people: People) -> None:
    await services.thanks.answer(2, 1)


async def thanked(services: Services, people: People) -> None:
    await passed(services, people)
    await thank(services, people)


async def nothing(services: Services, people: People) -> None:
    """Two groups that are not linked."""


@pytest.mark.parametrize(
    ("before", "act", "tables"),
    [
        (nothing, make_code, {"link_codes", "log"}),
        (linked, give, {"referrals", "members", "outbox", "log", "actions"}),
        (asked, unlink, {"group_links", "outbox", "log"}),
        (passed, thank, {"thanks", "referrals", "referral_moves", "outbox", "log"}),
        (thanked, answer, {"thanks", "outbox", "log"}),
    ],
)
async def test_it_is_done_whole_or_not_at_all(
    services: Services, people: People, database: Database, before: Act, act: Act, tables: set[str]
) -> None:
    await found_other(services)
    await before(services, people)
    was = await kept(database)
    for number in itertools.count():
        try:
            with broken_off(number):
                await act(services, people)
            break
        except BrokenOffError:
            assert await kept(database) == was, f"broken off before statement {number}"
    assert number > 5
    now = await kept(database)
    assert tables <= {table for table, text in now.items() if text != was[table]}


async def test_a_code_is_used_whole_or_not_at_all(services: Services, people: People, database: Database) -> None:
    eli = await found_other(services)
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    was = await kept(database)
    for number in itertools.count():
        await database.write(lambda tx: tx.run("DELETE FROM allowances"))
        try:
            with broken_off(number):
                await services.links.link(eli, made.code.text, "Hill", "i:1")
            break
        except BrokenOffError:
            assert await kept(database) == was, f"broken off before statement {number}"
    assert number > 10
    assert [each.other_id for each in await services.links.links(people.ana)] == [OTHER]
    assert [each.other_id for each in await services.links.links(other(ELI))] == [GROUP]
    assert await database.read(lambda tx: tx.all("SELECT 1 FROM link_codes")) == []
