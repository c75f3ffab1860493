"""`/me show: network`: who of those that want to be seen exchanged a referral or an introduction with whom, as a picture and a list."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from bot.core.calendar import PeriodName
from bot.core.text import shortened, sort_key, units
from bot.reports.network.service import Networks
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.cards import Card, and_more, button, menu
from cogs._ui.interaction import stale
from cogs._ui.network_image import NetworkImage
from cogs._ui.periods import PERIODS, from_to, options
from cogs._ui.seats import plain_held_trade, plain_seat_name
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.i18n import Words
    from bot.reports.network.model import Graph, Network
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext

ON, OFF = "on", "off"
STATES = {ON: True, OFF: False}
NAME = 32
"""Maximum length of a name in the list and the picture, in UTF-16 units."""
LONGEST_LIST = 2600
"""Length from which on the list tells lines by the numbers of their ends, so that all dots find room in it."""


class NetworkPicture:
    """The network of a period, the same for all its readers but for the button to the settings."""

    title: ClassVar[str] = "the network"

    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._networks = bot.services.of(Networks)

    async def answer(self, ctx: InteractionContext, period: PeriodName | None) -> None:
        await ctx.show(await self._card(ctx, period or PeriodName.ALL_TIME))

    async def change(self, ctx: InteractionContext, period: PeriodName) -> None:
        """Show another period in the message that was pressed."""
        await ctx.update(await self._card(ctx, period))

    async def be_seen(self, ctx: InteractionContext, period: PeriodName, state: str) -> None:
        """Set whether the reader is in the picture, and show it so."""
        if state not in STATES:
            raise stale()
        await self._networks.be_seen(ctx.actor(), shown=STATES[state])
        await self.change(ctx, period)

    async def _card(self, ctx: InteractionContext, period: PeriodName) -> Card:
        network = await self._networks.of(ctx.actor(), period)
        group = await plain_group_name(self._bot, ctx.group_id)
        return network_card(ctx.words, network, group)


def network_card(words: Words, network: Network, group: str) -> Card:
    """The picture, with a list that says the same, and a way into the settings."""
    card = Card()
    heading = f"### 🕸️ {words.t('The network')} · {words.t(PERIODS[network.period_name])}"
    graph = _in_order(words, network.graph)
    if graph.dots:
        card.lines(heading, _list(words, graph), more=partial(and_more, words))
        card.picture_above(
            f"network-{words.tag.lower()}.png", lambda shown: _image(words, replace(network, graph=graph), group, shown)
        )
    else:
        card.whole(heading).text(
            words.t(
                "Nobody wants to be seen yet. Whoever does is a dot here, with a line to each with whom they exchanged something."
            )
        )
    card.text(" ".join(_notes(words, network)))
    if network.period_name is not PeriodName.ALL_TIME:
        card.small(from_to(words, network.period))
    card.small(
        words.t(
            "A line stands for a referral or an introduction that counts, whoever of the two gave it and however many. It takes two who"
            " both chose to be seen; who does so no more is gone at once. What is exchanged shows within ten minutes."
        )
    )
    card.menu(menu("me:network", words.t("Other days"), options(words), network.period_name.value))
    period, shown = network.period_name.value, network.shows_reader
    label = words.t("Leave me out of the picture") if shown else words.t("Show me in the picture")
    card.small(words.t("You are in the picture.") if shown else words.t("You are not in the picture."))
    return card.buttons([button(f"me:seen:{period}:{OFF if shown else ON}", label, "🙈" if shown else "👋")])


def _list(words: Words, graph: Graph) -> list[str]:
    """A line for each dot: its number and name, and those after it with which it has a line, by their names or by their numbers."""
    names = [one_line(shortened(name, NAME)) for name in _names(words, graph)]
    after: list[list[int]] = [[] for _ in names]
    for one, other in graph.lines:
        after[one].append(other)
    by_name = [_line(place, name, [names[other] for other in after[place]]) for place, name in enumerate(names)]
    if units("\n".join(by_name)) <= LONGEST_LIST:
        return by_name
    return [_line(place, name, list(_runs(after[place]))) for place, name in enumerate(names)]


def _runs(places: Sequence[int]) -> Iterator[str]:
    """The numbers of places in ascending order; three and more that follow one another as their first and last."""
    for _, run in groupby(enumerate(places, start=1), lambda item: item[1] - item[0]):
        numbers = [place + 1 for _, place in run]
        if len(numbers) < 3:  # noqa: PLR2004 - two are not shorter as a range
            yield from map(str, numbers)
        else:
            yield f"{numbers[0]}–{numbers[-1]}"


def _line(place: int, name: str, others: Sequence[str]) -> str:
    said = f"`{place + 1}` **{name}**"
    return f"{said} – {', '.join(others)}" if others else said


def _names(words: Words, graph: Graph) -> list[str]:
    """The dots' names, those of trades with how many people stand behind them, where these are more than one."""
    if not graph.is_by_trade:
        return [dot.name for dot in graph.dots]
    shown = [plain_held_trade(words, plain_seat_name(words, dot.name)) for dot in graph.dots]
    return [
        f"{name} ({words.number(dot.people)})" if dot.people > 1 else name for name, dot in zip(shown, graph.dots, strict=True)
    ]


def _image(words: Words, network: Network, group: str, shown: int) -> NetworkImage:
    """The picture of the first dots, as many as the list has."""
    graph = network.graph
    return NetworkImage(
        group=group,
        title=words.t("The network"),
        days=words.t(PERIODS[network.period_name]),
        names=tuple(shortened(name, NAME) for name in _names(words, graph)[:shown]),
        lines=tuple(pair for pair in graph.lines if pair[1] < shown),
        notes=_notes(words, network),
    )


def _notes(words: Words, network: Network) -> tuple[str, ...]:
    """That the dots are trades, where they are, and how many members are in none."""
    said = [words.t("By trade, since more than 40 want to be seen.")] if network.graph.is_by_trade else []
    if network.others:
        said.append(words.n("{count} more member is not in it.", "{count} more members are not in it.", network.others))
    return tuple(said)


def _in_order(words: Words, graph: Graph) -> Graph:
    """The same with the dots in the order of the names that the reader reads: a trade has another in each language."""
    names = _names(words, graph)
    order = sorted(range(len(names)), key=lambda place: (sort_key(names[place]), place))
    place_of = {before: now for now, before in enumerate(order)}
    lines = sorted((min(ends), max(ends)) for ends in ((place_of[one], place_of[other]) for one, other in graph.lines))
    return replace(graph, dots=tuple(graph.dots[place] for place in order), lines=tuple(lines))
