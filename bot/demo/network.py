"""Who of the sample group is seen in the picture of the network, and whose term the moderator keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.demo.people import MODERATOR
from bot.demo.pressing import press_setting

if TYPE_CHECKING:
    from datetime import datetime

    from bot.demo.places import Place

SEEN = ("ana", "bruno", "camila", "diego", "elisa", "felipe", "isabela", "larissa")
"""Keys of those who want to be seen."""
TERMS = {"camila": 40, "joao": 50, "felipe": 200}
"""By a member's key, in how many days their term ends; the group reads of those within sixty days at the beginning of a week."""


async def look_ahead(place: Place, now: datetime) -> None:
    """Each of SEEN presses the switch of /settings; the moderator enters TERMS, counted from what will be the present day."""
    for key in SEEN:
        await press_setting(place, key, "settings:picture:")
    for key, days in TERMS.items():
        last = (now + timedelta(days=days)).date().isoformat()
        await place.people[MODERATOR].slash(place.moderators, "member term", member=place.people[key], until=last)
