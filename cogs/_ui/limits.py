"""Discord's limits for messages and forms. Lengths are in UTF-16 units.

https://docs.discord.com/developers/components/reference and https://docs.discord.com/developers/resources/message.
"""

from __future__ import annotations

from bot.core.text import units

TEXT, COMPONENTS = 4000, 40
"""Over all texts of a message, and components in all, nested ones included."""
IN_ROW, OPTIONS = 5, 25
"""Buttons in a row, options of a menu."""
CUSTOM_ID, LABEL, OPTION, PLACEHOLDER = 100, 80, 100, 100
"""Of a button or menu, of a button, of an option, and of a menu or a field that is empty."""
FORM_TITLE, FIELD_LABEL, FIELD_DESCRIPTION, FIELD = 45, 45, 100, 4000
"""Of a form, and of each of its fields; what may be typed into one."""


class TooMuch(ValueError):
    """A card or form that Discord would refuse: a programming error, since texts are cut and lists are limited before."""


def checked_id(custom_id: str) -> str:
    """Return a custom id within Discord's limit. Raises TooMuch for a longer one, which can't be cut because it is parsed later."""
    if not custom_id or units(custom_id) > CUSTOM_ID:
        raise TooMuch(f"a custom id of {units(custom_id)}: {custom_id!r}")
    return custom_id
