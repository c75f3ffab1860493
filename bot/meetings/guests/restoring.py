"""How a restored backup forgets guests again who were erased since it was made."""

from __future__ import annotations

from bot.core.forgettable import Forgettable

FORGETTABLE = Forgettable(
    "guests",
    made_at="invited_at",
    sealed_by="meeting_id",
    prints="guest_prints",
    print_of="guest_id",
    erase=(
        "DELETE FROM guest_prints WHERE guest_id IN (SELECT id FROM lost_guests)",
        """
        UPDATE guests SET name = '', trade = '', contact = '', wiped_at = lost.at, version = version + 1,
        state = CASE state WHEN 'invited' THEN 'withdrawn' ELSE state END FROM lost_guests AS lost WHERE lost.id = guests.id
        """,
    ),
)
