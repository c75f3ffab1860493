"""What somebody typed into a refused form: theirs alone, for fifteen minutes, whenever the job comes that deletes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.drafts.store import KEPT
from bot.core.errors import Refused
from tests.people import GROUP

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from bot.services import Services
    from tests.conftest import Clock


async def test_it_is_given_back_to_who_typed_it_until_its_time_is_over(
    services: Services, database: Database, clock: Clock
) -> None:
    kept = await services.drafts.keep(GROUP, 1, "refer:form:2:n", {"prospect": "Maria"})
    with pytest.raises(Refused, match="they are over"):
        await services.drafts.get(kept, 2)
    clock.now += KEPT - timedelta(microseconds=1)
    assert (await services.drafts.get(kept, 1)).typed == {"prospect": "Maria"}
    clock.now += timedelta(microseconds=1)
    with pytest.raises(Refused, match="they are over"):
        await services.drafts.get(kept, 1)
    assert len(await database.read(lambda tx: tx.all("SELECT id FROM drafts"))) == 1, "the job was not run"
