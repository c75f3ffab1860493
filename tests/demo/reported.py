"""Compares the card of /group report with what the store holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.core.actor import Actor
from bot.core.db.database import micros
from bot.core.ledger.model import EntryKind
from bot.reports.group_report.model import Span
from bot.reports.group_report.service import GroupReports
from tests.support import shown, text_of

if TYPE_CHECKING:
    from bot.demo.places import Place

LABELS = {
    "en": ("Referrals passed", "Thank-yous", "Jobs that came of referrals", "Meetings", "Guests"),
    "pt-BR": ("Indicações passadas", "Agradecimentos", "Negócios que vieram de indicações", "Reuniões", "Convidados"),
}
QUERIES = (
    "SELECT COALESCE(SUM(sign), 0) AS n FROM entries WHERE group_id = ? AND kind = 'referral' AND at >= ? AND at < ?",
    "SELECT COALESCE(SUM(sign), 0) AS n FROM entries WHERE group_id = ? AND kind = 'thanks' AND at >= ? AND at < ?",
    (
        "SELECT COUNT(DISTINCT m.referral_id) AS n FROM referral_moves AS m JOIN referrals AS r ON r.id = m.referral_id"
        " WHERE m.group_id = ? AND m.verb = 'won' AND m.at >= ? AND m.at < ? AND r.state = 'won'"
    ),
    (
        "SELECT COUNT(*) AS n FROM meetings AS m WHERE m.group_id = ? AND m.starts_at >= ? AND m.starts_at < ? AND m.state = 'planned'"
        " AND EXISTS (SELECT 1 FROM presences AS p WHERE p.meeting_id = m.id AND p.state IN ('present', 'late'))"
    ),
    (
        "SELECT COUNT(*) AS n FROM guests AS g JOIN meetings AS m ON m.id = g.meeting_id WHERE g.group_id = ? AND m.starts_at >= ?"
        " AND m.starts_at < ? AND g.kind = 'guest' AND g.state IN ('came', 'applied', 'again', 'not_now')"
    ),
)


async def report_as_the_ledgers_have_it(bot: Any, place: Place, language: str, period: str) -> None:
    """Let the moderator read the report, and compare its numbers with rows that are counted one by one."""
    moderator = place.people[place.moderator]
    card = text_of(shown(await moderator.slash(place.moderators, "group report", period=period)))
    actor = Actor(place.guild.id, moderator.id, "", manages_group=True, role_ids=frozenset(), language=language)
    found = await bot.services.of(GroupReports).last(actor, Span(period))
    bounds = (place.guild.id, micros(found.of.period.start), micros(found.of.period.end))
    for label, query in zip(LABELS[language], QUERIES, strict=True):
        (row,) = await bot.database.read(lambda tx, query=query: tx.all(query, *bounds))
        told = re.search(rf"^{re.escape(label)}: \*\*([\d.,]+)\*\*", card, re.MULTILINE)
        assert (int(re.sub(r"\D", "", told[1])) if told else 0) == row["n"], (label, card)
    assert found.numbers.entries[EntryKind.REFERRAL] > 0
    assert "{" not in card
