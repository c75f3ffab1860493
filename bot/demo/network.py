"""Who of the sample group is seen in the picture of the network, and whose term the moderator keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.demo.people import MODERATOR
from bot.demo.simulator import find_button

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import simcord

SEEN = ("ana", "bruno", "camila", "diego", "elisa", "felipe", "isabela", "larissa")
"""Keys of those who want to be seen."""
TERMS = {"camila": 40, "joao": 55, "felipe": 200}
"""By a member's key, in how many days their term ends; the group reads of those within sixty days at the beginning of a week."""


async def look_ahead(
    people: Mapping[str, simcord.MemberActor], channel: simcord.ChannelHandle, moderators: simcord.ChannelHandle, now: datetime
) -> None:
    """Each of SEEN presses the switch of /settings; the moderator enters TERMS, counted from what will be the present day."""
    for key in SEEN:
        card = (await people[key].slash(channel, "settings")).response
        assert card is not None
        await people[key].click(card, custom_id=find_button(card, "settings:picture:"))
    for key, days in TERMS.items():
        last = (now + timedelta(days=days)).date().isoformat()
        await people[MODERATOR].slash(moderators, "member term", member=people[key], until=last)
