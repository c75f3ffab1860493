"""A card may carry files."""

import asyncio

import pytest

from bot.core.errors import Refused
from cogs._ui.attachments import fetched
from cogs._ui.cards import Card
from cogs._ui.interaction import InteractionContext
from tests.discord.test_edge_cases import press
from tests.support import World, shown, text_of


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


async def test_a_file_that_comes_too_late_for_a_form_is_refused() -> None:
    class Slow:
        """Discord's, on a bad day."""

        async def read(self) -> bytes:
            await asyncio.Event().wait()
            return b""

    with pytest.raises(Refused, match="Upload it again"):
        await fetched(Slow(), 0.01)  # pyright: ignore[reportArgumentType]
