"""Autocomplete: choices that fit what was typed so far."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.core.contacts.characters import plain_characters
from bot.core.errors import N_
from bot.core.text import beginning, plain, shortened
from bot.membership.seats.matching import held_suggestions, suggestions
from cogs._ui.referral_card import known_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from bot.groups.links.model import Link
    from bot.membership.members.model import Listed
    from bot.referrals.linked.service import Takers
    from bot.referrals.model import Referral
    from cogs._ui.interaction import InteractionContext

MOST = 25
"""Maximum number of choices in an answer
(https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-autocomplete).
"""
LOOKED_THROUGH = 200
"""Number of a member's newest referrals that are searched."""
LENGTH = 100

AHEAD = {7: N_("in a week"), 14: N_("in two weeks"), 30: N_("in a month"), 91: N_("in three months")}
TERMS = {182: N_("in half a year"), 365: N_("in a year"), 730: N_("in two years")}

Choices = list[app_commands.Choice[str]]


def among(names: Iterable[str], typed: str) -> Choices:
    """The names that contain each typed word, without regard to accents and case."""
    return ready(name for name in names if _holds(name, typed))


def _holds(text: str, typed: str) -> bool:
    """Whether a text contains each typed word, in any order and without regard to accents and case."""
    plainly = plain(text)
    return all(word in plainly for word in plain(typed).split())


def ready(names: Iterable[str], longest: int = LENGTH) -> Choices:
    """At most MOST choices in the order of `names`. A value is the beginning of its name, of at most `longest` units."""
    return [
        app_commands.Choice(name=shortened(name, LENGTH), value=beginning(name, longest).rstrip())
        for name in itertools.islice(names, MOST)
    ]


def people(found: Iterable[Listed], typed: str) -> Choices:
    """People by name, each with their trade; the value is their id."""
    fitting = [each for each in found if _holds(each.name, typed)][:MOST]
    return [
        app_commands.Choice(
            name=shortened(f"{each.name} · {each.seat}" if each.seat else each.name, LENGTH), value=str(each.user_id)
        )
        for each in fitting
    ]


def linked_groups(found: Iterable[Link], typed: str) -> Choices:
    """Linked groups by name; the value is the group's id."""
    fitting = [each for each in found if _holds(each.name, typed)][:MOST]
    return [app_commands.Choice(name=shortened(each.name, LENGTH), value=str(each.other_id)) for each in fitting]


def takers(ctx: InteractionContext, found: Iterable[Takers], typed: str) -> Choices:
    """Linked groups, each with how many of its members take clients, then those; the value is the group's id, or with the member's."""
    groups: list[tuple[str, str, str]] = []
    people: list[tuple[str, str, str]] = []
    for each in found:
        group, count = each.link.name, ctx.words.n("{count} member", "{count} members", len(each.people))
        groups.append((group, f"{group} · {count}", f"{each.link.other_id}"))
        for one in each.people:
            line = f"{one.name} · {one.seat} · {group}"
            people.append((line, line, f"{each.link.other_id}:{one.user_id}"))
    fitting = [(line, value) for searched, line, value in (*groups, *people) if _holds(searched, typed)][:MOST]
    return [app_commands.Choice(name=shortened(line, LENGTH), value=value) for line, value in fitting]


def seats(ctx: InteractionContext, typed: str, held: Iterable[str]) -> Choices:
    """Trades to choose from, in the language of the person who types: the catalogue's, and others that are `held`."""
    return ready(suggestions(typed, held, ctx.words.tag, MOST))


def held_seats(ctx: InteractionContext, typed: str, held: Iterable[str], longest: int) -> Choices:
    """The `held` trades that fit, found by their names in the language of the person who types."""
    return ready(held_suggestions(typed, held, ctx.words.tag, MOST), longest)


def referrals(ctx: InteractionContext, found: Iterable[tuple[Referral, str]], typed: str) -> Choices:
    """One's own referrals, found by number, client, private label, day or the other person.

    The value is the number; of one to a linked group, which counts its own, the id besides: `R-42/<id>`.
    """
    lines = ((_value(ctx, referral), _referral(ctx, referral, name)) for referral, name in found)
    wanted = plain_characters(typed)  # a label that was copied from a card has a hyphen of another kind
    fitting = [(value, line) for value, line in lines if _holds(line, wanted)][:MOST]
    return [app_commands.Choice(name=shortened(line, LENGTH), value=value) for value, line in fitting]


def _value(ctx: InteractionContext, referral: Referral) -> str:
    return referral.label if referral.group_id == ctx.group_id else f"{referral.label}/{referral.id}"


def _referral(ctx: InteractionContext, referral: Referral, name: str) -> str:
    """A line for one of them, with the label that is its receiver's alone."""
    label = referral.private_label if referral.receiver_id == ctx.user_id else ""
    return " · ".join(filter(None, (referral.label, known_by(referral), label, name)))


def days(ctx: InteractionContext, typed: str) -> Choices:
    """Coming days, by how far they are; any other day may be typed."""
    return _ahead(ctx, typed, AHEAD, ctx.words.day)


def last_days(ctx: InteractionContext, typed: str) -> Choices:
    """The last days of usual terms, which begin today; any other day may be typed."""
    return _ahead(ctx, typed, TERMS, ctx.words.date)


def _ahead(ctx: InteractionContext, typed: str, spans: Mapping[int, str], written: Callable[[date], str]) -> Choices:
    now = discord.utils.utcnow()
    ahead = ((text, (now + timedelta(days=count)).date()) for count, text in spans.items())
    named = [(f"{ctx.words.t(text)}: {written(day)}", day.isoformat()) for text, day in ahead]
    return [app_commands.Choice(name=name, value=value) for name, value in named if _holds(f"{name} {value}", typed)]
