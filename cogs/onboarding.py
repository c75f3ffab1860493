"""A new member's first steps, in private and once: profile, switches, and the first three things to do.

It begins in a direct message or in the server, so the custom id of every button has the group's id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.membership.onboarding import Onboarding, Walked
from bot.membership.profiles.service import Profiles
from cogs._ui import forms
from cogs._ui.cards import Card, button, primary
from cogs._ui.interaction import InteractionContext, number
from cogs._ui.profile_form import missing, profile_form, read_profile, written
from cogs._ui.routing import SURE, pressed, reopens, submitted

if TYPE_CHECKING:
    from discord import ui

    from bot.core.actor import Actor
    from bot.i18n import Words
    from bot.membership.members.model import Member
    from cogs._ui.bot_protocol import BotProtocol

FORM = "welcome:profile_form"
ON, OFF = "on", "off"


class OnboardingCog(commands.Cog):
    def __init__(self, onboarding: Onboarding, profiles: Profiles) -> None:
        self._onboarding = onboarding
        self._profiles = profiles

    @pressed("welcome:start")
    async def start(self, ctx: InteractionContext) -> None:
        """Show the first step that is not done, as a new message: the pressed one stays, and can be pressed again."""
        member = await self._onboarding.newcomer(_actor(ctx))
        if missing(ctx.words, member):
            await ctx.show(profile_step(ctx.words, member))
        elif member.welcomed_at is None:
            await ctx.show(switches_step(ctx.words, member))
        else:
            await ctx.show(things_step(ctx.words, await self._onboarding.walked(_actor(ctx)), in_server=bool(ctx.group_id)))

    @pressed("welcome:profile")
    async def profile(self, ctx: InteractionContext) -> None:
        await ctx.update(profile_step(ctx.words, await self._onboarding.newcomer(_actor(ctx))))

    @pressed("welcome:write")
    async def write(self, ctx: InteractionContext) -> None:
        member = await self._onboarding.newcomer(_actor(ctx))
        # The group is in the custom id, because the form may be opened in a direct message.
        custom_id = f"{FORM}:{member.group_id}:{forms.nonce()}"
        await ctx.ask(profile_form(ctx.words, custom_id, written(member.profile), is_associate=member.is_associate))

    @submitted(FORM)
    async def wrote(self, ctx: InteractionContext, typed: forms.Typed) -> None:
        group, nonce = ctx.take(2)
        actor = ctx.actor(number(group))
        member = await self._profiles.edit(actor, read_profile(typed), ctx.form_key(FORM, nonce), sure=SURE in typed)
        await ctx.update(switches_step(ctx.words, member))

    @reopens(FORM)
    async def write_again(self, ctx: InteractionContext, typed: forms.Typed) -> ui.Modal:
        group, nonce = ctx.take(2)
        member = await self._onboarding.newcomer(ctx.actor(number(group)))
        return profile_form(ctx.words, f"{FORM}:{group}:{nonce}", typed, is_associate=member.is_associate)

    @pressed("welcome:switches")
    async def switches(self, ctx: InteractionContext) -> None:
        await ctx.update(switches_step(ctx.words, await self._onboarding.newcomer(_actor(ctx))))

    @pressed("welcome:boards")
    async def boards(self, ctx: InteractionContext) -> None:
        group, chosen = ctx.take(2)
        member = await self._onboarding.name_on_boards(ctx.actor(number(group)), named=chosen == ON)
        await ctx.update(switches_step(ctx.words, member))

    @pressed("welcome:messages")
    async def messages(self, ctx: InteractionContext) -> None:
        group, chosen = ctx.take(2)
        member = await self._onboarding.write_to(ctx.actor(number(group)), wanted=chosen == ON)
        await ctx.update(switches_step(ctx.words, member))

    @pressed("welcome:things")
    async def things(self, ctx: InteractionContext) -> None:
        await ctx.update(things_step(ctx.words, await self._onboarding.walked(_actor(ctx)), in_server=bool(ctx.group_id)))


def _actor(ctx: InteractionContext) -> Actor:
    """The actor in the group whose id is in the custom id."""
    return ctx.actor(ctx.id)


def profile_step(words: Words, member: Member) -> Card:
    card = Card().title(f"🌱 {words.t('First steps, 1 of 3: your profile')}")
    if member.is_associate:
        card.text(words.t("Others know by what they read of you what to ask you, and with whom to bring you together."))
    else:
        card.text(words.t("Others refer to you by what they read of you: what you do, and above all whom to send you."))
    lacking = missing(words, member)
    if lacking:
        card.text(words.t("✏️ Still missing: {fields}.", fields=words.listed(lacking)))
    else:
        card.text(words.t("✅ All of it is written. Look whether it still fits."))
    make = primary if lacking else button
    onward = button if lacking else primary
    return card.buttons(
        [
            make(f"welcome:write:{member.group_id}", words.t("Write it"), "✏️"),
            onward(f"welcome:switches:{member.group_id}", words.t("Next"), "▶️"),
        ]
    )


def switches_step(words: Words, member: Member) -> Card:
    group, named, written_to = member.group_id, member.on_boards, member.switches.referrals
    card = Card().title(f"🌱 {words.t('First steps, 2 of 3: what may I do?')}")
    if named:
        boards = words.t("🏆 I name you on the boards, also on the one in the weekly news.")
        not_named = button(f"welcome:boards:{group}:{OFF}", words.t("Don't name me"), "🙈")
    else:
        boards = words.t("🙈 I name you on no board. What you do counts all the same.")
        not_named = button(f"welcome:boards:{group}:{ON}", words.t("Name me"), "🏆")
    if written_to:
        messages = words.t("📬 I write to you about new referrals, what became of yours, and thanks.")
        not_written = button(f"welcome:messages:{group}:{OFF}", words.t("Don't write to me"), "🔕")
    else:
        messages = words.t("🔕 I don't write to you about referrals and thanks. Look into /referrals now and then.")
        not_written = button(f"welcome:messages:{group}:{ON}", words.t("Write to me"), "📬")
    card.text(boards).text(messages).buttons([not_named, not_written])
    return card.buttons(
        [
            button(f"welcome:profile:{group}", words.t("Back"), "◀️"),
            primary(f"welcome:things:{group}", words.t("Next"), "▶️"),
        ]
    )


def things_step(words: Words, walked: Walked, *, in_server: bool) -> Card:
    """The suggestions that the member has not followed yet.

    Buttons for them are shown in the server only: the same buttons in a direct message would not know the group.
    """
    things = [words.t("**/directory**: read who is here, and whom each of them looks for.")]
    made = [button(f"welcome:switches:{walked.member.group_id}", words.t("Back"), "◀️")]
    if not walked.has_given:
        things.append(words.t("**/refer**: you surely know somebody who needs one of them."))
        made += [primary("panel:refer", words.t("Refer someone"), "🤝")] if in_server else []
    if not walked.has_thanked:
        things.append(words.t("**/thank**: somebody helped you already? Say it, everybody is glad to read it."))
        made += [button("panel:thank", words.t("Thank"), "💚")] if in_server else []
    all_left = not (walked.has_given or walked.has_thanked)
    first = words.t("First steps, 3 of 3: the first three things to do")
    card = Card().title(f"🌱 {first if all_left else words.t('First steps, 3 of 3: what is left to do')}")
    for place, thing in enumerate(things, start=1):
        card.text(f"{place}. {thing}")
    card.buttons(made)
    return card.small(words.t("You do it in the group's server, and /help there shows everything else."))


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(OnboardingCog(bot.services.of(Onboarding), bot.services.of(Profiles)))
