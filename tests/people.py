"""A small group: Ana moderates; Ana, Bruno and Caio are members; Duda is no member."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.db.encryption import Cipher
from bot.core.db.postgres import PostgresDatabase
from bot.core.db.sqlite import SqliteDatabase
from bot.groups.model import PublicLanguage
from bot.membership.applications.service import Application
from bot.membership.members.model import Person
from bot.services import Services
from tests import postgres
from tests.conftest import KEY, Clock, Stores, beside

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


def all_four() -> People:
    return People(*(actor(user_id) for user_id in NAMES))


async def set_up(services: Services) -> None:
    """Set the group up by its use cases."""
    ana = actor(1)
    changes = Changes(
        referrals_channel_id=CHANNEL,
        digest_channel_id=CHANNEL,
        moderators_channel_id=MODERATORS,
        time_zone="America/Sao_Paulo",
        currency="BRL",
        language=PublicLanguage.PORTUGUESE,
    )
    await services.setup.set_up(ana, changes, CHANNEL)
    for user_id in (1, 2, 3):
        await services.roster.add(ana, someone(user_id), f"Trade {user_id}")


@pytest.fixture(scope="session")
def people_in_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the group, to be copied."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("people") / "goodword.db"))

    async def make() -> None:
        database = await SqliteDatabase.open(path, Cipher(KEY), Clock())
        await set_up(Services(database))
        await database.close()

    beside(make)
    return path


@pytest.fixture(scope="session")
def people_in_postgres(postgres_stores: Stores) -> Stores:
    """The group's rows are noted of the shared store, so that `emptied` can put them back."""

    async def make() -> None:
        database = await PostgresDatabase.open(await postgres.emptied(postgres_stores.shared), Cipher(KEY), Clock())
        await set_up(Services(database))
        await database.close()
        await postgres.keep(postgres_stores.shared)

    beside(make)
    return postgres_stores


@pytest.fixture
async def people(services: Services, has_people: bool) -> People:
    """The group, set up by its use cases once for each process and engine, and copied into the store of each test."""
    if not has_people:
        await set_up(services)
    return all_four()


BAKER = Application("Baker", "Duda's Bread", "Cakes", "Cafés without a baker", "duda@example.org", sponsor_id=2)


@pytest.fixture
async def everybody(sqlite: SqliteDatabase) -> People:
    services = Services(sqlite)
    found = all_four()
    await services.setup.set_up(found.ana, Changes(), 1)
    for member in (found.ana, found.bruno, found.caio):
        await services.roster.add(found.ana, someone(member.user_id), f"Trade {member.user_id}")
    return found
