"""What each action in the group's log says to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words

HAPPENED = {
    "away.go": N_("went on leave"),
    "client.forget": N_("had a client forgotten"),
    "digest.pause": N_("weekly news paused"),
    "digest.post": N_("weekly news posted"),
    "digest.schedule": N_("weekly news scheduled"),
    "group.describe": N_("described the group"),
    "group.look_for": N_("looks for another trade"),
    "group.set_up": N_("settings changed"),
    "group.stop_looking": N_("stopped looking for a trade"),
    "member.add": N_("added as a member"),
    "member.apply": N_("applied"),
    "member.approve": N_("let in"),
    "member.ask": N_("asked a question"),
    "member.claims": N_("said that they are expected"),
    "member.claim": N_("recognised"),
    "member.not_recognised": N_("not recognised"),
    "member.decline": N_("application declined"),
    "member.expect": N_("entered as expected"),
    "member.import": N_("changed from a spreadsheet"),
    "member.leave": N_("left the server"),
    "member.pause": N_("sent on leave"),
    "member.remove": N_("removed"),
    "member.resume": N_("back from leave"),
    "member.return": N_("came back to the server"),
    "member.seat": N_("trade changed"),
    "past.import": N_("past referrals brought in"),
    "past.undo": N_("past referrals taken out again"),
    "privacy.delete": N_("deleted their data"),
    "profile.edit": N_("profile changed"),
    "profile.settings": N_("personal settings changed"),
    "profile.story": N_("story changed"),
    "referral.accept": N_("accepted"),
    "referral.agreed": N_("the lead's person agreed"),
    "referral.contacted": N_("in touch"),
    "referral.decline": N_("declined"),
    "referral.edit": N_("changed"),
    "referral.give": N_("passed"),
    "referral.lapse": N_("went quiet"),
    "referral.no_fit": N_("didn't work out"),
    "referral.not_won": N_("no job after all"),
    "referral.reopen": N_("opened again"),
    "referral.undo": N_("undone"),
    "referral.void": N_("cancelled by a moderator"),
    "referral.withdraw": N_("taken back"),
    "referral.won": N_("got the job"),
    "thanks.answer": N_("answered a thank-you"),
    "thanks.give": N_("thanked"),
    "thanks.undo": N_("thanks taken back"),
    "thanks.void": N_("thanks cancelled by a moderator"),
}


def with_reason(line: str, reason: str) -> str:
    """An entry with its reason below."""
    return f"{line}\n> {one_line(reason)}" if reason else line


def happened(words: Words, action: str) -> str:
    """The action in words; one that has none yet is shown by its name."""
    return words.t(HAPPENED.get(action, action))
