"""The input of the form of /refer, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.errors import N_, Refused
from bot.core.text import is_blank, read, read_contact
from bot.referrals import model as referrals_model
from bot.referrals.model import Client, Kind, Warmth

if TYPE_CHECKING:
    from bot.membership.members.model import Involved


class Typed(Struct, frozen=True):
    """The input of the form of /refer, as it arrived."""

    prospect: str
    contact: str
    need: str
    kind: str
    warmth: str
    sure: bool = False
    """They confirmed, when asked, that they send the same client again."""

    def read(self, giver: Involved, region: str) -> tuple[Client, Kind, Warmth]:
        """`region` is where phones are written. What is for the giver themselves may leave their own name and contact out.

        Raises Refused, naming the field.
        """
        if self.kind not in referrals_model.KIND_LABELS:
            raise Refused(N_("Choose whether they said yes, it is for you, or you have not asked them yet."))
        typed = self._about(giver) if self.kind == Kind.OWN else self
        kind = Kind(self.kind)
        return typed.read_client(region), kind, self.read_warmth(kind)

    def _about(self, giver: Involved) -> Typed:
        """The input with the giver's own name and contact where these are empty. Raises Refused where there is no contact."""
        contact = self.contact if not is_blank(self.contact) else giver.contact
        if is_blank(contact):
            raise Refused(
                N_(
                    "How can they reach you? Write your phone or e-mail into the form; with /profile edit it is there the next time."
                )
            )
        return replace(self, prospect=self.prospect if not is_blank(self.prospect) else giver.name, contact=contact)

    def read_client(self, region: str) -> Client:
        """Raises Refused, naming the field."""
        return Client(
            prospect=read(referrals_model.PROSPECT, self.prospect),
            contact=read_contact(referrals_model.CONTACT, self.contact, region),
            need=read(referrals_model.NEED, self.need),
        )

    def read_warmth(self, kind: Kind) -> Warmth:
        """The warmth, read only where the client said yes; UNSET otherwise. Raises Refused where it is no level of the form."""
        if kind is not Kind.DIRECT or not self.warmth:
            return Warmth.UNSET
        if self.warmth not in {str(int(level)) for level in referrals_model.WARMTH_LABELS}:
            raise Refused(N_("Choose how warm it is, or leave it empty."))
        return Warmth(int(self.warmth))
