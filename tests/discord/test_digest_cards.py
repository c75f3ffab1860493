"""The weekly news within Discord's limits, whatever a week was like."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.asks import digest as asks_digest
from bot.asks.model import MOST_TRADES, NeedKind
from bot.core.calendar import Period
from bot.core.declarations import declared
from bot.core.digest_block import MOST_NEWCOMERS, MOST_RANKS, SHOWN, Block
from bot.core.money import MOST
from bot.groups.model import COUNTS, Group, PublicLanguage
from bot.i18n import words
from bot.meetings import digest as meetings_digest
from bot.meetings.guests.digest import MOST_NAMED
from bot.membership.members.profile import SEAT
from bot.membership.seats.service import MOST_OPEN, MOST_WANTED
from bot.referrals.thanks.digest import MOST_SAID
from bot.reports.goals.model import Measure
from bot.reports.trades import digest as missing_trades
from bot.weekly.digest.model import Digest, in_messages, longest_thanks
from cogs.asks.digest_block import asks
from cogs.digest.blocks import RENDERERS, thanked
from cogs.digest.cards import DigestCards, to_copy
from cogs.groups.goals import bars_of_news
from cogs.groups.seats import missing
from cogs.meetings.digest_block import meetings as meetings_block
from cogs.meetings.guest_messages import guests
from tests.discord.longest import FILLS, NAMES, SEATS
from tests.fuzz import examples
from tests.standin.rules import component_problems, units
from tests.standin.world import parts

COMPONENTS = 40
FOR_FEATURES_TO_COME = 2
"""Components that a message has room for besides those of all blocks in two languages."""
WEEK = Period(datetime(2026, 9, 11, 12, tzinfo=UTC), datetime(2026, 11, 28, 12, tzinfo=UTC))
DRAWN = {
    **RENDERERS,
    "asks": asks,
    "guests": guests,
    "meetings": meetings_block,
    "goals": bars_of_news,
    "missing_trades": missing,
}
CARDS = DigestCards(DRAWN)


def messages(group: Group, blocks: tuple[Block, ...]) -> list[Digest]:
    return in_messages(WEEK, blocks, len(group.language.tags), lambda block: CARDS.longest(group, WEEK, block))


TOTAL = {"minor": MOST, "currency": "BRL", "start": WEEK.start.isoformat(), "end": WEEK.end.isoformat()}


def filled(limit: int) -> st.SearchStrategy[str]:
    return st.sampled_from([*FILLS, "Ana ", "é"]).map(lambda fill: (fill * limit)[:limit].strip() or "x")


names = st.one_of(st.text(min_size=1, max_size=32), *map(filled, NAMES))
texts = st.one_of(st.text(max_size=SHOWN), filled(SHOWN), filled(SHOWN), st.just("Thank you!"))
seats = st.one_of(st.sampled_from(SEATS), filled(70))
counts = st.one_of(st.integers(0, 3000), st.just(123_456_789))
people = st.fixed_dictionaries({"name": names, "seat": seats, "ideal_referral": texts})
meetings = st.fixed_dictionaries(
    {
        "at": st.sampled_from(["2026-12-30T07:00-03:00", "2026-09-16T18:30+10:00"]),
        "day": st.just("2026-12-30"),
        "place": st.just("") | filled(meetings_digest.SHOWN),
        "is_planned": st.booleans(),
        "reason": st.just("") | filled(meetings_digest.SHOWN),
    }
)
BLOCKS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "week": st.fixed_dictionaries(
        {"referrals": counts, "receivers": counts, "jobs": counts, "introductions": counts, "members": counts}
    ),
    "business": st.just(dict.fromkeys(("week", "month"), TOTAL)),
    "board": st.fixed_dictionaries(
        {
            "places": st.lists(
                st.fixed_dictionaries({"rank": st.integers(1, 10), "name": names, "people": counts, "times": counts}),
                max_size=MOST_RANKS,
            ),
            "unnamed": counts,
            "weeks": st.sampled_from([1, 4]),
        }
    ),
    "thanks": st.fixed_dictionaries(
        {
            "said": st.lists(
                st.fixed_dictionaries({"author": names, "thanked": names, "message": texts, "for_act": st.booleans()}),
                min_size=1,
                max_size=MOST_SAID,
            )
        }
    ),
    "newcomers": st.fixed_dictionaries(
        {"members": st.lists(people, min_size=1, max_size=MOST_NEWCOMERS), "more": st.integers(0, 5000)}
    ),
    "meetings": st.fixed_dictionaries(
        {"next": st.none() | meetings, "changed": st.lists(meetings, min_size=1, max_size=meetings_digest.MOST_CHANGES)}
    ),
    "goals": st.fixed_dictionaries(
        {
            "scheme": st.just("steady"),
            "month": st.just("2026-11-01"),
            "weeks": st.integers(1, 5),
            "of": st.integers(4, 5),
            "bars": st.lists(
                st.fixed_dictionaries({"goal": st.sampled_from([*Measure]), "tenths": st.integers(0, 10)}), min_size=1, max_size=4
            ),
        }
    ),
    "missing_trades": st.fixed_dictionaries(
        {
            "month": st.just("2026-11-01"),
            "trades": st.lists(
                st.fixed_dictionaries({"trade": names, "n": counts}), min_size=1, max_size=missing_trades.MOST_LISTED
            ),
            "more": counts,
        }
    ),
    "openings": st.fixed_dictionaries(
        {
            "wanted": st.lists(seats, max_size=MOST_WANTED),
            "more": st.integers(0, 19),
            "open": st.lists(seats, min_size=1, max_size=MOST_OPEN),
        }
    ),
    "asks": st.fixed_dictionaries(
        {
            "needs": st.lists(
                st.fixed_dictionaries(
                    {
                        "label": st.just("A-999999"),
                        "kind": st.sampled_from([kind.value for kind in NeedKind]),
                        "name": names,
                        "text": st.one_of(st.text(max_size=asks_digest.SHOWN), filled(asks_digest.SHOWN)),
                        "trades": st.lists(filled(SEAT.limit), max_size=MOST_TRADES),
                        "days": st.integers(1, 28) | st.none(),
                    }
                ),
                max_size=asks_digest.MOST_LISTED,
            ),
            "more": counts,
            "answered": counts,
            "covers": counts,
        }
    ),
    "guests": st.fixed_dictionaries({"came": counts, "by": st.lists(names, max_size=MOST_NAMED), "more": counts}),
    "to_do": st.fixed_dictionaries({"thank": st.just(True)}, optional={"welcome": people, "listener": people, "seat": seats}),
}
HEADINGS = {
    "en": {
        "goals": "🎯 Goals",
        "business": "💼 Work that referrals brought",
        "thanks": "💚 Thank you",
        "newcomers": "🌱 New members",
        "openings": "🪑",
        "missing_trades": "🔍 ",
        "asks": "🙋 What members ask",
        "guests": "👋 ",
        "to_do": "✨ What you can do",
    },
    "pt-BR": {
        "thanks": "💚 Agradec",
        "newcomers": "🌱 ",
        "openings": "🪑",
        "missing_trades": "🔍 ",
        "asks": "🙋 ",
        "to_do": "✨ ",
    },
}


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Block, ...]:
    facts = {kind: draw(made) for kind, made in BLOCKS.items()}
    facts["week"]["thanks"] = len(facts["thanks"]["said"]) + draw(st.integers(0, 500))
    kinds = draw(st.sets(st.sampled_from([kind for kind in BLOCKS if kind != "week"])))
    return tuple(Block(kind, found, news=True) for kind, found in facts.items() if kind == "week" or kind in kinds)


@examples(150)
@given(weeks(), st.sampled_from(PublicLanguage))
def test_every_message_is_within_the_limits_and_all_is_told_that_it_should(
    blocks: tuple[Block, ...], language: PublicLanguage
) -> None:
    group = Group(100, language=language, time_zone="America/Sao_Paulo", pair_cap=COUNTS["pair_cap"].most)
    digests = messages(group, blocks)
    cards = [CARDS.digest(group, digest, "Chapter") for digest in digests]
    for card in cards:
        components: Any = card.components
        assert [*component_problems(components)] == []
        assert len(parts(components)) <= COMPONENTS - FOR_FEATURES_TO_COME
    for tag in language.tags:
        for kind, heading in HEADINGS[tag].items():
            shown = next((block for block in blocks if block.kind == kind), None)
            assert shown is None or heading in "\n".join(cards[0].texts) or kind == "thanks", kind
        for digest, card in zip(digests, cards, strict=True):
            lines = [line for text in card.texts for line in text.splitlines()]
            for each in (digest.of("thanks") or {"said": ()})["said"]:
                assert thanked(words(tag), each) in lines, "a thank-you stands whole in the message that it was given to"
        assert cards[0].texts[-1].startswith("-# "), "what the numbers count is not cut"
        assert "…" not in cards[0].texts[-1]
    assert units(to_copy(cards)) <= 4000


@examples(150)
@given(BLOCKS["thanks"], st.sampled_from(PublicLanguage))
def test_no_thanks_are_longer_than_they_are_taken_for(block: dict[str, Any], language: PublicLanguage) -> None:
    for each in block["said"]:
        for tag in language.tags:
            assert units(thanked(words(tag), each)) < longest_thanks(each)


@pytest.mark.parametrize(("language", "thanks"), [("en", 20), ("pt-BR", 18), ("both", 3)])
def test_a_week_that_fits_is_one_message(language: str, thanks: int) -> None:
    """By the characters that are shown: a board of ten, an ask, trades, hints and short thanks leave room in a message."""
    names = ["Ana Beatriz Carvalho", "João Pedro Vasconcelos"]
    ranks = [{"rank": at, "name": names[at % 2], "people": 2, "times": 2} for at in range(1, 11)]
    said = [{"author": names[0], "thanked": names[1], "message": "Thank you, it was a delight.", "for_act": False}]
    need = {"label": "A-1", "kind": "looking", "name": names[0], "text": "A building manager", "trades": [], "days": 5}
    meeting = {"at": "2026-12-01T07:00-03:00", "day": "2026-12-01", "place": "Café", "is_planned": True, "reason": ""}
    blocks = (
        Block("week", {"referrals": 9, "receivers": 5, "jobs": 2, "thanks": thanks, "members": 12}, news=True),
        Block("meetings", {"next": meeting, "changed": []}),
        Block("board", {"places": ranks, "unnamed": 0, "weeks": 4}, news=True),
        Block("thanks", {"said": said * thanks}, news=True),
        Block("asks", {"needs": [need], "more": 0, "answered": 2, "covers": 1}),
        Block("openings", {"wanted": [], "more": 0, "open": ["Baker", "Dentist", "Florist", "Notary"]}),
        Block("to_do", {"thank": True, "listener": {"name": names[0], "seat": "Baker", "ideal_referral": "Cafés"}}),
    )
    group = Group(100, language=PublicLanguage(language), time_zone="America/Sao_Paulo")
    assert len(messages(group, blocks)) == 1


@examples(40)
@given(st.fixed_dictionaries(BLOCKS))
def test_all_blocks_in_both_languages_are_one_message(facts: dict[str, dict[str, Any]]) -> None:
    facts["week"]["thanks"] = len(facts["thanks"]["said"])
    blocks = tuple(Block(kind, found, news=True) for kind, found in facts.items())
    group = Group(100, language=PublicLanguage.BOTH, time_zone="America/Sao_Paulo")
    for digest in messages(group, blocks):
        components: Any = CARDS.digest(group, digest, "Chapter").components
        assert len(parts(components)) <= COMPONENTS - FOR_FEATURES_TO_COME
        assert [*component_problems(components)] == []


def test_a_quiet_week_and_a_group_of_one_get_a_short_one() -> None:
    to_do = Block("to_do", {"listener": {"name": "Ana", "seat": "Baker", "ideal_referral": "Cafés"}})
    told = []
    for number, blocks in ((12, (to_do,)), (1, ())):
        week = Block("week", {"referrals": 0, "receivers": 0, "jobs": 0, "thanks": 0, "members": number})
        card = CARDS.digest(Group(100), Digest(WEEK, (week, Block("openings", {"wanted": ["Baker"]}), *blocks)), "Chapter")
        told.append(to_copy([card]))
    assert told[0].splitlines()[2].startswith("A quiet week.")
    assert "• This week, listen for *Ana* · Baker: 🎯 Cafés" in told[0]
    assert "The group is just beginning." in told[1]
    assert all(len(text) < 400 and "🪑" not in text for text in told)


def test_the_text_to_copy_is_written_as_a_phones_messenger_reads_it() -> None:
    week = Block("week", {"referrals": 2, "receivers": 1, "jobs": 0, "thanks": 0, "members": 3}, news=True)
    places = [{"rank": 1, "name": "Ana *", "people": 1, "times": 2}]
    board = Block("board", {"places": places, "unnamed": 0}, news=True)
    card = CARDS.digest(Group(100), Digest(WEEK, (week, board)), "Chapter")
    copied = to_copy([card])
    assert copied.splitlines()[0] == "*📰 Good words, 11 September to 28 November*"
    assert "🥇 *Ana ** · 1 member helped · 2 referrals" in copied
    assert copied.splitlines()[-1].startswith("_Counts what was given")
    unlike = copied.replace("Ana **", "")
    assert not [mark for mark in ("**", "-# ", "###", "\\", "<t:") if mark in unlike]


def test_a_board_of_ones_ranks_four_weeks_and_says_so() -> None:
    monday = datetime(2026, 11, 9, 12, tzinfo=UTC)  # 09:00 in São Paulo
    week = Period(monday, monday + timedelta(days=7))
    total = {"minor": 190_000, "currency": "BRL", "start": "2026-11-09T00:00-03:00", "end": "2026-11-16T00:00-03:00"}
    places = [{"rank": 1, "name": "Ana", "people": 1, "times": 2}]
    blocks = (
        Block("business", {"week": total}, news=True),
        Block("board", {"places": places, "unnamed": 0, "weeks": 4}, news=True),
    )
    copied = to_copy([CARDS.digest(Group(100, time_zone="America/Sao_Paulo"), Digest(week, blocks), "Chapter")])
    assert "Good words, 9 November to 15 November*" in copied
    assert "in the week from 9 November to 15 November" in copied
    assert "Who helped most members, in the last 4 weeks" in copied
    assert "These are of 19 October – 15 November 2026." in copied
    (alone,) = blocks[1:]
    copied = to_copy([CARDS.digest(Group(100), Digest(week, (replace(alone, facts={**alone.facts, "weeks": 1}),)), "Chapter")])
    assert "weeks" not in copied.split("_Counts")[0]


def test_the_days_of_the_last_full_week_are_the_groups_own() -> None:
    """Its last day is the one before its end, also where that is midnight of a zone far from ours."""
    zone = Group(100, time_zone="Pacific/Kiritimati").zone
    start = datetime(2026, 11, 9, tzinfo=zone)
    facts = {"minor": 190_000, "currency": "BRL", "start": start.isoformat(), "end": (start + timedelta(days=7)).isoformat()}
    month = facts | {"minor": 430_050, "start": (start - timedelta(days=21)).isoformat()}
    blocks = (Block("business", {"week": facts, "month": month}, news=True),)
    copied = to_copy([CARDS.digest(Group(100), Digest(WEEK, blocks), "Chapter")])
    assert "in the week from 9 November to 15 November: about *R$1,900*." in copied
    assert "in the 4 weeks from 19 October to 15 November: about *R$4,300.50*." in copied


def test_every_block_is_drawn() -> None:
    assert BLOCKS.keys() == declared().blocks.keys(), "the longest of each is shown above"
