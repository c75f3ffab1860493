"""Two linked groups: that of `tests.people`, and another in which Eli moderates; Eli and Fabio are members of it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.groups.model import PublicLanguage
from bot.membership.members.model import Person

if TYPE_CHECKING:
    from bot.services import Services
    from tests.people import People

OTHER, OTHERS_CHANNEL, OTHERS_MODERATORS = 300, 400, 401
ELI, FABIO = 31, 32
OTHER_NAMES = {ELI: "Eli", FABIO: "Fabio"}


def other(user_id: int, name: str = "", *, manages: bool = False) -> Actor:
    """Somebody in the other group."""
    return Actor(OTHER, user_id, name or OTHER_NAMES[user_id], manages_group=manages or user_id == ELI, language="en")


async def found_other(services: Services) -> Actor:
    """Set the other group up, with Eli and Fabio; returns Eli."""
    eli = other(ELI)
    changes = Changes(
        referrals_channel_id=OTHERS_CHANNEL,
        digest_channel_id=OTHERS_CHANNEL,
        moderators_channel_id=OTHERS_MODERATORS,
        time_zone="America/Sao_Paulo",
        currency="BRL",
        language=PublicLanguage.ENGLISH,
    )
    await services.setup.set_up(eli, changes, OTHERS_CHANNEL)
    for user_id, name in OTHER_NAMES.items():
        await services.roster.add(eli, Person(user_id, name), f"Trade {user_id}")
    return eli


async def link(services: Services, people: People, key: str = "i:link") -> None:
    """Link the two: Ana makes a code, Eli uses it."""
    made = await services.links.make_code(people.ana, "Harbour")
    assert made.code is not None
    await services.links.link(other(ELI), made.code.text, "Hill", key)
