"""Thanks on a profile: whoever got them shows them, whoever said them is told and may take them off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs._ui.cards import Card, button, line
from cogs._ui.routing import pressed
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.referrals.testimonials.model import Testimonial
    from bot.referrals.testimonials.service import Testimonials
    from cogs._ui.interaction import InteractionContext


class TestimonialCog(commands.Cog):
    def __init__(self, testimonials: Testimonials) -> None:
        self._testimonials = testimonials

    @pressed("thanks:pin")
    async def pin(self, ctx: InteractionContext) -> None:
        await ctx.show(pinned(ctx.words, await self._testimonials.pin(ctx.user_id, ctx.id)))

    @pressed("thanks:unpin")
    async def unpin(self, ctx: InteractionContext) -> None:
        """Take thanks off. A profile stays where it was pressed; any other message has nothing more to say."""
        said = await self._testimonials.unpin(ctx.user_id, ctx.id)
        answer = line(unpinned(ctx.words, said, ctx.user_id))
        await (ctx.show(answer) if ctx.pressed_beside("profile:") else ctx.update(answer))


def pinned(words: Words, said: Testimonial) -> Card:
    """The private answer to whoever shows thanks on their profile."""
    author = one_line(said.author_name)
    card = Card().text(
        words.t("📌 {thanks} is on your profile, in the words of {author}:", thanks=said.thanks.label, author=author)
    )
    card.text(quoted(said.thanks.message))
    card.buttons([button(f"thanks:unpin:{said.thanks.id}", words.t("Take it off"), "↩️")])
    return card.small(words.t("{author} is told, and may take it off too.", author=author))


def told(words: Words, said: Testimonial) -> Card:
    """The message to the author of thanks that are shown on a profile."""
    thanked = one_line(said.thanked_name)
    card = Card().text(words.t("📌 {thanked} shows your thank-you on their profile:", thanked=f"**{thanked}**"))
    card.text(quoted(said.thanks.message))
    card.buttons([button(f"thanks:unpin:{said.thanks.id}", words.t("Take my words off"), "↩️")])
    return card.small(
        words.t("Whoever may read the profile reads it there, with your name and the day. Your thanks stay what they are.")
    )


def unpinned(words: Words, said: Testimonial, reader_id: int) -> str:
    """The answer to one of the two who took thanks off the profile."""
    if reader_id == said.thanks.author_id:
        thanked = one_line(said.thanked_name)
        return words.t("↩️ Your words are off the profile of {thanked}, and stay off.", thanked=thanked)
    return words.t("↩️ {thanks} is off your profile.", thanks=said.thanks.label)
