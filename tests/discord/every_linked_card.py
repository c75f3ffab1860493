"""Every card of linked groups, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.asks.across import Across
from bot.asks.model import NeedKind, NeedState
from bot.groups.links.model import MOST_LINKS, Code, Link, new_code
from bot.groups.links.service import Links
from bot.membership.members.model import Listed
from bot.referrals.daily_job import MOST_ITEMS, Item, Reminder
from bot.referrals.linked.reminding import ITEM as LEAD
from bot.referrals.linked.service import Takers
from bot.referrals.model import Kind, Party
from bot.referrals.partners import MOST_OF_ONE_NUMBER
from bot.referrals.service import Numbered
from cogs._ui import morning_list, passed_card, referral_card
from cogs._ui.cards import public
from cogs.asks.across import across_card, asked_card, gone
from cogs.groups import links
from cogs.referrals.cards import public_line
from cogs.referrals.linked import lead_item, left_card, takers_card
from cogs.referrals.lists import numbered_card
from tests.discord.longest import ID, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.i18n import Words
    from bot.referrals.transitions import Opened
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest

SERVER = 100
"""Characters of the longest name of a server."""


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    several = tuple(Link(ID - number, made.text(SERVER)) for number in range(MOST_LINKS))
    return {
        "code for a link": lambda: links.code_card(words, Links(several, Code(new_code(), NOON))),
        "whom in a linked group": lambda: takers_card(
            words, Takers(several[0], tuple(Listed(ID - n, made.name(), made.seat()) for n in range(30)))
        ),
        "left a linked group": lambda: left_card(words, replace(made.opened(), others_group=made.text(SERVER))),
        "asked in linked groups": lambda: asked_card(words, made.seen_need(NeedKind.LOOKING), [each.name for each in several]),
        "asked of a lead": lambda: _asked_of_leads(words, made),
        "passed to a linked group": lambda: passed_card.confirmation(words, _across(made, Party.GIVER)),
        "referral from a linked group": lambda: referral_card.card(words, _across(made, Party.RECEIVER)),
        "referral to a linked group": lambda: referral_card.card(words, _across(made, Party.GIVER)),
        "referral with others of its number": lambda: numbered_card(words, _numbered(made)),
        "linked": lambda: links.linked_card(words, several[0]),
    }


def _across(made: Longest, me: Party) -> Opened:
    opened = made.opened(me)
    return replace(opened, others_group=made.text(SERVER), referral=replace(opened.referral, giver_group_id=ID))


def _numbered(made: Longest) -> Numbered:
    name = f"{made.name()} · {made.text(SERVER)}"
    others = [replace(made.opened(Party.GIVER).referral, id=ID - number) for number in range(MOST_OF_ONE_NUMBER)]
    return Numbered(made.opened(Party.RECEIVER), tuple((each, name) for each in others))


def _asked_of_leads(words: Words, made: Longest) -> Card:
    lead = replace(made.opened(Party.GIVER, kind=Kind.LEAD), others_group=made.text(SERVER))
    leads = [replace(lead, referral=replace(lead.referral, id=ID - number)) for number in range(MOST_ITEMS)]
    listed = Reminder(ID, NOON, (), tuple(Item(LEAD, each) for each in leads))
    return morning_list.morning_card(words, listed, made.text(SERVER), {LEAD: lead_item})


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    name = made.text(SERVER)
    return {
        "link made": lambda: public(language, lambda card, words: card.text(links.made(words, name))),
        **{
            f"{kind} in a linked group": lambda kind=kind: across_card(
                language, Across(made.seen_need(kind, 0), name, takes=True)
            )
            for kind in NeedKind
        },
        "over in a linked group": lambda: across_card(
            language, Across(made.seen_need(NeedKind.TIP, 0, NeedState.CLOSED), name, takes=True)
        ),
        "gone from a linked group": lambda: public(language, gone),
        "line of a linked group": lambda: public(
            language, lambda card, words: card.text(public_line(words, _across(made, Party.RECEIVER)))
        ),
        "link ended": lambda: public(language, lambda card, words: card.text(links.ended(words, name))),
    }
