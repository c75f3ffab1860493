"""Sentences for a person whose request failed because the store failed: whether it was saved, and what to do."""

from bot.core.errors import N_

LOST = N_("I lost the connection to my store, and nothing was saved. Please try again in a moment.")
UNSURE = N_(
    "I lost the connection to my store while I was saving this. It may be saved all the same: look in /referrals before you try"
    " again."
)
STOPPING = N_("I am being restarted, and nothing was saved. Please try again in a minute.")
CROWDED = N_("Too many people did something at the same moment, and nothing was saved. Please try again in a moment.")
LOCKED = N_(
    "Another program keeps my store locked, and nothing was saved. Please try again in a moment; if it stays so, tell whoever runs"
    " this bot."
)
BROKEN = N_(
    "My store can't be used at the moment, and nothing was saved. Please tell whoever runs this bot, and try again later."
)
