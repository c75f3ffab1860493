"""A small group: Ana moderates; Ana, Bruno and Caio are members; Duda is nobody yet."""

from dataclasses import dataclass

import pytest

from bot.model.actors import Actor
from bot.model.groups import PublicLanguage
from bot.model.members import Person
from bot.services import Services
from bot.services.groups import Changes

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
    await services.groups.set_up(everybody.ana, changes, CHANNEL)
    for member in (everybody.ana, everybody.bruno, everybody.caio):
        await services.members.add(everybody.ana, someone(member.user_id), f"Trade {member.user_id}")
    return everybody
