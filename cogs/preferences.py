"""/settings: direct messages by kind, who reads the contact, the name on boards, the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.declarations import declared
from bot.core.errors import N_
from bot.membership.members.profile import Sharing
from bot.membership.muted_senders.service import MutedSenders
from bot.membership.preferences.service import Preferences
from bot.referrals.linked.service import LinkedReferrals
from cogs._ui.cards import Button, Card, button, menu
from cogs._ui.closed_messages import OPEN_MESSAGES
from cogs._ui.interaction import InteractionContext, number, one_of, stale
from cogs._ui.routing import pressed
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.feature import Switch
    from bot.i18n import Words
    from bot.membership.members.model import Member
    from bot.membership.muted_senders.service import Sender
    from cogs._ui.bot_protocol import BotProtocol

SHARING = {
    Sharing.MEMBERS: N_("All members of the group read my contact"),
    Sharing.PARTNERS: N_("Only those I exchanged a referral with"),
    Sharing.NOBODY: N_("Nobody reads my contact"),
}
AS_DISCORD_SAYS = "discord"
MOST_MUTED = 25
"""Number of options that Discord takes in a menu."""
LANGUAGES = {AS_DISCORD_SAYS: N_("As Discord says"), "en": "English", "pt-BR": "Português"}
"""The choices of a language, each by its own name for itself, so that its readers recognise it."""
CLOSED = N_("Discord refused my last message to you: your direct messages are closed, so none of these reach you.")
STATES = {"on": True, "off": False}


class PreferencesCog(commands.Cog):
    def __init__(self, preferences: Preferences, muted_senders: MutedSenders, linked: LinkedReferrals) -> None:
        self._preferences = preferences
        self._linked = linked
        self._muted_senders = muted_senders

    @app_commands.command(description="Which messages you get, who reads your contact, your language.")
    async def settings(self, interaction: discord.Interaction) -> None:
        await self._open(InteractionContext.of(interaction))

    @pressed("settings:open")
    async def open_from_card(self, ctx: InteractionContext) -> None:
        await self._open(ctx)

    async def _open(self, ctx: InteractionContext) -> None:
        await ctx.show(await self._card(ctx, await self._preferences.mine(ctx.actor())))

    @pressed("settings:switch")
    async def switch(self, ctx: InteractionContext) -> None:
        name, state = ctx.take(2)
        await self._update(ctx, await self._preferences.switch(ctx.actor(), name, on=_state(state)))

    @pressed("settings:contact")
    async def contact(self, ctx: InteractionContext) -> None:
        await self._update(ctx, await self._preferences.share(ctx.actor(), one_of(Sharing, ctx.chosen)))

    @pressed("settings:boards")
    async def boards(self, ctx: InteractionContext) -> None:
        on_boards = _state(ctx.take(1)[0])
        await self._update(ctx, await self._preferences.appear(ctx.actor(), on_boards=on_boards))

    @pressed("settings:picture")
    async def picture(self, ctx: InteractionContext) -> None:
        shown = _state(ctx.take(1)[0])
        await self._update(ctx, await self._preferences.be_in_picture(ctx.actor(), shown=shown))

    @pressed("settings:linked")
    async def linked_groups(self, ctx: InteractionContext) -> None:
        await self._update(ctx, await self._linked.open_to_linked(ctx.actor(), on=_state(ctx.take(1)[0])))

    @pressed("settings:language")
    async def language(self, ctx: InteractionContext) -> None:
        chosen = None if ctx.chosen == AS_DISCORD_SAYS else ctx.chosen
        await self._update(ctx, await self._preferences.speak(ctx.actor(), chosen))

    @pressed("settings:unmute")
    async def unmute(self, ctx: InteractionContext) -> None:
        await self._muted_senders.mute(ctx.group_id, ctx.user_id, number(ctx.chosen), on=False)
        await self._update(ctx, await self._preferences.mine(ctx.actor()))

    async def _update(self, ctx: InteractionContext, mine: Member) -> None:
        await ctx.update(await self._card(ctx, mine))

    async def _card(self, ctx: InteractionContext, mine: Member) -> Card:
        closed = await self._preferences.has_closed_messages(ctx.actor())
        muted = await self._muted_senders.mine(ctx.group_id, ctx.user_id)
        return settings_card(ctx.words, mine, muted, closed=closed, linked=await self._linked.is_open(ctx.actor()))


def settings_card(
    words: Words, mine: Member, muted: Sequence[Sender] = (), *, closed: bool = False, linked: bool = False
) -> Card:
    """All settings, whom they muted, whether direct messages are `closed`, and whether they take clients from `linked` groups.

    Each button's custom id holds the state that it sets, so that a second press changes nothing.
    """
    switches = mine.switches
    card = Card().title(f"⚙️ {words.t('Your settings')}")
    refused = f"\n📪 {words.t(CLOSED)} {words.t(OPEN_MESSAGES)}" if closed else ""
    card.text(f"**{words.t('Direct messages')}**{refused}")
    listed = [(each, getattr(switches, each.name)) for each in declared().switches.values()]
    card.rows("", [f"{_mark(on)} **{words.t(each.label)}**: {words.t(each.text)}" for each, on in listed])
    card.buttons([_switch(words, each, on=on) for each, on in listed])
    card.small(
        words.t(
            "Without messages no referral is lost: all of them stand in /referrals. With introductions off nobody can introduce you, and whoever tries reads that you want none; of the other switches nobody is told."
        )
    )
    if muted:
        card.text(f"🔕 **{words.t('Muted')}**: {', '.join(one_line(each.name) for each in muted[:MOST_MUTED])}")
        senders = [(str(each.user_id), each.name) for each in muted[:MOST_MUTED]]
        card.menu(menu("settings:unmute", words.t("Hear somebody again"), senders))
    card.rule().text(f"**{words.t('Who reads your contact')}**")
    sharing = [(each.value, words.t(label)) for each, label in SHARING.items()]
    card.menu(menu("settings:contact", words.t("Choose"), sharing, mine.sharing.value))
    card.small(words.t("Clients' contacts have nothing to do with it: only giver and receiver of a referral ever see those."))
    _appearances(card.rule(), words, mine, linked=linked)
    card.rule().text(f"**{words.t('The language of messages to you')}**")
    languages = [(tag, words.t(label)) for tag, label in LANGUAGES.items()]
    card.menu(menu("settings:language", words.t("Choose"), languages, mine.chosen_language or AS_DISCORD_SAYS))
    return card.small(
        words.t("It rules the messages that come by themselves. Answers to what you do here follow the language of your Discord.")
    )


def _appearances(card: Card, words: Words, mine: Member, *, linked: bool) -> None:
    """Where others find the person: on boards, in the picture of the network, in linked groups."""
    also = words.t("who is in a linked group reads your name and trade, and may pass you clients")
    seen = words.t("Members see there who has exchanged a referral or an introduction: /me. Only who says so is in it.")
    lines = [
        f"{_mark(mine.on_boards)} **{words.t('Your name on boards')}** · {words.t('What you do counts either way.')}",
        f"{_mark(mine.in_picture)} **{words.t('You in the picture')}** · {seen}",
        f"{_mark(linked)} **{words.t('Also for linked groups')}**: {also}",
    ]
    # Lines with buttons below, as above: a section for each would come near to the most components that a card may have.
    card.rows("", lines)
    other = f"settings:linked:{_other(on=linked)}"
    shown = [_boards(words, on=mine.on_boards), _picture(words, on=mine.in_picture)]
    card.buttons([*shown, button(other, words.t("Also for linked groups"), _mark(linked))])


def _switch(words: Words, switch: Switch, *, on: bool) -> Button:
    """A button with the name of what it switches, as the list above shows it: a button for each row would not fit into a card."""
    return button(f"settings:switch:{switch.name}:{_other(on=on)}", words.t(switch.label), _mark(on))


def _boards(words: Words, *, on: bool) -> Button:
    return button(f"settings:boards:{_other(on=on)}", words.t("Don't show my name") if on else words.t("Show my name"))


def _picture(words: Words, *, on: bool) -> Button:
    return button(
        f"settings:picture:{_other(on=on)}", words.t("Leave me out of the picture") if on else words.t("Show me in the picture")
    )


def _mark(on: bool) -> str:
    return "🔔" if on else "🔕"


def _other(*, on: bool) -> str:
    return "off" if on else "on"


def _state(text: str) -> bool:
    """The state in a custom id. Raises Refused where it is none."""
    # A custom id is input, which a client can forge.
    if text not in STATES:
        raise stale()
    return STATES[text]


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(
        PreferencesCog(bot.services.of(Preferences), bot.services.of(MutedSenders), bot.services.of(LinkedReferrals))
    )
