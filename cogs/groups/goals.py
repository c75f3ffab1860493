"""/group goals, which the cog of /group inherits; the bars of goals in the weekly news, and one's own part, which /me offers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.reports.goals.model import SCHEMES, WHOLE, Measure, Scheme
from bot.reports.goals.service import Goals
from bot.reports.quiet_check.service import QuietChecks
from cogs._ui.cards import Card, footnote
from cogs._ui.interaction import InteractionContext, one_of
from cogs._ui.own_goals import MINE, TITLES
from cogs._ui.periods import from_to
from cogs._ui.routing import pressed

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from bot.reports.goals.counting import Progress
    from bot.reports.quiet_check.model import Asked
    from cogs._ui.bot_protocol import BotProtocol

TEXTS = {goal.measure: goal.text for goals in SCHEMES.values() for goal in goals}


class GoalsCommands(commands.Cog):
    """The part of the cog `group` that sets goals and says how far the group came."""

    _goals: Goals
    _checks: QuietChecks

    def _take_goals(self, bot: BotProtocol) -> None:
        self._goals = bot.services.of(Goals)
        self._checks = bot.services.of(QuietChecks)
        bot.blocks["goals"] = bars_of_news

    @app_commands.command(description="Goals that the group sets itself, and how far it came.")
    @app_commands.describe(scheme="A table of goals; none takes them off")
    @app_commands.choices(scheme=[app_commands.Choice(name=title, value=scheme.value) for scheme, title in TITLES.items()])
    async def goals(self, interaction: discord.Interaction, scheme: str | None = None) -> None:
        ctx = InteractionContext.of(interaction)
        if scheme is None:
            found = await self._goals.chosen(ctx.actor())
        else:
            found = await self._goals.choose(ctx.actor(), one_of(Scheme, scheme))
        await ctx.show(goals_card(ctx.words, found, await self._checks.asked(ctx.actor())))

    @pressed(MINE)
    async def show_mine(self, ctx: InteractionContext) -> None:
        await ctx.show(own_card(ctx.words, await self._goals.mine(ctx.actor())))


def goals_card(words: Words, found: Progress, asked: Asked | None) -> Card:
    """What the group follows, how far it came, what it could follow; and how many quiet members were asked whether all is well."""
    card = Card().title(f"🎯 {words.t('Goals of the group')} · {words.t(TITLES[found.scheme])}")
    if found.bars:
        card.rows("", [_bar(words, each.goal.text, each.tenths) for each in found.bars])
        card.small(_counted(words, found))
    else:
        card.text(words.t("The group has set itself no goals. It needs none."))
    others = [(scheme, goals) for scheme, goals in SCHEMES.items() if goals and scheme is not found.scheme]
    card.rule().rows(
        "",
        [f"**{words.t(TITLES[scheme])}**\n" + "\n".join(f"• {words.t(goal.text)}" for goal in goals) for scheme, goals in others],
    )
    card.small(
        words.t(
            "/group goals scheme chooses one. Goals are of the group, in a month: no person is rated, nobody is named, and nothing follows"
            " from them. Of those that every member is part of the bar tells so much that nobody can be found to be missing."
        )
    )
    if asked is not None:
        said = words.n(
            "{count} quiet member was asked in the quarter whether all is well.",
            "{count} quiet members were asked in the quarter whether all is well.",
            asked.n,
        )
        card.rule().text(f"💬 {said}")
        card.small(
            f"{from_to(words, asked.quarter)} "
            + words.t(
                "Counted once, without those who asked you for a word; three or more, and as many others, or no number is told."
            )
        )
    return card


def own_card(words: Words, mine: Progress) -> Card:
    """The goals of the group, each with what one did oneself: nothing that anybody expects of one."""
    card = Card().title(f"🎯 {words.t('Goals of the group')} · {words.t(TITLES[mine.scheme])}")
    if not mine.bars:
        return card.text(words.t("The group has set itself no goals. It needs none."))
    card.rows(
        "",
        [f"{_bar(words, each.goal.text, each.tenths)}\n{_own(words, each.goal.measure, mine)}" for each in mine.bars],
        apart=True,
    )
    said = words.t("The goals are the group's. Nobody else reads your part, and nothing follows from it.")
    return card.small(f"{_counted(words, mine)} {said}")


def bars_of_news(card: Card, words: Words, facts: Facts) -> None:
    """The digest's section: a bar for each goal."""
    month = date.fromisoformat(facts["month"])
    weeks = words.n(
        "{count} week of {of} in {month}",
        "{count} weeks of {of} in {month}",
        facts["weeks"],
        of=words.number(facts["of"]),
        month=words.months(month, month),
    )
    heading = f"**🎯 {words.t('Goals of the group')}** · {weeks}"
    rows = [_bar(words, TEXTS[Measure(each["goal"])], each["tenths"]) for each in facts["bars"]]
    card.rule().rows(
        heading, [*rows, footnote(words.t("Of all together, in closed weeks; a bar says nothing of any one of us."))]
    )


def _bar(words: Words, text: str, tenths: int | None) -> str:
    """A goal's text, and its bar with the share in words."""
    if tenths is None:
        return f"{words.t(text)}\n-# {words.t('Told from six members up.')}"
    if tenths == WHOLE:
        share = words.t("reached")
    else:
        share = words.t("{percent}% or more", percent=words.number(tenths * 100 // WHOLE)) if tenths else words.t("under way")
    return f"{words.t(text)}\n{'▰' * tenths}{'▱' * (WHOLE - tenths)} {share}"


def _counted(words: Words, found: Progress) -> str:
    closed = len(found.weeks.closed)
    weeks = words.n(
        "Of {count} closed week; the month has {of}.",
        "Of {count} closed weeks; the month has {of}.",
        closed,
        of=words.number(found.weeks.of),
    )
    rest = words.t("Each as it stood when it closed; what was declined or cancelled by then does not count.")
    return f"{from_to(words, found.weeks.period)} {weeks} {rest}"


def _own(words: Words, measure: Measure, mine: Progress) -> str:
    count = mine.own[measure]
    said = {
        Measure.GIVERS: words.n("You passed {count} referral.", "You passed {count} referrals.", count),
        Measure.RECEIVERS: words.n("You received {count} referral.", "You received {count} referrals.", count),
        Measure.REFERRALS: words.n("You passed {count} referral.", "You passed {count} referrals.", count),
        Measure.INTRODUCTIONS: words.n("You made {count} introduction.", "You made {count} introductions.", count),
        Measure.ANSWERS: words.n("You helped {count} time with an answer.", "You helped {count} times with an answer.", count),
        Measure.THANKS: words.n("You said thank you {count} time.", "You said thank you {count} times.", count),
        Measure.GUESTS: words.n("You brought {count} guest.", "You brought {count} guests.", count),
        Measure.NEWCOMERS: words.n("You vouched for {count} new member.", "You vouched for {count} new members.", count),
    }
    return f"-# {said[measure]}"
