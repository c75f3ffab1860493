"""Messages to moderators go to their channel, else to the person who set the group up, in that person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.groups.model import PublicLanguage
from bot.membership.tell_moderators import tell_moderators
from tests.people import GROUP, MODERATORS

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx
    from bot.groups.model import Group
    from tests.people import People

BRUNO = 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(MODERATORS, None, "both")]),
        ({"moderators_channel_id": None}, [(None, BRUNO, "pt-BR")]),
        ({"moderators_channel_id": None, "set_up_by": 77}, [(None, 77, "en")]),
        ({"moderators_channel_id": None, "set_up_by": None}, []),
    ],
    ids=["channel", "member", "not on the roll", "nobody"],
)
async def test_where_it_goes_and_in_which_language(
    people: People, database: Database, changes: dict[str, int | None], expected: list[tuple[int | None, int | None, str]]
) -> None:
    assert people.bruno.user_id == BRUNO

    async def tell(tx: Tx) -> list[tuple[int | None, int | None, str]]:
        await tx.run("UPDATE members SET chosen_language = 'pt-BR' WHERE user_id = ?", BRUNO)
        group: Group = replace(await groups_store.get(tx, GROUP), language=PublicLanguage.BOTH, set_up_by=BRUNO)
        await tell_moderators(tx, replace(group, **changes), Message(GROUP, "link.made", "a key", 1))
        return [tuple(row) for row in await tx.all("SELECT channel_id, user_id, language FROM outbox WHERE key = 'a key'")]

    assert await database.write(tell) == expected
