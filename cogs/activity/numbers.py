"""`/me show: numbers`: what a member gave, received and was thanked for in a period, as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from bot.core.calendar import PeriodName
from bot.core.errors import N_
from bot.reports.goals.model import Scheme
from bot.reports.goals.service import Goals
from bot.weekly.activity.service import ActivityService
from cogs._ui.cards import Card, menu
from cogs._ui.own_goals import offer_card
from cogs._ui.pending_referrals import waiting_list
from cogs._ui.periods import PERIODS, duration, from_to, options
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.referrals.history.model import Past
    from bot.weekly.activity.model import Activity
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.interaction import InteractionContext

PARTNERS = 12
"""Maximum number of partners that are listed."""
CAME_BACK = N_("You connect and help a lot, and one referral came your way. Tell the group whom you look for: /ask")
CAME_NOT_BACK = N_("You connect and help a lot, and no referral came your way. Tell the group whom you look for: /ask")


class Numbers:
    """The numbers of a period as a card; open referrals go into a second message where the first has amounts.

    Where the group has goals, a last one offers to see one's own part of them.
    """

    title: ClassVar[str] = "my numbers"

    def __init__(self, bot: BotProtocol) -> None:
        self._activity, self._goals = bot.services.of(ActivityService), bot.services.of(Goals)

    async def answer(self, ctx: InteractionContext, period: PeriodName | None) -> None:
        mine, scheme = await self._goals.beside_activity(ctx.actor(), period or PeriodName.ALL_TIME)
        await ctx.show(activity_card(ctx.words, mine))
        if _is_apart(mine):
            await ctx.show(waiting_card(ctx.words, mine))
        if scheme is not Scheme.NONE:
            await ctx.show(offer_card(ctx.words, scheme))

    async def change(self, ctx: InteractionContext, period: PeriodName) -> None:
        """Show another period in the message that was pressed."""
        mine = await self._activity.mine(ctx.actor(), period)
        # The message with what waits, if there is one, stays: it is the same for all periods. Else the pressed one has the list.
        loses_list = _is_apart(mine) and ctx.pressed_beside("referrals:open")
        await ctx.update(activity_card(ctx.words, mine))
        if loses_list:
            await ctx.show(waiting_card(ctx.words, mine))


def waiting_card(words: Words, mine: Activity) -> Card:
    """The open referrals with their clients' names, as a message of its own where the other message has amounts."""
    card = Card()
    waiting_list(card, words, mine.waiting)
    return card.small(words.t("Only you can see this list."))


def _is_apart(mine: Activity) -> bool:
    """Whether open referrals need a message of their own: with clients' names on one side and amounts on the other."""
    return bool(mine.waiting and mine.brought)


def activity_card(words: Words, mine: Activity) -> Card:
    """The open referrals and the numbers of a period. No card has an amount and a client's name together."""
    card = Card().title(f"🪞 {words.t('My activity')} · {words.t(PERIODS[mine.period_name])}")
    if _is_apart(mine):
        card.text(words.t("What waits for you is in the message below, with the clients' names: no amount stands beside one."))
    elif mine.waiting:
        waiting_list(card, words, mine.waiting)
    else:
        card.text(words.t("Nothing waits for you."))
    card.rule().rows("", _numbers(words, mine))
    if mine.came_back is not None:
        card.text(f"🎯 {words.t(CAME_BACK if mine.came_back else CAME_NOT_BACK)}")
    if mine.partners:
        lines = [
            words.t(
                "**{name}**: {given} given, {received} received",
                name=one_line(partner.name),
                given=words.number(partner.given),
                received=words.number(partner.received),
            )
            for partner in mine.partners[:PARTNERS]
        ]
        card.rows(f"**{words.t('With whom')}**", lines)
    if mine.period is not None:
        card.small(from_to(words, mine.period))
    elif mine.past.since is None:
        card.small(words.t("All of it since you joined."))
    else:
        card.small("\n".join(_about_past(words, mine.past)))
    card.menu(menu("me:period", words.t("Other days"), options(words), mine.period_name.value))
    return card.small(
        words.t(
            "A lead counts once its person has agreed; what was declined, taken back or cancelled does not count. Only you see"
            " this, and amounts are those that you entered yourself."
        )
    )


def _about_past(words: Words, past: Past) -> list[str]:
    said = [
        words.t(
            "All of it since you joined, and what moderators brought in of the time before. What became of that is not known, so"
            " it stands neither among the jobs and times nor on any board."
        )
    ]
    if past.leads_given or past.leads_received:
        said.append(
            words.t(
                "Leads of the time before, which count for nothing: {given} by you, {received} to you.",
                given=words.number(past.leads_given),
                received=words.number(past.leads_received),
            )
        )
    return said


def _numbers(words: Words, mine: Activity) -> list[str]:
    lines = [
        (
            f"🤝 {words.n('You gave {count} referral.', 'You gave {count} referrals.', mine.given)}"
            f" {words.n('{count} became a job.', '{count} became jobs.', mine.given_won)}"
        ),
        (
            f"📥 {words.n('You received {count} referral.', 'You received {count} referrals.', mine.received)}"
            f" {words.n('{count} became a job.', '{count} became jobs.', mine.won)}"
        ),
        *of_linked(words, mine.linked_given, mine.linked_received),
        *_of_before(words, mine.past),
        (
            f"🔗 {words.n('You introduced {count} member', 'You introduced {count} members', mine.introduced)};"
            f" {words.n('you were introduced {count} time.', 'you were introduced {count} times.', mine.introduced_by_others)}"
        ),
        (
            f"💛 {words.n('You helped {count} member with an answer', 'You helped {count} members with an answer', mine.helped)};"
            f" {words.n('you were helped {count} time.', 'you were helped {count} times.', mine.helped_by_others)}"
        ),
        (
            f"💚 {words.n('You were thanked {count} time', 'You were thanked {count} times', mine.thanked_by_others)};"
            f" {words.n('you thanked {count} time.', 'you thanked {count} times.', mine.thanks_given)}"
        ),
    ]
    attended, meetings = mine.meetings
    if meetings:
        said = words.n(
            "You were at {attended} of the last {count} meeting.",
            "You were at {attended} of the last {count} meetings.",
            meetings,
            attended=words.number(attended),
        )
        lines.append(f"📅 {said}")
    # The medians are those of the last year, so they are shown with the numbers of all time only.
    if mine.to_contact is not None and mine.period is None:
        times = [words.t("in touch after {time}", time=duration(words, mine.to_contact))]
        if mine.to_close is not None:
            times.append(words.t("the job after {time}", time=duration(words, mine.to_close)))
        lines.append(f"⏱️ {words.t('Half of what you received, within a year: {times}.', times=words.listed(times))}")
    if mine.brought:
        amounts = words.listed([words.money(amount) for amount in mine.brought])
        lines.append(f"💼 {words.t('Work it brought you: {amounts}.', amounts=amounts)}")
    return lines


def of_linked(words: Words, given: int, received: int) -> list[str]:
    """What was passed to and from linked groups, which counts on nobody's board; empty where nothing was."""
    if not given + received:
        return []
    said = words.t(
        "Besides, with linked groups: {given}, {received}. They count on nobody's board.",
        given=words.n("{count} given", "{count} given", given),
        received=words.n("{count} received", "{count} received", received),
    )
    return [f"🔗 {said}"]


def _of_before(words: Words, past: Past) -> list[str]:
    """How many of the referrals were imported, and from which months; empty where none were."""
    given, received = sum(past.given.values()), sum(past.received.values())
    if past.since is None or past.until is None or not given + received:
        return []
    said = words.t(
        "Of these, {given} and {received} are of the time before, {months}, from a list that moderators brought in.",
        given=words.n("{count} given", "{count} given", given),
        received=words.n("{count} received", "{count} received", received),
        months=words.months(past.since, past.until),
    )
    return [f"📜 {said}"]
