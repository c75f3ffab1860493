"""Lists, search and autocomplete of one's own referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import N_, Refused
from bot.referrals.model import STATE_LABELS, WAITING, Box, State
from cogs._ui import referral_card, suggest
from cogs._ui.cards import Card, menu, pages
from cogs._ui.interaction import InteractionContext, label_number, number, one_of, page_number, read_label, searched
from cogs._ui.routing import pressed
from cogs._ui.text import one_line
from cogs.referrals import cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.i18n import Words
    from bot.referrals.model import Referral
    from bot.referrals.origins import Hub
    from bot.referrals.service import Numbered, Page, Referrals

PAGE = 8
SEARCH = 40
"""Maximum length of a search: it is part of the page buttons' custom ids, of 100 characters in all
(https://docs.discord.com/developers/components/reference#custom-id).
"""
UNSEARCHED = 3
"""Number of parts of a page button's custom id on lists that were posted by versions without search."""


class Lists(commands.Cog):
    def __init__(self, referrals: Referrals) -> None:
        self._referrals = referrals

    @app_commands.command(description="Your referrals: what waits for you first, then the newest.")
    @app_commands.describe(
        box="Which ones",
        status="Only those that stand there",
        search="A client's name, need or phone, your private label, or a number",
    )
    @app_commands.choices(
        box=[
            app_commands.Choice(name="received", value="received"),
            app_commands.Choice(name="given", value="given"),
            app_commands.Choice(name="all", value="all"),
        ],
        status=[app_commands.Choice(name=label, value=state.value) for state, label in STATE_LABELS.items()],
    )
    async def referrals(
        self,
        interaction: discord.Interaction,
        box: str = "all",
        status: str | None = None,
        search: app_commands.Range[str, 0, SEARCH] = "",
    ) -> None:
        ctx = InteractionContext.of(interaction)
        state = State(status) if status else None
        await ctx.show(await self._page(ctx, Box(box), state, 0, searched(search, SEARCH)))

    @app_commands.command(description="One referral, with what you can do about it now.")
    @app_commands.describe(id="Its number, such as R-42")
    async def referral(self, interaction: discord.Interaction, id: str) -> None:  # noqa: A002 - the option's name
        ctx = InteractionContext.of(interaction)
        label, _, referral_id = id.partition("/")
        if referral_id:  # as it is suggested for one to a linked group
            await ctx.show(referral_card.card(ctx.words, await self._referrals.open(ctx.user_id, number(referral_id))))
        else:
            await ctx.show(numbered_card(ctx.words, await self._referrals.numbered(ctx.actor(), read_label(label))))

    @referral.autocomplete("id")
    async def suggest_id(self, interaction: discord.Interaction, typed: str) -> suggest.Choices:
        ctx = InteractionContext.of(interaction)
        try:
            found = await self._referrals.suggested(ctx.actor(), Box.ALL, label_number(typed), suggest.LOOKED_THROUGH)
        except Refused:
            # An autocomplete can't show a refusal; the command itself is refused.
            return []
        return suggest.referrals(ctx, found, typed)

    @pressed("panel:mine")
    async def list_from_panel(self, ctx: InteractionContext) -> None:
        """Answer the button of a public message with a private list."""
        await ctx.show(await self._page(ctx, Box.ALL, None, 0))

    @pressed("referrals:open")
    async def open(self, ctx: InteractionContext) -> None:
        await ctx.show(referral_card.card(ctx.words, await self._referrals.open(ctx.user_id, number(ctx.chosen))))

    @pressed("referral:open")
    async def open_earlier(self, ctx: InteractionContext) -> None:
        await ctx.show(referral_card.card(ctx.words, await self._referrals.open(ctx.user_id, ctx.id)))

    @pressed("page:referrals")
    async def turn_page(self, ctx: InteractionContext) -> None:
        if len(ctx.args) == UNSEARCHED:
            ctx.args = (*ctx.args, "")
        page, box, status, search = ctx.take(UNSEARCHED + 1)
        state = one_of(State, status) if status else None
        await ctx.update(await self._page(ctx, one_of(Box, box), state, page_number(page), search))

    async def _page(self, ctx: InteractionContext, box: Box, state: State | None, page: int, search: str = "") -> Card:
        found = await self._referrals.list(ctx.actor(), box, state, PAGE + 1, page * PAGE, search)
        return list_card(ctx.words, ctx.user_id, found, box, state, page, search)


BOX_TITLES = {
    Box.ALL: N_("Your referrals"),
    Box.RECEIVED: N_("Referrals you received"),
    Box.GIVEN: N_("Referrals you gave"),
}


def list_card(words: Words, me: int, found: Page, box: Box, state: State | None, page: int, search: str = "") -> Card:
    """A page of a list; `found` has one more than the page shows where there is another page."""
    shown, more = found.entries[:PAGE], len(found.entries) > PAGE
    card = Card().title(f"🤝 {words.t(BOX_TITLES[box])}")
    if state is not None:
        card.text(words.t("Only those that stand at “{state}”.", state=words.t(STATE_LABELS[state])))
    if search:
        card.text(words.t("Only those in which “{search}” is found.", search=one_line(search)))
    if not shown and (search or state is not None):
        return card.text(words.t("None of yours fits that. Search for less, or leave it out to see all."))
    if not shown:
        return card.text(words.t("There are none yet. Pass the first one with /refer: somebody you know needs a member's help."))
    waiting = [each for each in shown if each[0].receiver_id == me and each[0].state in WAITING]
    others = _by_client([each for each in shown if each not in waiting], found.hubs)
    for heading, entries in ((words.t("Waiting for you"), [waiting]), (words.t("The others, newest first"), others)):
        part = [line for each in entries for line in _lines(words, me, each, found.hubs)]
        if part:
            card.rows(f"**{heading}**", part, apart=True)
    card.menu(menu("referrals:open", words.t("Open one"), _options(shown)))
    pages(card, words, "page:referrals", f"{box.value}:{state.value if state else ''}:{search}", page, more=more)
    return card.small(f"{words.t('Only you can see this list.')} {words.t('/privacy export makes a file of all of it.')}")


def numbered_card(words: Words, found: Numbered) -> Card:
    """A referral, and below it a menu of the reader's others that have its number in linked groups."""
    card = referral_card.card(words, found.opened)
    if not found.others:
        return card
    label = found.opened.referral.label
    card.text(words.t("Each group counts its own: {referral} is also what you passed to a linked group.", referral=label))
    return card.menu(menu("referrals:open", words.t("Open one"), _options(found.others)))


def _options(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    return [(str(referral.id), f"{referral.label} · {referral_card.known_by(referral)} · {name}") for referral, name in entries]


Entry = tuple["Referral", str]
"""A referral, and the other's name."""


def _by_client(entries: Sequence[Entry], hubs: Mapping[int, Hub]) -> list[list[Entry]]:
    """The entries in their order, those of one hub together, where the first of them stands."""
    together: dict[object, list[Entry]] = {}
    for entry in entries:
        referral = entry[0]
        hub = hubs.get(referral.id)
        together.setdefault(("hub", hub.id) if hub is not None and hub.id else referral.id, []).append(entry)
    return list(together.values())


def _lines(words: Words, me: int, entries: Sequence[Entry], hubs: Mapping[int, Hub]) -> list[str]:
    """The lines of some entries; those of one client below a line that says how many are under way, in all and not on this page alone."""
    lines = [cards.entry(words, referral, name, me) for referral, name in entries]
    hub = hubs.get(entries[0][0].id) if entries else None
    if hub is None or hub.counted < 2:  # noqa: PLR2004 - of several, the others were taken back or declined
        return lines
    client = referral_card.client_name(words, entries[0][0], referral_card.LISTED)
    under_way = words.t("{client} · {done} of {all} under way", client=client, done=hub.under_way, all=hub.counted)
    return [f"🧩 **{under_way}**", *(f"↳ {line}" for line in lines)]
