"""The questions of the setup wizard: a card each, with the choices that answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.groups.model import PublicLanguage
from cogs._ui.cards import Button, Card, button, channel_menu, menu, primary, role_menu
from cogs._ui.weekdays import day_options
from cogs.groups.answers import NONE
from cogs.groups.cards import MEANINGS, SEATS, Setting, conflicting, language_name, offered, problems, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.groups.model import Group
    from bot.i18n import Words
    from bot.membership.seats.service import Taken
    from cogs._ui.interaction import InteractionContext

QUESTIONS = {
    Setting.LANGUAGE: N_("In which language do I write what everybody reads? Private answers are in each reader's own."),
    Setting.REFERRALS_CHANNEL: N_("Where do I say who helped whom, and post thanks? Clients are never named there."),
    Setting.ASKS_CHANNEL: N_("Where do I show what members ask the group? Skip it to have that in the referrals channel."),
    Setting.DIGEST_CHANNEL: N_("Where do I post the weekly news?"),
    Setting.MEETINGS_CHANNEL: N_("Where do I announce meetings? Skip it to have that in the channel of the weekly news."),
    Setting.MODERATORS_CHANNEL: N_("Where do applications arrive? Choose a channel that only moderators see."),
    Setting.MODERATOR_ROLE: N_("Which role may moderate, besides those with Manage Server? Skip it if there is none."),
    Setting.MEMBER_ROLE: N_("Which role do I give to members, and take from former ones? Skip it if there is none."),
    Setting.TIME_ZONE: N_("In which time zone does the group live? It decides when a week begins and when the news is posted."),
    Setting.CURRENCY: N_("In which currency do members note what work brought?"),
    Setting.WEEK_STARTS: N_("On which day does a week begin? The boards count from there."),
    Setting.SEATS: N_("May two businesses share a trade, or is each held by one alone?"),
    Setting.SMART: N_(
        "Shall asks and searches be matched by meaning as well as by words? It is computed where the bot runs, and sent nowhere."
    ),
    Setting.AMOUNTS: N_("May members note, for themselves, how much work a referral brought?"),
}
ZONES = {
    "pt-BR": ("America/Sao_Paulo", "America/Fortaleza", "America/Manaus"),
    "en-US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "en-GB": ("Europe/London",),
}
"""Suggested zones by the locale of the person's Discord."""
OTHER_ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "America/Sao_Paulo")
CURRENCIES = {"pt-BR": ("BRL", "USD", "EUR"), "en-GB": ("GBP", "EUR", "USD")}
OTHER_CURRENCIES = ("USD", "EUR", "GBP", "BRL")


def question_card(
    ctx: InteractionContext,
    group: Group,
    setting: Setting,
    *,
    answered: Setting | None = None,
    conflicts: Sequence[Taken] = (),
) -> Card:
    """One question with its choices, below the answer to the question before and the problems of that answer."""
    words, guild, order = ctx.words, ctx.interaction.guild, offered()
    at = order.index(setting)
    name = words.t(MEANINGS[setting][0])
    card = Card()
    if answered is not None:
        card.small(f"✅ {words.t(MEANINGS[answered][0])} · {value_of(words, group, answered, guild)}")
        told = problems(words, group, guild, answered)
        card.text("\n".join(f"⚠️ {problem}" for problem in told))
        conflicting(card, words, conflicts)
    card.title(f"⚙️ {words.t('{number} of {count}: {name}', number=at + 1, count=len(order), name=name)}")
    card.text(words.t(QUESTIONS[setting]))
    card.text(words.t("Now: {value}", value=f"**{value_of(words, group, setting, guild)}**"))
    found = problems(words, group, guild, setting)
    if found:
        card.text("\n".join(f"⚠️ {problem}" for problem in found))
    _choices(card, ctx, group, setting)
    if setting.may_be_none and setting.of(group) is not None:
        card.buttons([button(f"setup:pick:{setting}:{NONE}", words.t("None any more"), "✖️")])
    card.buttons(_onward(words, at))
    return card.small(words.t("Each answer is saved at once."))


def _onward(words: Words, at: int) -> list[Button]:
    """The buttons to go back, skip and finish."""
    order = offered()
    made = [button(f"setup:ask:{order[at - 1]}", words.t("Back"), "◀️")] if at else []
    if at + 1 < len(order):
        made.append(button(f"setup:ask:{order[at + 1]}", words.t("Skip"), "▶️"))
    return [*made, button("setup:done", words.t("Done"), "✅")]


def _choices(card: Card, ctx: InteractionContext, group: Group, setting: Setting) -> Card:
    """Add the menu or the buttons that answer a question."""
    words, guild = ctx.words, ctx.interaction.guild
    custom_id, choose = f"setup:set:{setting}", words.t("Choose")
    if setting.is_channel:
        present = guild.get_channel(setting.of(group) or 0) if guild else None
        return card.menu(channel_menu(custom_id, choose, present.id if present else None))
    if setting.is_role:
        present = guild.get_role(setting.of(group) or 0) if guild else None
        return card.menu(role_menu(custom_id, choose, present.id if present else None))
    if setting is Setting.TIME_ZONE:
        return card.buttons(_suggested(ctx, setting, ZONES, OTHER_ZONES, "setup:zone"))
    if setting is Setting.CURRENCY:
        return card.buttons(_suggested(ctx, setting, CURRENCIES, OTHER_CURRENCIES, "setup:currency"))
    options = {
        Setting.LANGUAGE: [(each.value, language_name(words, each)) for each in PublicLanguage],
        Setting.WEEK_STARTS: day_options(words),
        Setting.SEATS: [(seats.value, words.t(label)) for seats, label in SEATS.items()],
        Setting.AMOUNTS: [("on", words.t("on")), ("off", words.t("off"))],
        Setting.SMART: [("on", words.t("on")), ("off", words.t("off"))],
    }
    return card.menu(menu(custom_id, choose, options[setting]))


def _suggested(
    ctx: InteractionContext, setting: Setting, likely: Mapping[str, tuple[str, ...]], others: tuple[str, ...], form: str
) -> list[Button]:
    """Buttons with suggestions for the locale of the person's client, and one that opens a form for other values."""
    values = likely.get(ctx.interaction.locale.value, others)
    make = [primary, *[button] * len(values)]
    made = [new(f"setup:pick:{setting}:{value}", value) for new, value in zip(make, values, strict=False)]
    return [*made, button(form, ctx.words.t("Another one"), "✏️")]
