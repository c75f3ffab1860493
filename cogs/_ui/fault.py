"""Answers an interaction with an error: a refusal in the person's language, or an incident that is logged."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord import app_commands

from bot.core.errors import N_, Refused, Sentence
from bot.core.telemetry import Status
from cogs._ui import interaction_log
from cogs._ui.cards import Card
from cogs._ui.expired import UNANSWERED, is_over
from cogs._ui.interaction import InteractionContext
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from cogs._ui.interaction import AnyInteraction

log = logging.getLogger(__name__)

NOT_SHOWN = N_(
    "My answer may not have reached you. What you did may be saved all the same: look in /referrals before you try again."
)
INCIDENT = N_(
    "Something went wrong on our side, and nothing was saved. Please try again; if it stays so, tell a moderator: {incident}."
)


async def fault(interaction: AnyInteraction, error: BaseException, more: Card | None = None) -> None:
    """Answer with an error: a refusal in the person's language, or an incident with its number, which is logged.

    `more` is a card to add the sentence to, such as one with a button that opens the form again.
    """
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError) and error.__cause__:
        error = error.__cause__
    ctx = InteractionContext.of(interaction)
    if is_over(f"interaction {interaction.id}", error):
        ctx.end(Status.LATE)
        return
    if isinstance(error, Refused):
        interaction_log.refused(interaction, error)
        ctx.status, sentence = Status.REFUSED, error.sentence
    elif isinstance(error, UNANSWERED):
        log.warning("The answer to %s did not arrive: %s", interaction_log.done(interaction), error)
        ctx.status, sentence, more = Status.FAILED, Sentence(NOT_SHOWN), None
    else:
        number = interaction_log.incident(interaction, error)
        ctx.status, sentence = Status.FAILED, Sentence(INCIDENT, {"incident": number})
    card = more or Card()
    card.text(ctx.words.say(sentence, one_line))
    try:
        await ctx.show(card)
    except UNANSWERED as problem:
        if is_over(f"interaction {interaction.id}", problem):
            ctx.end(Status.LATE)
        else:
            log.warning("The answer to interaction %d did not arrive: %s", interaction.id, problem)
