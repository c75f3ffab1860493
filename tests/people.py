"""A small group: Ana moderates; Ana, Bruno and Caio are members; Duda is no member."""

from dataclasses import dataclass

import pytest

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.db.sqlite import SqliteDatabase
from bot.groups.model import PublicLanguage
from bot.membership.applications.service import Application
from bot.membership.members.model import Person
from bot.services import Services

GROUP, CHANNEL, MODERATORS = 100, 200, 201
NAMES = {1: "Ana", 2: "Bruno", 3: "Caio", 4: "Duda"}


def actor(user_id: int, *, group_id: int = GROUP, roles: tuple[int, ...] = (), language: str = "en") -> Actor:
    return Actor(group_id, user_id, NAMES[user_id], manages_group=user_id == 1, role_ids=frozenset(roles), language=language)


def someone(user_id: int) -> Person:
    return Person(user_id, NAMES[user_id])


@dataclass
class People:
    ana: Actor
    bruno: Actor
    caio: Actor
    duda: Actor


@pytest.fixture
async def people(services: Services) -> People:
    everybody = People(*(actor(user_id) for user_id in NAMES))
    changes = Changes(
        referrals_channel_id=CHANNEL,
        digest_channel_id=CHANNEL,
        moderators_channel_id=MODERATORS,
        time_zone="America/Sao_Paulo",
        currency="BRL",
        language=PublicLanguage.PORTUGUESE,
    )
    await services.setup.set_up(everybody.ana, changes, CHANNEL)
    for member in (everybody.ana, everybody.bruno, everybody.caio):
        await services.roster.add(everybody.ana, someone(member.user_id), f"Trade {member.user_id}")
    return everybody


BAKER = Application("Baker", "Duda's Bread", "Cakes", "Cafés without a baker", "duda@example.org", sponsor_id=2)


@pytest.fixture
async def everybody(sqlite: SqliteDatabase) -> People:
    services = Services(sqlite)
    found = People(*(actor(user_id) for user_id in NAMES))
    await services.setup.set_up(found.ana, Changes(), 1)
    for member in (found.ana, found.bruno, found.caio):
        await services.roster.add(found.ana, someone(member.user_id), f"Trade {member.user_id}")
    return found
