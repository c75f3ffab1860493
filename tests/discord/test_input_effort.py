"""How much a thumb has to do on a phone for what people do most, counted on the forms and cards as they are.

What opens Discord and the message is not counted, nor is looking. A field costs a tap and its characters, a choice a tap, and so
does whatever is pressed. A field that is filled already, or may stay empty, costs nothing.
"""

from dataclasses import dataclass
from typing import Any

import simcord

from tests.support import World, labels_of, said, shown, text_of


@dataclass
class Thumb:
    """Somebody with a phone in one hand."""

    world: World
    person: Any
    taps: int = 0
    characters: int = 0
    where: Any = None
    """They in the server, or in their direct messages."""

    def spent(self) -> tuple[int, int]:
        """Taps and characters so far; it begins anew."""
        spent, self.taps, self.characters = (self.taps, self.characters), 0, 0
        return spent

    async def command(self, name: str, **member: Any) -> Any:
        """Type it whole, tap it among the suggestions; type three letters of whom, and tap them; send."""
        self.taps += 2 + len(member)
        self.characters += 1 + len(name) + 3 * len(member)
        self.where = self.person
        return await self.person.slash(self.world.channel, name, **member)

    async def menu(self, name: str, member: Any) -> Any:
        """Somebody's picture, then Apps, then the entry."""
        self.taps += 3
        return await self.person.context_menu(self.world.channel, name, member)

    async def press(self, message: Any, label: str) -> Any:
        assert label in labels_of(message)
        self.taps += 1
        channel_id = message.channel_id if isinstance(message, simcord.ResponseMessage) else message.channel.id
        self.where = self.person.user if channel_id == self.person.user.dm_channel.id else self.person
        return await self.where.click(message, label=label)

    async def submit(self, form: Any, **typed: str) -> Any:
        """Fill in no more than this; whatever else the form asks for has to stand in it already."""
        values = {}
        for row in form.modal["components"]:
            field = row["component"]
            standing = field.get("value") or next((each["value"] for each in field.get("options", ()) if each.get("default")), "")
            wanted = typed.pop(field["custom_id"], standing)
            assert wanted or not field.get("required", True), f"{field['custom_id']} must be filled in"
            if wanted != standing:
                self.taps += 1
                self.characters += len(wanted) if "options" not in field else 0
            if wanted or "options" not in field:  # Discord submits no value for a choice that was not made
                values[field["custom_id"]] = wanted
        assert not typed, f"the form does not ask for {typed}"
        self.taps += 1
        return await (self.where or self.person).submit_modal(form, values)


async def test_taps_and_characters(group: World) -> None:
    ana, bruno = Thumb(group, group.ana), Thumb(group, group.bruno)
    client = {"prospect": "Maria Souza", "contact": "+55 11 98888-1234", "kind": "direct"}

    given = await ana.submit(await ana.command("refer", member=group.bruno), **client)
    assert "is on its way" in said(given)
    assert ana.spent() == (7, 37), "of seven taps and forty-five characters: a longer name fits in"
    form = await ana.menu("Refer someone to them", group.bruno)
    await ana.submit(form, **client | {"contact": "+55 11 98888-1235"})
    assert ana.spent() == (7, 28)
    vcf = ("maria.vcf", b"BEGIN:VCARD\nVERSION:4.0\nFN:Maria Souza\nTEL;VALUE=uri;PREF=1:tel:+55-11-98888-1236\nEND:VCARD")
    await ana.submit(await group.ana.slash(group.channel, "refer", member=group.bruno, contact_card=vcf), kind="direct")
    assert ana.spent() == (2, 0), "of the form, where the phone shared the contact"
    assert await group.rows("SELECT COUNT(*) FROM referrals WHERE kind = 'direct'") == [(3,)]

    def card(number: int) -> Any:
        return next(each for each in group.bruno.user.dm_channel.history() if f"R-{number} ·" in text_of(each))

    accepted = await bruno.press(card(1), "Accept")
    assert "+55 11 98888-1234" in text_of(accepted.followups[0])
    assert bruno.spent() == (1, 0)
    await bruno.press(accepted.followups[0], "Thanks for thinking of me")
    assert bruno.spent() == (1, 0)
    await bruno.press(card(2), "In touch")
    assert bruno.spent() == (1, 0), "who called already says so straight away"
    await bruno.submit(await bruno.press(card(3), "Can't take it"))
    assert bruno.spent() == (2, 0)
    await bruno.submit(await bruno.press(card(1), "Got the job"))
    assert bruno.spent() == (2, 0)
    await bruno.submit(await bruno.press(card(2), "Got the job"), amount="1250")
    assert bruno.spent() == (3, 4)
    await bruno.submit(await bruno.command("thank", member=group.ana))
    assert bruno.spent() == (4, 9)
    assert await group.rows("SELECT state FROM referrals ORDER BY id") == [("won",), ("won",), ("declined",)]
    assert await group.rows("SELECT COUNT(*) FROM thanks") == [(4,)]
    await ana.press(shown(await group.ana.slash(group.channel, "referral", id="R-1")), "Forget the client")
    assert ana.spent() == (1, 0)
