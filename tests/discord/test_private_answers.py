"""What is for one person alone never takes the place of a message that others read."""

import pytest

from tests.support import World, said, shown, text_of

PRIVATE = {
    "page:referrals:0:all:": "R-1",
    "referral:accept:1": "R-1",
    "referral:show:1": "Maria",
    "me:period": "referr",
    "settings:switch:thanks:off": "",
    "help:more:x": "/refer",
    "away:back:me": "",
    "privacy:delete:me": "",
    "welcome:start:{guild}": "",
    "group:about:x": "",
}
"""Custom ids as anybody's client may send them from any message, and what only the presser may read of the answer."""


@pytest.mark.parametrize("custom_id", PRIVATE)
async def test_a_public_message_is_not_rewritten_with_private_text(group: World, custom_id: str) -> None:
    await group.refer(group.ana, group.bruno)
    message = shown(await group.ana.slash(group.channel, "group panel"))
    assert not message.ephemeral
    before = text_of(message)
    named = custom_id.format(guild=group.guild.id)
    part = {"type": 2, "style": 2, "label": "x", "custom_id": named}
    if custom_id == "me:period":
        part = {"type": 3, "custom_id": named, "options": [{"label": "x", "value": "year"}]}
    message._message.components.append({"type": 1, "components": [part]})
    if custom_id == "me:period":
        result = await group.bruno.select(message, ["year"], custom_id=named)
    else:
        result = await group.bruno.click(message, custom_id=named)
    said(result)
    message._message.components.pop()
    assert text_of(message) == before
    assert "Maria" not in "".join(group.public())
    group.refusals()


async def test_a_late_private_answer_leaves_the_public_message_as_it_is(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord was told to wait, by which an edit would reach the pressed message."""
    monkeypatch.setattr("cogs._ui.answering.PATIENCE", 0.0)
    await group.refer(group.ana, group.bruno)
    message = shown(await group.ana.slash(group.channel, "group panel"))
    before = text_of(message)
    message._message.components.append(
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "referral:accept:1"}]}
    )
    await group.bruno.click(message, custom_id="referral:accept:1")
    message._message.components.pop()
    assert text_of(message) == before
