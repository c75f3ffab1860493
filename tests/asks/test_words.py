"""Matching by words: whom a need finds, and which words of their own profile speak for them."""

import pytest

from bot.asks.matching.model import SUGGESTED, Match, Query
from bot.asks.matching.words import Said, WordMatching, Words
from bot.membership.members.model import Member, Status, Texts
from bot.membership.members.profile import Profile, Story

BRUNO = Member(
    1,
    1,
    "Bruno",
    Status.ACTIVE,
    "Electrician",
    Profile(
        "Teixeira Electrical",
        "Rewiring, panels up to code, charging points for electric cars.",
        "Building managers with an old panel.",
        "secret garage@example.org",
        "https://garage.example",
    ),
    Story(
        goals="A plumber of our own", wins="The town hall", interests="Violins", circles="Rotary", skills="Reading wiring plans"
    ),
)
ELISA = Member(
    1, 2, "Elisa", Status.ACTIVE, "Advogada", Profile("Monteiro", "Contratos e direito do trabalho", "Donos de empresa")
)
HEITOR = Member(
    1, 3, "Heitor", Status.ACTIVE, "Web developer", Profile("Prado", "Online shops that load fast", "Shops in buildings")
)
GROUP = (BRUNO, ELISA, HEITOR)


def texts(member: Member) -> Texts:
    said = member.profile
    seat, skills = member.seat, member.story.skills
    return Texts(member.user_id, member.name, seat, said.business, said.offer, said.ideal_referral, skills)


def matched(text: str, *trades: str, author: int = 99, members: tuple[Member, ...] = GROUP) -> list[Match]:
    need = Query(author, text, trades)
    matching = WordMatching(need)
    matching.add(map(texts, members))
    by_id = {each.user_id: each for each in members}
    return [
        Match(each.user_id, each.name, Said(texts(by_id[each.user_id])).reasons(Words(need.text)))
        for each in matching.suggested()
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "My building needs a charging point for an electric car",
            Match(1, "Bruno", ("charging points", "electric cars", "Building")),
        ),
        ("Somebody who can read a wiring plan, please", Match(1, "Bruno", ("Reading wiring plans",))),
        ("Preciso de um advogado para um contrato de trabalho", Match(2, "Elisa", ("Advogada", "Contratos", "trabalho"))),
        ("Query an attorney", Match(2, "Elisa", ("Advogada",))),
        ("ELÉTRICISTA pra ontem", Match(1, "Bruno", ("Electrician",))),
        ("eletrecista", Match(1, "Bruno", ("Electrician",))),
        ("Who makes web shops?", Match(3, "Heitor", ("Web", "shops"))),
    ],
)
def test_the_words_of_their_own_profile_speak_for_the_first(text: str, found: Match) -> None:
    assert matched(text)[0] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍 …",
        "Does anybody know somebody who can help a client of mine with this?",
        "Alguém conhece uma pessoa boa para ajudar uma cliente minha?",
        "Violin lessons for a girl of nine",
        "A plumber",
        "secret garage",
        "Rotary",
        "Bruno",
        "code" + " and a word that nobody has, nor a second one, nor a third one of them" * 3,
    ],
)
def test_where_nothing_speaks_for_anybody_nobody_is_suggested(text: str) -> None:
    """Neither goals nor contact, links or names are what somebody offers; one word of many says nothing."""
    assert matched(text) == []


def test_the_author_is_never_suggested() -> None:
    assert [each.user_id for each in matched("An electrician", author=1)] == []
    assert [each.user_id for each in matched("Buildings, shops", author=1)] == [3]


def test_a_chosen_trade_comes_first_with_the_trade_as_its_reason() -> None:
    assert matched("Panels for a building", "lawyer")[0] == Match(2, "Elisa", ("Advogada",))
    assert matched("", "Attorney") == [Match(2, "Elisa", ("Advogada",))]
    assert [each.user_id for each in matched("", "Lawyer", "Electrician", "Florist")] == [1, 2]
    assert matched("", "Florist") == []


def test_three_at_most_are_suggested_and_rarer_words_count_more() -> None:
    crowd = tuple(
        Member(1, 10 + n, f"M{n}", Status.ACTIVE, f"Thing {n}", Profile("", "Roofs and gardens", "Whoever has a garden"))
        for n in range(9)
    )
    rare = Member(1, 50, "Zoe", Status.ACTIVE, "Thing", Profile("", "Roofs of slate", ""))
    assert [each.user_id for each in matched("Roofs", members=crowd)] == [10, 11, 12][:SUGGESTED], (
        "by name where all else is equal"
    )
    assert matched("Slate roofs", members=(*crowd, rare)) == [Match(50, "Zoe", ("Roofs", "slate"))], "the others fit much less"


def test_members_may_be_added_in_slices() -> None:
    need = Query(99, "Shops in old buildings")
    at_once, sliced = WordMatching(need), WordMatching(need)
    at_once.add(map(texts, GROUP))
    for each in GROUP:
        sliced.add([texts(each)])
    assert sliced.best() == at_once.best() != []


def test_a_long_text_is_matched_by_its_beginning() -> None:
    assert matched("An electrician" + " x" * 10_000)[0].user_id == 1
    assert matched("x " * 10_000 + "electrician") == []
