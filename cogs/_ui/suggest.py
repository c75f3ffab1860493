"""Autocomplete: what fits what was typed so far. Discord shows twenty-five at most."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.core.errors import N_
from bot.core.text import beginning, plain, shortened
from bot.membership.seats.matching import held_suggestions, suggestions
from cogs._ui.referral_card import known_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.membership.members.model import Member
    from bot.referrals.model import Referral
    from cogs._ui.interaction import InteractionContext

MOST = 25
LOOKED_THROUGH = 200
"""How many of one's newest referrals are searched."""
LENGTH = 100

AHEAD = {7: N_("in a week"), 14: N_("in two weeks"), 30: N_("in a month"), 91: N_("in three months")}

Choices = list[app_commands.Choice[str]]


def among(names: Iterable[str], typed: str) -> Choices:
    """The names that hold what was typed, accents and case aside."""
    return ready(name for name in names if _holds(name, typed))


def _holds(text: str, typed: str) -> bool:
    """Whether a text holds each word that was typed, in any order, accents and case aside."""
    plainly = plain(text)
    return all(word in plainly for word in plain(typed).split())


def ready(names: Iterable[str], longest: int = LENGTH) -> Choices:
    """The names as they come, best first; their values are cut to `longest`, and begin as the name does."""
    return [
        app_commands.Choice(name=shortened(name, LENGTH), value=beginning(name, longest).rstrip())
        for name in itertools.islice(names, MOST)
    ]


def people(found: Iterable[Member], typed: str) -> Choices:
    """People by name, each with their trade; the value is their id."""
    fitting = [each for each in found if _holds(each.name, typed)][:MOST]
    return [
        app_commands.Choice(
            name=shortened(f"{each.name} · {each.seat}" if each.seat else each.name, LENGTH), value=str(each.user_id)
        )
        for each in fitting
    ]


def seats(ctx: InteractionContext, typed: str, held: Iterable[str]) -> Choices:
    """Trades for somebody to take, in the language of who types: the catalogue's, and those that are `held` beside it."""
    ctx.end()
    return ready(suggestions(typed, held, ctx.words.tag, MOST))


def held_seats(ctx: InteractionContext, typed: str, held: Iterable[str], longest: int) -> Choices:
    """Those of the trades that are `held` which fit, in the language of who types."""
    ctx.end()
    return ready(held_suggestions(typed, held, ctx.words.tag, MOST), longest)


def referrals(ctx: InteractionContext, found: Iterable[tuple[Referral, str]], typed: str) -> Choices:
    """One's own referrals, found by number, client, private label, day or the other person; the value is the number."""
    lines = ((referral.label, _referral(ctx, referral, name)) for referral, name in found)
    fitting = [(label, line) for label, line in lines if _holds(line, typed)][:MOST]
    return [app_commands.Choice(name=shortened(line, LENGTH), value=label) for label, line in fitting]


def _referral(ctx: InteractionContext, referral: Referral, name: str) -> str:
    """A line for one of them, with the label that is its receiver's alone."""
    label = referral.private_label if referral.receiver_id == ctx.user_id else ""
    return " · ".join(filter(None, (referral.label, known_by(referral), label, name)))


def days(ctx: InteractionContext, typed: str) -> Choices:
    """Coming days, by how far they are; any other day may be typed."""
    ctx.end()
    now = discord.utils.utcnow()
    ahead = ((text, now + timedelta(days=count)) for count, text in AHEAD.items())
    named = [(f"{ctx.words.t(text)}: {ctx.words.day(day)}", day.date().isoformat()) for text, day in ahead]
    return [app_commands.Choice(name=name, value=value) for name, value in named if _holds(f"{name} {value}", typed)]
