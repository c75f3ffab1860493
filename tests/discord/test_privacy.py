"""Reading and deleting what is held about oneself, as one sees it."""

import json

from tests.support import WARM, World, said, shown, text_of


async def test_the_export_is_a_file_for_its_owner(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    exported = await group.bruno.slash(group.channel, "privacy export")
    assert "keep it to yourself" in said(exported)
    (file,) = shown(exported).attachments
    assert file.filename == "goodword.json"
    found = json.loads(await file.read())
    assert found["user_id"] == group.bruno.id
    assert [referral["prospect"] for referral in found["referrals"]] == ["Maria Souza"]


async def test_deleting_asks_once_and_rewrites_what_stands_in_public(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", member=group.ana)
    await group.bruno.submit_modal(form, WARM)
    asked = await group.bruno.slash(group.channel, "privacy delete")
    assert "This can't be undone" in said(asked)
    assert await group.rows("SELECT COUNT(*) FROM members WHERE user_id = ?", group.bruno.id) == [(1,)]
    done = await group.bruno.click(shown(asked), label="Delete it")
    assert "It is deleted." in text_of(shown(done))
    public = "\n".join(group.public())
    assert "Bruno" not in public
    assert WARM["message"] not in public
    assert "**A former member** thanks **Ana**" in public
    assert "**Ana** passed **A former member** a referral. (R-1)" in public
    assert "**A former member** can't take R-1" in group.direct(group.ana)[-1]
    assert await group.rows("SELECT COUNT(*) FROM members WHERE user_id = ?", group.bruno.id) == [(0,)]
    asked = await group.bruno.slash(group.channel, "privacy delete")
    again = await group.bruno.click(shown(asked), label="Delete it")
    assert "Nothing is held about you here." in text_of(shown(again))


async def test_the_card_of_an_application_is_rewritten_too(group: World) -> None:
    form = await group.duda.slash(group.channel, "join", seat="Florist")
    await group.duda.submit_modal(form, {"business": "Canary Ltd", "offer": "x", "ideal_referral": "x", "contact": ""})
    asked = await group.duda.slash(group.channel, "privacy delete")
    await group.duda.click(shown(asked), label="Delete it")
    card = text_of(group.moderators.history()[-1])
    assert "Canary" not in card
    assert "Duda" not in card
