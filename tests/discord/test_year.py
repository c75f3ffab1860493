"""/me show: year through the whole bot: a private file, without a client, with one's own amounts alone."""

from typing import Any

from tests.discord.cells import send_all
from tests.discord.test_edge_cases import press as press_in_server
from tests.discord.wire import PRESS, press
from tests.support import MARIA, WARM, WORDS, World, said, shown, text_of


async def page_of(message: Any) -> str:
    """The page that a message has as its only file."""
    [file] = message.attachments
    assert file.filename.startswith("my-year-")
    assert file.filename.endswith(".html")
    return (await file.read()).decode()


async def test_a_year_is_a_file_for_oneself_alone(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM | {"amount": "1234", "message": "Thank you <b>Ana</b>!"})
    await group.bruno.submit_modal(await group.bruno.slash(group.channel, "thank", member=group.ana), WORDS)
    answer = await group.ana.slash(group.channel, "me", show="year")
    assert "### 🗓️ My year · 1 January – 31 December 2025" in said(answer)
    assert "amounts" not in said(answer)
    page = await page_of(shown(answer))
    assert "Thank you &lt;b&gt;Ana&lt;/b&gt;!" in page
    assert "You saved my week!" in page
    assert "Bruno (1)" in page
    own = await group.bruno.slash(group.channel, "me", show="year", period="month")
    assert "### 🗓️ My activity · this month · 1–31 December 2025" in said(own)
    assert "your own amounts are its last part" in said(own)
    other = await page_of(shown(own))
    assert "R$1,234.00" in other
    assert "1,234" not in page
    for each in (page, other):
        assert not [text for text in MARIA.values() if len(text) > 6 and text in each]
    assert group.refusals() == []


async def pressed(world: World, person: Any, group_id: int) -> Any:
    """The answer to the button in somebody's direct messages."""
    [result] = await send_all(world, [person], (PRESS, press(f"me:year:{group_id}")))
    return shown(result)


async def test_it_is_offered_by_a_button_in_direct_messages_as_well(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    assert "Ana (1)" in await page_of(await pressed(group, group.bruno, group.guild.id))
    assert "Ana (1)" in await page_of(shown(await press_in_server(group, group.bruno, f"me:year:{group.guild.id}")))
    strangers = [(group.bruno, group.guild.id + 1), (group.duda, group.guild.id), (group.bruno, 0)]
    refused = {text_of(await pressed(group, person, guild)) for person, guild in strangers}
    assert len(refused) == 1
    assert "went wrong" not in refused.pop()
    assert "does not lead anywhere" in text_of(await pressed(group, group.bruno, 2**63))


async def test_who_is_no_member_has_none(group: World) -> None:
    assert "/join" in said(await group.duda.slash(group.channel, "me", show="year"))
    assert len(group.refusals()) == 1
