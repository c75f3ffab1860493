"""What /me can show: one class for each choice of its option `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from cogs.activity.groups import OwnGroupsCard
from cogs.activity.network import NetworkPicture
from cogs.activity.numbers import Numbers
from cogs.activity.year import OwnYear

if TYPE_CHECKING:
    from bot.core.calendar import PeriodName
    from cogs._ui.interaction import InteractionContext


class Show(Protocol):
    """One way to show one's activity. `title` is the choice as Discord shows it, translated in `commands.po`."""

    title: ClassVar[str]

    async def answer(self, ctx: InteractionContext, period: PeriodName | None) -> None:
        """Answer privately. `period` is None where none was chosen. Raises Refused."""
        ...


NUMBERS, YEAR, GROUPS, NETWORK = "numbers", "year", "groups", "network"
SHOWS: dict[str, type[Show]] = {
    NUMBERS: Numbers,
    YEAR: OwnYear,
    GROUPS: OwnGroupsCard,
    NETWORK: NetworkPicture,
}
"""By the value of the choice, in the order in which Discord lists them."""
