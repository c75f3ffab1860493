"""A card may carry files."""

import asyncio

import discord
import pytest

from cogs._ui import answering, attachments
from cogs._ui.cards import Card
from cogs._ui.interaction import InteractionContext
from tests.discord.test_edge_cases import press
from tests.discord.test_slow_store import offer_of
from tests.support import World, ids_of, said, shown, text_of

CONTACT_CARD = ("maria.vcf", b"BEGIN:VCARD\nVERSION:3.0\nFN:Maria Souza\nEMAIL:maria@example.org\nEND:VCARD")


@pytest.mark.parametrize("late", [False, True])
async def test_a_card_brings_its_file_along(group: World, late: bool) -> None:
    async def hand_over(turn: InteractionContext) -> None:
        if late:
            await turn.interaction.response.defer(ephemeral=True, thinking=True)
        await turn.show(Card().text("Here you are.").file("ana.vcf", b"BEGIN:VCARD"))

    group.bot.router._routes["press"]["test:file"] = hand_over
    answer = shown(await press(group, group.ana, "test:file"))
    (file,) = answer.attachments
    assert (answer.ephemeral, text_of(answer)) == (True, "Here you are.")
    assert (file.filename, await file.read()) == ("ana.vcf", b"BEGIN:VCARD")


def test_each_attempt_to_send_a_card_reads_its_file_from_the_start() -> None:
    card = Card().file("ana.vcf", b"BEGIN:VCARD")
    assert [card.files[0].fp.read() for _ in range(2)] == [b"BEGIN:VCARD"] * 2


def hand_over_in(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let Discord hand files over after so many simulated seconds."""
    right = discord.Attachment.read

    async def late(file: discord.Attachment) -> bytes:
        await asyncio.sleep(seconds)
        return await right(file)

    monkeypatch.setattr(discord.Attachment, "read", late)


async def test_a_contact_card_that_comes_too_late_for_a_form_fills_the_form_that_a_button_opens(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over_in(monkeypatch, answering.PATIENCE + 5)
    late = await group.ana.slash(group.channel, "refer", member=group.bruno, contact_card=CONTACT_CARD)
    offer = offer_of(late)
    opened = await group.ana.click(offer, custom_id=ids_of(offer)[0])
    assert "Maria Souza" in str(opened.modal)
    assert "maria@example.org" in str(opened.modal)


async def test_a_file_that_does_not_come_is_refused(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over_in(monkeypatch, attachments.PATIENCE + 1)
    late = await group.ana.slash(group.channel, "refer", member=group.bruno, contact_card=CONTACT_CARD)
    assert late.deferred
    await group.env.advance_time(attachments.PATIENCE)
    assert "Upload it again" in said(late)
