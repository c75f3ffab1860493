"""Every kind of card and form that the bot makes, out of the longest that there is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.admin.moderation import LogFile, LogPage
from bot.asks import model as asks_model
from bot.asks.matching import fits
from bot.asks.matching.model import Match
from bot.asks.model import NeedKind, NeedState, OfferState
from bot.core import text as texts
from bot.core.calendar import PeriodName
from bot.core.dates import DayOrder, TwoWays
from bot.core.errors import Sentence
from bot.core.money import MOST, Money
from bot.core.outbox.model import Reach
from bot.introductions import talks
from bot.introductions.follow_up import FollowUp
from bot.introductions.model import NOTE, WHY
from bot.introductions.model import State as IntroductionState
from bot.meetings import model as meetings_model
from bot.meetings.checks import MOST_SERIES
from bot.meetings.model import Every
from bot.meetings.service import Scheduled
from bot.membership.applications.model import MOST_NOTES, Note, PastDecisions
from bot.membership.applications.service import Applied
from bot.membership.claims.model import Claim
from bot.membership.claims.name_likeness import MOST_ALIKE
from bot.membership.claims.service import Awaited
from bot.membership.members import profile as profile_model
from bot.membership.members.lifecycle import SeatTaken
from bot.membership.members.model import Listed, Member, Status
from bot.membership.members.roll import Days
from bot.membership.muted_senders.service import Sender
from bot.membership.onboarding import Walked
from bot.membership.profiles.model import Line
from bot.membership.profiles.service import Found as InDirectory
from bot.membership.profiles.service import Shown
from bot.membership.roster.service import Enrolled, History
from bot.membership.roster_import.model import RollImport
from bot.membership.roster_import.service import AppliedImport
from bot.referrals import model as referrals_model
from bot.referrals.daily_job import MOST_ITEMS, MOST_NAMED, Item, Reminder
from bot.referrals.erasure.service import Asked
from bot.referrals.fit.model import Fit, Hint
from bot.referrals.history.model import Past, PastImport
from bot.referrals.history.service import Brought
from bot.referrals.model import Kind, Party, State, Verb
from bot.referrals.passing_on import PassingOn, Way
from bot.referrals.reminders.model import REFERRAL
from bot.referrals.service import Page, Whom
from bot.referrals.thanks import model as thanks_model
from bot.referrals.thanks.service import MOST_UNDER_WAY, About
from bot.relationships.one_to_ones import asking
from bot.relationships.one_to_ones.model import PLACE, TOPICS, Plan, Request
from bot.relationships.one_to_ones.planning import Planned
from bot.relationships.one_to_ones.profile_page import ProfilePage
from bot.relationships.one_to_ones.service import Talk as Met
from bot.relationships.one_to_ones.steps import Steps
from bot.relationships.touches.model import Kind as TouchKind
from bot.relationships.touches.model import Touch
from bot.reports.my_groups.model import MOST as MOST_GROUPS
from bot.reports.my_groups.model import OwnGroups, OwnNumbers
from bot.weekly.activity.model import Activity, Partner
from bot.weekly.boards.model import BoardName
from bot.weekly.digest.schedule import Schedule, Waits
from bot.weekly.personal_digest.model import OwnWeek, Tally
from cogs import boards, claims, directory, help, leave, muted_senders, onboarding, personal_digest, preferences  # noqa: A004 - a cog's name
from cogs._ui import claim_offer, fit_text, morning_list, passed_card, referral_card
from cogs._ui.cards import Card, public
from cogs._ui.import_card import preview_card
from cogs._ui.interaction import LAST_PAGE, searched
from cogs._ui.introduction_form import introduction_form
from cogs._ui.profile_form import profile_form
from cogs._ui.refer_form import refer_form
from cogs._ui.text import one_line
from cogs._ui.to_send import text_card
from cogs._ui.welcome import first_steps
from cogs.activity import groups, numbers, year
from cogs.asks import cards as asks_cards
from cogs.asks import commands as asks_commands
from cogs.asks import helping, need_forms, notes, offering
from cogs.asks import lists as asks_lists
from cogs.asks import trades as asks_trades
from cogs.asks.fits import fits_you
from cogs.asks.reminding import RENDERERS as ASKED_OF
from cogs.digest.commands import schedule_card
from cogs.groups import about, full_store, setup_wizard
from cogs.groups.about_text import about_text
from cogs.groups.cards import settings_card
from cogs.introductions import cards as introductions_cards
from cogs.meetings import cards as meetings_cards
from cogs.meetings import scheduling
from cogs.meetings.commands import skip_form
from cogs.members import application_buttons, applying, roster_import_cards
from cogs.members import cards as members_cards
from cogs.moderation import cards as moderate_cards
from cogs.moderation import history_cards
from cogs.one_to_ones import cards as one_to_ones_cards
from cogs.one_to_ones import planned
from cogs.profiles import cards as profile_cards
from cogs.profiles import commands
from cogs.referrals import cards as referrals_cards
from cogs.referrals import editing, erasure, fit, giving, lists, passing_on, reminders
from cogs.thanks import cards as thanks_cards
from cogs.thanks import testimonials

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord import ui

    from bot.i18n import Words
    from bot.referrals.history.plan import Plan as PastPlan
    from bot.referrals.transitions import Opened

from tests.discord import (
    every_agenda_card,
    every_attendance_card,
    every_goals_card,
    every_guest_card,
    every_keep_in_touch_card,
    every_linked_card,
    every_picture_card,
    every_report_card,
    every_speaker_card,
    every_suggestion_card,
)
from tests.discord.longest import COUNT, ID, NONCE, NOON, WEEK, Longest
from tests.pages import sample_year

NEED = {
    "text": asks_model.TEXTS[NeedKind.QUESTION], "what": asks_model.TEXTS[NeedKind.COVER], "title": asks_model.TITLE,
    "link": asks_model.LINK, "when": asks_model.WHEN, "where": asks_model.PLACE, "details": asks_model.DETAILS,
    "trades": need_forms.OTHER_TRADES,
}  # fmt: skip
INTRODUCTION = {"why": WHY, "note_one": NOTE, "note_two": NOTE}


def _enrolled(made: Longest, status: Status) -> Enrolled:
    people = [made.member(status) for _ in range(30)]
    days = Days(NOON, NOON)
    return Enrolled(status, COUNT, tuple((Listed(each.user_id, each.name, each.seat), days) for each in people))


def _own_groups(made: Longest) -> OwnGroups:
    numbers = [OwnNumbers(each, None, *[COUNT] * 8, (Money(MOST, "BRL"),) * 9, COUNT, COUNT) for each in range(MOST_GROUPS)]
    return OwnGroups(PeriodName.ALL_TIME, numbers[0], tuple(numbers[1:]), COUNT)


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    """What one person sees, by the names of what makes it."""
    member, opened, group_name = made.member(), made.opened(), made.text(100)
    search = searched(made.text(40), directory.SEARCH)
    week = Tally(COUNT, tuple(made.name() for _ in range(9)))
    names = {2: made.name(), 3: made.name()}
    activity = Activity(
        made.waiting(), COUNT, COUNT, COUNT, COUNT, timedelta(days=COUNT), timedelta(days=COUNT), COUNT, COUNT,
        (Money(MOST, "BRL"),) * 9, COUNT, COUNT, COUNT, COUNT, tuple(Partner(1, made.name(), COUNT, COUNT) for _ in range(20)),
        Past({1: COUNT}, {1: COUNT}, COUNT, COUNT, date(2025, 9, 1), date(2026, 9, 1)),
        came_back=1, meetings=(COUNT, COUNT),
    )  # fmt: skip
    met = Met(Touch(ID, ID, 2, 3, NOON.date(), TouchKind.MET, NOON, confirm_until=NOON), 2, made.name())
    to_talk = asking.Asked(Request(ID, ID, 2, 3, NOON), 2, made.member(), is_agreed=False)
    plan = Planned(Plan(ID, ID, 2, 3, NOON, made.field(PLACE)), made.member(), made.member(), ZoneInfo("UTC"))
    steps = Steps(2, 3, replace(met.touch, low_topics=made.field(TOPICS)), NOON, NOON, NOON)
    talk = talks.Talk(made.introduction(2, IntroductionState.MADE).introduction, made.name(), made.name())
    claim = Claim(ID, ID, -ID, made.name(), made.text(200), "en")
    expected = tuple(replace(made.member(Status.EXPECTED), user_id=-number) for number in range(1, MOST_ALIKE + 1))
    brought = Brought(PastImport(ID, ID, ID, NOON, COUNT, date(2025, 9, 1), date(2026, 9, 1)), made.name())
    imported = AppliedImport(RollImport(ID, ID, ID, NOON, COUNT), made.name())
    entries = tuple((replace(made.referral(), id=number), made.name()) for number in range(lists.PAGE + 1))
    # Each in a hub of its own: a line more than its own for each.
    found = Page(entries, {number: replace(made.hub(), id=number, parts=made.stands()) for number in range(lists.PAGE + 1)})
    months = tuple(made.logged("past.import" if each % 2 else "group.set_up") for each in range(moderate_cards.PAGE + 1))
    months = tuple(
        replace(each, entry=replace(each.entry, target=f"past:{at}")) if each.entry.action == "past.import" else each
        for at, each in enumerate(months)
    )

    def help_card() -> Card:
        card = help.help_card(words, replace(member, status=Status.ACTIVE), moderates=True, set_up=True)
        claim_offer.ask(card, words, ID, Awaited(expected, anybody=True))
        return card.buttons(first_steps(words, member))

    def roll_preview(page: int) -> Card:
        shown = roster_import_cards.preview(words, made.roll_plan(), NONCE)
        return preview_card(words, shown, "import", NONCE, page, Sentence("x" * 300))

    def past_preview(plan: PastPlan, page: int) -> Card:
        return preview_card(words, history_cards.preview(words, plan, NONCE), "past", NONCE, page, Sentence("x" * 300))

    def about_card() -> Card:
        about.fill(card := Card(), words, made.trades(), group_name, made.glance())
        return card

    return {
        "board": lambda: boards.board_card(words, made.board(), group_name),
        "thanked": lambda: boards.board_card(words, made.board(BoardName.THANKED), group_name),
        "directory": lambda: directory.directory_card(
            words, InDirectory(COUNT, LAST_PAGE, [Line.of(made.member(number=each)) for each in range(directory.PAGE)]), search, search
        ),
        "about": about_card,
        **every_goals_card.private_cards(words, made),
        "about, to send": lambda: text_card(words, about_text(words, made.trades(), group_name, made.glance()), "about-us.txt"),
        "group settings": lambda: settings_card(words, made.group(), None),
        "schedule": lambda: schedule_card(words, Schedule(made.group(), NOON, Waits.PASSED)),
        "help": help_card,
        "me": lambda: numbers.activity_card(words, activity),
        "my groups": lambda: groups.groups_card(words, _own_groups(made), dict.fromkeys(range(MOST_GROUPS), one_line(made.text(100)))),
        "my year": lambda: year.year_card(words, sample_year.YEAR, b"<!doctype html>"),
        "me, no amounts": lambda: numbers.activity_card(words, replace(activity, brought=())),
        "own week": lambda: personal_digest.own_week_card(
            words, OwnWeek(WEEK, ZoneInfo("UTC"), made.waiting(), week, week, week, week)
        ),
        "roll": lambda: members_cards.roll_card(words, [_enrolled(made, status) for status in Status]),
        "history": lambda: members_cards.history_card(
            words, History(made.member(), tuple(made.logged() for _ in range(members_cards.HISTORY_PAGE + 1)), names), COUNT
        ),
        "roll import": lambda: roll_preview(0),
        "roll import, next": lambda: roll_preview(1),
        "expected": lambda: members_cards.expected_card(
            words, History(expected[0], tuple(made.logged() for _ in range(members_cards.EXPECTED_HISTORY)), names)
        ),
        "roll imported": lambda: roster_import_cards.applied_card(words, imported),
        "roll import undone": lambda: roster_import_cards.applied_card(
            words, replace(imported, made=replace(imported.made, undone_at=NOON, stayed=COUNT))
        ),
        "log": lambda: moderate_cards.log_card(
            words, LogPage(tuple(made.logged() for _ in range(moderate_cards.PAGE + 1)), names, COUNT, COUNT), LAST_PAGE, f"{ID}:366"
        ),
        "log of imports": lambda: moderate_cards.log_card(words, LogPage(months, names, COUNT, COUNT), LAST_PAGE, f"{ID}:366"),
        "log file": lambda: moderate_cards.file_card(words, LogFile(made.group(), (), names, more=True), COUNT),
        "past": lambda: past_preview(made.past_plan(), 0),
        "past, next": lambda: past_preview(made.past_plan(), 5),
        "past, read": lambda: past_preview(
            replace(made.past_plan(), two_ways=TwoWays(made.text(40), date(2025, 9, 12), date(2025, 12, 9), DayOrder.DAY_FIRST)), 0
        ),
        "brought": lambda: history_cards.brought_card(words, brought),
        "asked": lambda: claims.asked_card(words, claim),
        "away": lambda: leave.away_card(words, member),
        "own profile": lambda: profile_cards.profile_card(words, ProfilePage(ID, Shown(made.member(), given=COUNT, received=COUNT)), "https://a.example"),
        "profile": lambda: profile_cards.profile_card(words, ProfilePage(ID, Shown(made.member(), hides_contact=True)), "https://a.example/p.png"),
        "profile with steps": lambda: profile_cards.profile_card(words, ProfilePage(ID, Shown(made.member()), steps=steps), None),
        "profile without a talk": lambda: profile_cards.profile_card(words, ProfilePage(ID, Shown(made.member()), steps=replace(steps, met=None)), None),
        "planned talk": lambda: planned.when_and_about(words, plan),
        "asked for a talk": lambda: one_to_ones_cards.asked(words, to_talk),
        "shall we talk": lambda: one_to_ones_cards.shall_we_talk(words, replace(to_talk, reader_id=3)),
        "want to talk": lambda: one_to_ones_cards.agreed(words, to_talk),
        "whom they know": lambda: one_to_ones_cards.whom_they_know(words, ID),
        "known well": lambda: one_to_ones_cards.known(words, [made.member()] * 25),
        "profile with thanks": lambda: profile_cards.profile_card(
            words, ProfilePage(COUNT, Shown(made.member(), hides_contact=True), made.testimonials(), steps), "https://a.example"
        ),
        "own profile with thanks": lambda: profile_cards.profile_card(
            words, ProfilePage(2, Shown(made.member(), given=COUNT, received=COUNT), made.testimonials()), "https://a.example"
        ),
        "what fitted": lambda: fit.answer(words, made.fit()),
        "what fitted, for the giver": lambda: fit.for_giver(words, made.fit()),
        "referral that did not fit": lambda: referral_card.card(words, _not_fitting(made.opened(state=State.NO_FIT))),
        "on my profile": lambda: testimonials.pinned(words, made.testimonials()[0]),
        "on their profile": lambda: testimonials.told(words, made.testimonials()[0]),
        "off the profile": lambda: Card().text(testimonials.unpinned(words, made.testimonials()[0], 1)),
        "phone": lambda: profile_cards.phone_card(words, Shown(member, hides_contact=True)),
        "referral": lambda: referral_card.card(words, made.opened()),
        "given referral": lambda: referral_card.card(words, made.opened(Party.GIVER)),
        "won referral": lambda: referral_card.card(words, made.opened(state=State.WON)),
        "contact": lambda: referrals_cards.contact(words, made.opened(kind=Kind.LEAD)),
        "confirmation": lambda: passed_card.confirmation(words, opened),
        "confirmation, closed": lambda: passed_card.confirmation(words, replace(opened, reach=Reach.CLOSED)),
        "confirmation, unwanted": lambda: passed_card.confirmation(words, replace(opened, reach=Reach.UNWANTED)),
        **{f"step {verb}": lambda verb=verb: referrals_cards.step(words, made.opened(), verb) for verb in referrals_cards.STEPS},
        "list": lambda: lists.list_card(words, 2, found, referrals_model.Box.ALL, State.CONTACTED, LAST_PAGE, search),
        "list of given": lambda: lists.list_card(words, 1, found, referrals_model.Box.GIVEN, State.CONTACTED, LAST_PAGE, search),
        "reminder": lambda: morning_list.morning_card(
            words,
            Reminder(
                ID,
                NOON,
                tuple(_numbered(made.opened(), each) for each in range(MOST_NAMED)),
                tuple(Item(talks.ITEM, replace(talk, introduction=replace(talk.introduction, id=ID - n))) for n in range(MOST_ITEMS)),
            ),
            group_name,
            {REFERRAL: reminders.waiting_referral, talks.ITEM: introductions_cards.did_you_talk},
        ),
        "reminder of what fits": lambda: morning_list.morning_card(
            words,
            Reminder(ID, NOON, (), tuple(Item(fits.ITEM, made.fitting(ID - n)) for n in range(MOST_ITEMS))),
            group_name,
            {fits.ITEM: fits_you},
        ),
        **{
            f"reminder of {kind}": lambda kind=kind: morning_list.morning_card(
                words,
                Reminder(
                    ID,
                    NOON,
                    tuple(_numbered(made.opened(), each) for each in range(MOST_NAMED)),
                    tuple(Item(kind, made.offered(ID - n)) for n in range(MOST_ITEMS)),
                ),
                group_name,
                {REFERRAL: reminders.waiting_referral, **ASKED_OF},
            )
            for kind in ASKED_OF
        },
        **every_attendance_card.private_cards(words, made),
        **every_agenda_card.private_cards(words, made),
        **every_report_card.private_cards(words, made),
        **{
            f"meets {every}": lambda every=every: meetings_cards.scheduled_card(
                words, Scheduled(made.group(), made.series(every), (made.meeting(),) * 3)
            )
            for every in Every
        },
        "when it meets": lambda: meetings_cards.series_card(
            words, [replace(made.series(), id=ID - n) for n in range(MOST_SERIES)], made.group().time_zone, None
        ),
        "talked": lambda: introductions_cards.noted(words, talks.Noted(ID, Touch(ID, ID, 2, 3, NOON.date(), TouchKind.TALKED), made.name())),
        "on leave": lambda: giving.on_leave_card(
            words, Whom(member, tuple(made.member(number=each) for each in range(giving.MOST_OTHERS + 5)))
        ),
        **{
            f"pass on, {way}": lambda way=way: passing_on.choice_card(
                words,
                PassingOn(made.opened(Party.GIVER), tuple(made.member(number=each) for each in range(giving.MOST_OTHERS + 5))),
                way,
                in_server=False,
            )
            for way in Way
        },
        "forget": lambda: erasure.question(words, Asked(opened, tuple(f"R-{number}" for number in range(1, 40)))),
        "thanked them": lambda: thanks_cards.confirmation(words, made.given()),
        "which referral": lambda: thanks_cards.which_referral(
            words, About(made.group(), member, None, tuple(replace(opened.referral, id=ID - n) for n in range(MOST_UNDER_WAY)))
        ),
        "stands elsewhere": lambda: thanks_cards.stands_elsewhere(words, opened),
        "thanks": lambda: thanks_cards.note(words, made.given()),
        "met": lambda: one_to_ones_cards.logged(words, met),
        "met, to confirm": lambda: one_to_ones_cards.question(words, replace(met, reader_id=3)),
        "introduced": lambda: introductions_cards.confirmation(words, made.introduction(1)),
        "introduction": lambda: introductions_cards.question(words, made.introduction(2)),
        "introduction made": lambda: introductions_cards.made(words, made.introduction(2, IntroductionState.MADE)),
        "introduction's outcome": lambda: introductions_cards.outcome(words, made.introduction(1, IntroductionState.MADE)),
        "introduction followed": lambda: introductions_cards.followed(words, FollowUp(talk.introduction, made.name(), made.name())),
        "introduction voided": lambda: introductions_cards.voided(words, made.introduction(1), made.text(texts.REASON, multiline=True)),
        "texts to copy": lambda: introductions_cards.texts_to_copy(words, made.name(), (made.name(), made.text(60))),
        **asks_of(words, made),
        **every_guest_card.private_cards(words, made),
        **every_picture_card.private_cards(words, made),
        **every_linked_card.private_cards(words, made),
        **every_keep_in_touch_card.private_cards(words, made),
        **every_speaker_card.private_cards(words, made),
        **every_suggestion_card.private_cards(words, made),
        "settings": lambda: preferences.settings_card(words, member),
        "settings, muted": lambda: preferences.settings_card(words, member, [Sender(ID - n, made.name()) for n in range(30)], closed=True),
        "muting": lambda: muted_senders.mute_card(words, opened, is_muted=True),
        "settings, closed": lambda: preferences.settings_card(words, member, closed=True),
        "first step": lambda: onboarding.profile_step(words, Member(ID, ID, made.name(), Status.ACTIVE)),
        "second step": lambda: onboarding.switches_step(words, member),
        "third step": lambda: onboarding.things_step(words, Walked(member, has_given=False, has_thanked=False), in_server=True),
        "seat taken": lambda: applying.taken_card(words, SeatTaken(made.seat(), made.name())),
    }  # fmt: skip


def asks_of(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    """What one person sees of needs."""
    trades = [made.seat(number) for number in range(30)] + [f"Trade {number}" for number in range(60)]
    six = asks_trades.marks(trades[-asks_model.MOST_TRADES :])
    whom = [Match(ID, made.name(), (made.text(60),))] * 3
    home, found = made.home(), [made.seen_need(kind, number=number) for number, kind in enumerate([*NeedKind] * 4)]
    return {
        "asks": lambda: asks_lists.home_card(words, home, asks_trades.mark("Baker")),
        "asks, fitting": lambda: asks_lists.home_card(words, home, fits={each.need.id: made.text(60) for each in home.open}),
        "knowledge": lambda: asks_lists.found_card(words, found, searched(made.text(60), asks_commands.SEARCH), 2),
        "no knowledge": lambda: asks_lists.found_card(words, (), made.text(60), 0),
        "answers": lambda: asks_lists.answers_card(words, made.seen_need(NeedKind.QUESTION), made.answers(), 1),
        "trades": lambda: asks_trades.trades_card(words, trades, 1, six),
        "which trade": lambda: offering.which_trade(words, made.seen_need(NeedKind.CLIENT_NEEDS)),
        "I know someone": lambda: offering.know_card(words, made.seen_need(NeedKind.LOOKING)),
        "which need": lambda: helping.which_need(words, found[:4], ID),
        "helped": lambda: helping.helped_card(words, made.seen_need(NeedKind.QUESTION), ID),
        "chosen": lambda: notes.chosen(words, made.seen_need(NeedKind.COVER, 2)),
        "chosen with others": lambda: notes.chosen(words, made.seen_need(NeedKind.CLIENT_NEEDS, 2)),
        "chose": lambda: notes.chose(words, made.seen_need(NeedKind.CLIENT_NEEDS), ID - 2),
        "offer taken back": lambda: notes.offered(words, made.seen_offer(NeedKind.COVER, OfferState.LET_GO)),
        "need voided": lambda: notes.voided(words, made.seen_need(NeedKind.TIP), made.text(texts.REASON, multiline=True)),
        **{f"my {kind}": lambda kind=kind: asks_cards.need_card(words, made.seen_need(kind), 1) for kind in NeedKind},
        **{f"my met {kind}": lambda kind=kind: asks_cards.need_card(words, made.seen_need(kind, 1, NeedState.MET)) for kind in NeedKind},
        **{f"another's {kind}": lambda kind=kind: asks_cards.need_card(words, made.seen_need(kind, 2)) for kind in NeedKind},
        **{f"posted {kind}": lambda kind=kind: notes.posted(words, made.seen_need(kind), whom) for kind in NeedKind},
        **{f"closed {kind}": lambda kind=kind: notes.closed(words, made.seen_need(kind, 1, NeedState.CLOSED)) for kind in NeedKind},
        **{f"offered for {kind}": lambda kind=kind: offering.offered_card(words, made.offer_made(kind)) for kind in offering.OFFERED},
        **{f"offer for {kind}": lambda kind=kind: notes.offered(words, made.seen_offer(kind)) for kind in NeedKind},
        **{f"help with {kind}": lambda kind=kind: notes.helped(words, made.seen_help(kind)) for kind in NeedKind},
    }  # fmt: skip


def _not_fitting(opened: Opened) -> Opened:
    """As its receiver sees it who just ended it."""
    last = next(moved for moved in opened.history if moved.verb is Verb.NO_FIT)
    return replace(opened, history=(*opened.history, last))


def _numbered(opened: Opened, number: int) -> Opened:
    return replace(opened, referral=replace(opened.referral, id=ID - number))


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    """What everybody reads, in one language or both."""
    notes = tuple(Note(ID, ID - each % 2, made.text(texts.PARAGRAPH, multiline=True), NOON) for each in range(MOST_NOTES))
    applied = Applied(made.member(Status.APPLICANT), notes, PastDecisions(NOON, NOON))
    claim = Claim(ID, ID, -ID, made.name(), made.text(200), "en")
    board, trades = made.board(), made.trades()
    return {
        "store without room": lambda: public(language, full_store.said),
        "shared board": lambda: public(language, lambda card, words: boards.fill(card, words, board, made.text(100))),
        "shared about": lambda: public(
            language, lambda card, words: about.fill(card, words, trades, made.text(100), made.glance())
        ),
        "application": lambda: public(
            language,
            lambda card, words: members_cards.application(card, words, applied),
            members_cards.decisions(applied.applicant),
        ),
        "claim": lambda: public(language, lambda card, words: claims.claim_card(card, words, claim), claims.decisions(claim)),
        "thanks in public": lambda: thanks_cards.post(language, made.given()),
        "answered thanks": lambda: thanks_cards.post(language, made.given(pleasure_at=NOON)),
        "voided thanks": lambda: thanks_cards.post(language, made.given(voided=True)),
        **every_goals_card.public_cards(language, made),
        **every_guest_card.public_cards(language, made),
        **every_linked_card.public_cards(language, made),
        **every_suggestion_card.public_cards(language),
        **every_attendance_card.public_cards(language, made),
        **every_agenda_card.public_cards(language, made),
        **every_picture_card.public_cards(language, made),
        **every_speaker_card.public_cards(language, made),
        "introduction in public": lambda: introductions_cards.line(language, made.introduction(0, IntroductionState.MADE)),
        **{
            f"{state} {kind} in public": lambda kind=kind, state=state: asks_cards.public_card(
                language, made.seen_need(kind, 0, state)
            )
            for kind in NeedKind
            for state in NeedState
        },
        "referral in public": lambda: public(
            language, lambda card, words: card.text(referrals_cards.public_line(words, made.opened(), f"<@{ID}>"))
        ),
    }


def forms_of(words: Words, made: Longest) -> dict[str, Callable[[], ui.Modal]]:
    """Every form, filled with the longest."""
    member, referral, group = made.member(), made.referral(), made.group()
    client = {"prospect": referral.client.prospect, "contact": referral.client.contact, "need": referral.client.need}
    asked = Note(ID, ID, made.text(texts.PARAGRAPH, multiline=True), NOON)
    reason = {name: made.text(texts.REASON, multiline=True) for name in ("reason", "question", "answer")}
    return {
        "refer": lambda: refer_form(words, member, f"referral:pass_form:{ID}:{ID}:{NONCE}", client),
        "edit": lambda: editing.edit_form(words, referral, NONCE, client),
        "label": lambda: editing.label_form(words, ID, NONCE, {"label": referral.private_label}),
        **{
            kind: lambda kind=kind: need_forms.need_form(
                words,
                kind,
                f"{asks_trades.marks(made.seat(n) for n in range(6))}:{NONCE}:rcha",
                made.typed(NEED),
                [made.seat(n) for n in range(6)],
            )
            for kind in NeedKind
        },
        **every_guest_card.forms_of(words, made),
        **every_attendance_card.forms_of(words, made),
        **every_keep_in_touch_card.forms_of(words, made),
        **every_speaker_card.forms_of(words, made),
        "answer a question": lambda: need_forms.answer_form(words, ID, NONCE, {"answer": made.field(asks_model.ANSWER)}),
        "I know one": lambda: need_forms.known_form(
            words, ID, asks_trades.mark("x"), NONCE, {"known": made.field(asks_model.KNOWN)}
        ),
        "helped me": lambda: need_forms.helped_form(
            words, made.name(), ID, ID, NONCE, {"thanks": made.field(asks_model.THANK_YOU)}
        ),
        "meets": lambda: scheduling.series_form(
            words,
            (f"{ID}", "off", "x" * scheduling.LONGEST_DAY, NONCE),
            {"time": made.field(scheduling.CLOCK), "minutes": "480", "place": made.field(meetings_model.PLACE), "every": "last"},
        ),
        "skip a meeting": lambda: skip_form(words, NONCE, {"date": made.text(20), "reason": made.field(meetings_model.REASON)}),
        "introduce": lambda: introduction_form(words, member, None, NONCE, made.typed(INTRODUCTION)),
        "introduce them": lambda: introduction_form(words, member, member, NONCE, {}),
        "thank": lambda: thanks_cards.thank_form(
            words,
            About(group, member, referral),
            NONCE,
            {"message": made.field(thanks_model.MESSAGE), "amount": made.field(thanks_model.AMOUNT)},
        ),
        "profile": lambda: profile_form(words, f"welcome:profile_form:{ID}:{NONCE}", made.typed(profile_model.PROFILE)),
        "fit": lambda: fit.fit_form(words, made.fit(), ID, {"fit": "place,client"}),
        "profile with a hint": lambda: profile_form(
            words, f"profile:edit:{NONCE}", made.typed(profile_model.PROFILE), fit_text.hint_text(words, Hint(Fit.EXPECTED, 3, 3))
        ),
        "story": lambda: commands.story_form(words, NONCE, made.typed(profile_model.STORY)),
        "join": lambda: applying.join_form(words, made.seat(), NONCE, made.typed(profile_model.PROFILE)),
        "answer": lambda: applying.answer_form(words, ID, NONCE, asked, reason),
        "why": lambda: application_buttons.why_form(words, ID, NONCE, reason),
        "question": lambda: application_buttons.question_form(words, ID, NONCE, reason),
        "about": lambda: about.about_form(words, NONCE, {"about": group.about, "meets": group.meets}),
        "zone": lambda: setup_wizard.zone_form(words, NONCE, {"time_zone": made.text(60)}),
        "currency": lambda: setup_wizard.currency_form(words, NONCE, {"currency": made.text(10)}),
        "name": lambda: claims.name_form(words, NONCE, {"name": made.text(texts.LINE)}),
    }
