"""Handler of the message that a moderator cancelled a thank-you."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import words
from bot.worker.rendered import Rendered
from cogs._ui.cards import line
from cogs._ui.text import one_line, quoted

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.referrals.thanks.service import ThanksService
    from bot.worker.rendered import Handler


class Messages:
    """Renders outbox rows of kind `thanks.voided`."""

    def __init__(self, thanks: ThanksService) -> None:
        self._thanks = thanks

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers["thanks.voided"] = self.voided

    async def voided(self, message: Message) -> Rendered | None:
        given = await self._thanks.get(message.record_id)
        said = words(message.language).t(
            "🚫 The thank-you {thanks} from {author} to {thanked} was cancelled by a moderator.",
            thanks=given.thanks.label,
            author=f"**{one_line(given.author_name)}**",
            thanked=f"**{one_line(given.thanked_name)}**",
        )
        return Rendered(line(said).text(quoted(message.detail)))
