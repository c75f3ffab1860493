"""What trades declare: which are held, wanted, open and waited for."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, MessageKind, Table
from bot.membership.seats.service import Openings

FEATURE = Feature(
    "seats",
    services={"openings": Openings},
    messages=(MessageKind("seat.open", Destination.PERSON, about_person=True),),
    actions=(
        AuditAction("group.describe", N_("described the group"), shows_facts=True),
        AuditAction("group.look_for", N_("looks for another trade"), shows_facts=True),
        AuditAction("group.stop_looking", N_("stopped looking for a trade"), shows_facts=True),
    ),
    tables=(
        # The trade belongs to the group: when the moderator who added it deletes their data, only their id goes.
        Table("wanted_seats", key=("seat_key",), names=("added_by",)),
        Table("seat_waits", key=("seat_key", "user_id"), owned_by=("user_id",)),
    ),
)
