"""Every card of suggestions, rounds and practice, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.groups.model import PublicLanguage
from bot.membership.members.model import Texts
from bot.membership.members.profile import BUSINESS, IDEAL_REFERRAL, OFFER, SKILLS
from bot.referrals.daily_job import MOST_ITEMS, Item, Reminder
from bot.relationships.rounds.model import Answer, Every, Mine, Place, Rounds, Schedule
from bot.relationships.rounds.morning import DID_YOU_MEET, PAIRED
from bot.relationships.suggestions.model import SUGGESTED, Candidate, Common, Suggestion
from bot.relationships.suggestions.practice import CHOICES, Answered, Question
from bot.relationships.suggestions.service import LISTED, Suggested
from cogs._ui import morning_list
from cogs.one_to_ones import practice, round_cards
from cogs.one_to_ones.suggested import suggested_card
from tests.discord.longest import COUNT, ID, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest

SCHEDULE = Schedule(ID, Every.TWO_WEEKS, NOON.date(), NOON.day)


def texts_of(made: Longest) -> Texts:
    said = (made.field(each) for each in (BUSINESS, OFFER, IDEAL_REFERRAL, SKILLS))
    return Texts(ID, made.name(), made.seat(), *said)


def place_of(made: Longest, others: int = 2) -> Place:
    return Place(ID, ID, ID, NOON.date(), NOON.date(), others=tuple((ID - n, made.name()) for n in range(others)))


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    said = tuple(made.text(60) for _ in range(3))
    common = Common(said, said, said, made.text(60))
    met, known = Candidate(ID, NOON.date(), joined_at=NOON), Candidate(ID, NOON.date(), is_known=True, joined_at=NOON)
    left_out = tuple((ID - n, made.name()) for n in range(LISTED))
    mine = Mine(SCHEDULE, is_in=True, place=place_of(made))
    answered = Answered(1, texts_of(made), replace(texts_of(made), user_id=COUNT))

    def suggested(candidate: Candidate, number: int = SUGGESTED) -> Suggested:
        each = [replace(candidate, user_id=ID - n) for n in range(number)]
        those = tuple(Suggestion(one, replace(texts_of(made), user_id=one.user_id), common) for one in each)
        return Suggested(those, left_out, mine)

    def listed(kind: str, others: int = 2) -> Card:
        places = [replace(place_of(made, others), id=ID - n) for n in range(MOST_ITEMS)]
        shown = Reminder(ID, NOON, (), tuple(Item(kind, place) for place in places))
        renderers = {PAIRED: round_cards.paired, DID_YOU_MEET: round_cards.did_you_meet}
        return morning_list.morning_card(words, shown, made.text(100), renderers)

    return {
        "whom to meet": lambda: suggested_card(words, suggested(met)),
        "whom to meet, in direct messages": lambda: suggested_card(words, suggested(known), ID),
        "whom to meet, known": lambda: suggested_card(words, suggested(known)),
        "whom to meet, nobody": lambda: suggested_card(words, suggested(met, 0)),
        "rounds": lambda: round_cards.rounds_card(words, Rounds(SCHEDULE, PublicLanguage.BOTH)),
        "rounds, none": lambda: round_cards.rounds_card(words, Rounds(None, PublicLanguage.BOTH)),
        "counted in": lambda: round_cards.counted_card(words, mine),
        "counted out": lambda: round_cards.counted_card(words, replace(mine, is_in=False)),
        "reminded of a round": lambda: listed(PAIRED),
        "reminded of a round alone": lambda: listed(PAIRED, 0),
        "asked whether they met": lambda: listed(DID_YOU_MEET),
        "met in a round": lambda: round_cards.answered(words, replace(place_of(made), answer=Answer.MET)),
        "not met in a round": lambda: round_cards.answered(words, replace(place_of(made), answer=Answer.NOT_YET)),
        "practice": lambda: practice.question_card(
            words, Question(1, ID, made.field(IDEAL_REFERRAL), tuple((ID - n, made.name()) for n in range(CHOICES)))
        ),
        "practised": lambda: practice.answer_card(words, answered),
        "practised to the end": lambda: practice.answer_card(words, replace(answered, number=5, chosen=answered.right)),
    }


def public_cards(language: str) -> dict[str, Callable[[], Card]]:
    return {"rounds for everybody": lambda: round_cards.announced_card(Rounds(SCHEDULE, PublicLanguage(language)))}
