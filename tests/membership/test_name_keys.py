"""Pages of names are read along an index, in the order of `sort_key`, whoever wrote the names."""

import pytest

from bot.core.db.database import Database, Tx
from bot.core.text import sort_key, stored_sort_key
from bot.membership.members import name_keys
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.services import Services
from tests.people import GROUP, People

NAMES = [
    *("Zoë", "ana", "Álvaro", "Ana", "Đức", "duc", "E-commerce", "e commerce", "中村", "Ана", "Ana Maria", "A", "-", "Ω", "𝔄da"),
    *("Ana", "\U0010ffffx", "\ue000x", "ﷺ" * 200, "Ana\tB", "", "Ås", "As"),
]
"""Two of one name; what UTF-16 and UTF-8 sort differently; an empty one, which old rows may have; one whose key is cut."""
FIRST = 10


@pytest.fixture
async def named(database: Database, people: People) -> dict[int, str]:
    """Members of these names beside the three of the group; the names of all, by id."""

    async def work(tx: Tx) -> None:
        for number, name in enumerate(NAMES, FIRST):
            status = Status.PAUSED if number % 2 else Status.ACTIVE
            await members_store.save(tx, Member(GROUP, number, name, status, "Baker"))
        await members_store.save(tx, Member(GROUP, 9, "Abel, who left", Status.LEFT, "Baker"))

    await database.write(work)
    return {1: "Ana", 2: "Bruno", 3: "Caio"} | dict(enumerate(NAMES, FIRST))


def in_order(named: dict[int, str]) -> list[tuple[int, str]]:
    return sorted(named.items(), key=lambda each: (sort_key(each[1]), each[0]))


async def pages(services: Services, people: People, size: int = 5) -> list[tuple[int, str]]:
    """All members of the directory, page by page."""
    found: list[tuple[int, str]] = []
    number = 0
    while True:
        page = await services.profiles.directory(people.ana, "", "", number, size)
        assert (page.count, page.page) == (len(NAMES) + 3, number)
        found += [(member.user_id, member.name) for member in page.members]
        number += 1
        if number * size >= page.count:
            beyond = await services.profiles.directory(people.ana, "", "", 99, size)
            assert beyond == page, "beyond the end is the last page"
            return found


async def test_pages_are_in_the_order_of_names(services: Services, people: People, named: dict[int, str]) -> None:
    assert await pages(services, people) == in_order(named)


async def test_a_new_name_moves_its_member(services: Services, database: Database, people: People, named: dict[int, str]) -> None:
    await database.write(lambda tx: members_store.seen(tx, GROUP, FIRST, "Caia", None))
    assert await pages(services, people) == in_order(named | {FIRST: "Caia"})


async def test_a_store_of_before_the_keys_is_filled(
    services: Services, database: Database, people: People, named: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_keys, "BATCH", 4)
    old = await database.write(lambda tx: tx.run("UPDATE members SET name_key = ''"))
    left = iter(range(6))

    def dies_in_the_second_batch(name: str) -> str:
        if next(left, None) is None:
            raise RuntimeError("killed")
        return stored_sort_key(name)

    with monkeypatch.context() as patch:
        patch.setattr(name_keys, "stored_sort_key", dies_in_the_second_batch)
        with pytest.raises(RuntimeError, match="killed"):
            await services.name_keys.finish()
    assert await services.name_keys.finish() == old - 4, "the first batch stays, the second was rolled back"
    assert await services.name_keys.finish() == 0
    assert await pages(services, people) == in_order(named)


async def test_an_erased_name_leaves_no_key(services: Services, database: Database, people: People) -> None:
    await services.privacy.delete(people.bruno, "former member")
    rows = await database.read(lambda tx: tx.all("SELECT name, name_key FROM members WHERE group_id = ?", GROUP))
    assert {row["name"]: row["name_key"] for row in rows} == {
        name: stored_sort_key(name) for name in ("Ana", "Caio", "former member")
    }
