"""Records of import sessions: whom a name in an uploaded file means, and the interface of a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from msgspec import Struct
from msgspec.structs import asdict

from bot.core.errors import N_, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Tell = Callable[[int, int], None]
"""Called in any thread with the number of rows that are written, and of how many."""
NOBODY = 0
"""Used instead of a user id where none of the known people is meant."""


class Meant(Struct, frozen=True):
    """Whom a row, or a name, means: a user id or NOBODY; None while one of `candidates`, likeliest first, is to be chosen."""

    user_id: int | None
    candidates: tuple[int, ...] = ()
    for_sure: bool = False
    """True where an id, a user name or a moderator said so; False where the name alone did."""
    left_out: bool = False


class ImportPlan(Protocol):
    """What an import would write, computed from the upload and from the group as it stands."""

    @property
    def fingerprint(self) -> str:
        """A hash that is equal for two plans whose previews look the same."""
        ...


class PlanChanged(Refused):
    """The plan differs from the one that was shown last; nothing was written, and the moderator looks at it again first."""

    why: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.why)


def session_over() -> Refused:
    """The refusal for an upload that was applied, cancelled, purged, or is another moderator's."""
    return Refused(
        N_("This import is over: it was carried out or cancelled, or fifteen minutes have passed. Upload the file again.")
    )


def dumped_meant(meant: Mapping[int, Meant]) -> list[Any]:
    """As JSON values: pairs of key and fields."""
    return [(key, asdict(each)) for key, each in meant.items()]


def loaded_meant(kept: Iterable[Any]) -> dict[int, Meant]:
    """The inverse of `dumped_meant`."""
    return {
        key: Meant(each["user_id"], tuple(each["candidates"]), each["for_sure"], each["left_out"]) for key, each in kept
    }  # fmt: skip
