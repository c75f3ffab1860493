"""The sentence on how to allow direct messages from a server's members.

https://support.discord.com/hc/en-us/articles/217916488-Blocking-Privacy-Settings
"""

from __future__ import annotations

from bot.core.errors import N_

OPEN_MESSAGES = N_("To open them: press the server's name, then Privacy Settings, and switch Direct Messages on.")
