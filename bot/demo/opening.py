"""How a group of the demo begins: the moderator sets it up and adds members, who write their profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.places import ZONE
from bot.demo.simulator import restrict_commands

if TYPE_CHECKING:
    from bot.demo.people import Someone
    from bot.demo.places import Place

MODERATORS_COMMANDS = ("digest", "group", "member", "moderate")
DIGEST_AT = "09:00"


async def set_up(place: Place, digest_day: str) -> None:
    """Set the group up; its news come at DIGEST_AT of that day of the week."""
    moderator, apart = place.people[place.moderator], place.moderators
    channels = {"referrals_channel": place.channel, "digest_channel": place.channel, "moderators_channel": apart}
    await moderator.slash(apart, "group setup", **channels, time_zone=ZONE.key, language=place.language, currency="BRL")
    await moderator.slash(apart, "digest schedule", day=digest_day, time=DIGEST_AT)


async def enrol(place: Place, someone: Someone) -> None:
    """Add a member, or, without a trade, a friend of the group, and let them write their profile."""
    person = place.people[someone.key]
    seat = {"seat": trade} if (trade := someone.trade.of(place.language)) else {}
    command = "member add" if seat else "member associate"
    await place.people[place.moderator].slash(place.moderators, command, member=person, **seat)
    form = await person.slash(place.channel, "profile edit")
    await person.submit_modal(form, profile_of(someone, place.language) | {"links": someone.links})


def profile_of(someone: Someone, language: str) -> dict[str, str]:
    """What somebody types into the form of their profile, but the links."""
    return {
        "business": someone.business.of(language),
        "offer": someone.offer.of(language),
        "ideal_referral": someone.ideal.of(language),
        "contact": someone.contact,
    }


def keep_apart(place: Place) -> None:
    """Offer the moderators' commands to moderators only, outside everybody's channel, as the server's Integrations page does."""
    restrict_commands(place.env, place.guild, MODERATORS_COMMANDS, place.role, place.channel)
