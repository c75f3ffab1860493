"""Who loses a right between a form and its submission; that what was typed into any form comes back."""

import pytest

from bot.authorisation import FORMS
from tests.discord.cells import Cells, answer_of, send_all
from tests.discord.wire import PRESS, press
from tests.support import MARIA, World, said


async def test_a_form_opened_before_a_removal_is_refused_after_it(group: World) -> None:
    form = await group.caio.slash(group.channel, "refer", member=group.bruno)
    edit = await group.caio.slash(group.channel, "profile edit")
    await group.ana.slash(group.channel, "member remove", member=group.caio, reason="Moved away")
    assert "This is for members" in said(await group.caio.submit_modal(form, MARIA))
    fields = {"business": "x", "offer": "x", "ideal_referral": "x"}
    assert "This is for members" in said(await group.caio.submit_modal(edit, fields))
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(0,)]


async def test_a_receiver_removed_between_form_and_submit_is_refused(group: World) -> None:
    form = await group.caio.slash(group.channel, "refer", member=group.bruno)
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    refused = await group.caio.submit_modal(form, MARIA)
    assert "is not a member" in said(refused)


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("member term", {"member": "bruno"}),
        ("group link", {"code": "ABCD-EFGH-JKLM"}),
        ("group goals", {"scheme": "steady"}),
        ("meeting schedule", {"day": "thursday", "time": "07:00"}),
        ("meeting speaker", {"member": "bruno"}),
        ("meeting announce", {}),
        *(("group report", {"format": each}) for each in ("page", "csv", "xlsx")),
    ],
)
async def test_a_moderators_command_is_refused_with_any_options(group: World, command: str, given: dict[str, str]) -> None:
    """The cells try each command with one set of options."""
    sent = Cells(group, {}, {"bruno": group.bruno}).command(command, **given)
    for result in await send_all(group, [group.caio, group.duda], sent, group.channel):
        assert answer_of(result) == "Only the group's moderators can do that. Ask one of them."


async def test_a_strangers_upload_is_refused_before_it_is_fetched(group: World) -> None:
    await group.duda.slash(group.channel, "keep-in-touch import", file=("contacts.csv", b"Name\nRosa Reis\n"))
    assert await group.rows("SELECT act FROM allowances WHERE act LIKE 'keep%'") == [], "nothing is counted for who may not"
    await group.caio.slash(group.channel, "keep-in-touch import", file=("contacts.csv", b"Name\nRosa Reis\n"))
    assert await group.rows("SELECT act FROM allowances WHERE act LIKE 'keep%'") == [("keep_in_touch.import",)]


@pytest.mark.parametrize("kind", ["met", "known", "talked"])
async def test_what_two_have_to_confirm_is_noted_by_no_press(group: World, kind: str) -> None:
    await group.caio.slash(group.channel, "keep-in-touch add", name="Rosa Reis")
    [[acquaintance]] = await group.rows("SELECT id FROM acquaintances")
    sent = (PRESS, press(f"touch:did:{acquaintance}:{kind}"))
    for result in await send_all(group, [group.caio], sent, group.channel):
        assert answer_of(result).startswith("There is nothing here by that name"), answer_of(result)
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(0,)]


async def test_a_word_is_noted_to_other_members_alone(group: World) -> None:
    for other, kind in ((group.caio, "wrote"), (group.duda, "wrote"), (group.bruno, "met"), (group.bruno, "talked")):
        for result in await send_all(group, [group.caio], (PRESS, press(f"keep:word:{other.id}:{kind}")), group.channel):
            assert answer_of(result).startswith("There is nothing here by that name"), answer_of(result)
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(0,)]


async def test_a_report_of_no_period_is_nobodys(group: World) -> None:
    for first in ("2030-01-01", "2025-12-02"):
        for result in await send_all(group, [group.ana], (PRESS, press(f"report:page:month:{first}")), group.channel):
            assert answer_of(result).startswith("There is nothing here by that name"), answer_of(result)


async def test_strangers_are_suggested_no_member(group: World) -> None:
    assert await group.duda.autocomplete(group.channel, "keep-in-touch add", "name", "br") == []
    assert [each["name"] for each in await group.caio.autocomplete(group.channel, "keep-in-touch add", "name", "br")]


async def test_every_form_comes_back_as_it_was_typed(group: World) -> None:
    assert set(group.bot.router._routes["reopen"]) == set(FORMS), "what was typed into any form comes back"


async def test_who_hosted_a_meeting_and_left_leads_it_no_more(group: World) -> None:
    await group.ana.slash(group.channel, "meeting schedule", day="thursday", time="07:00")
    await group.ana.slash(group.channel, "meeting host", member=group.bruno)
    assert "The agenda of" in said(await group.bruno.slash(group.channel, "meeting agenda", format="page"))
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    assert "This is for members" in said(await group.bruno.slash(group.channel, "meeting agenda", format="page"))
    for custom_id in ("agenda:text:1", "agenda:share:1", "meeting:door:1", "meeting:slip:1"):
        (result,) = await send_all(group, [group.bruno], (PRESS, press(custom_id)), group.channel)
        assert answer_of(result).startswith("This is for members"), custom_id
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE kind LIKE 'agenda%'") == [(0,)]


async def test_who_left_answers_nothing_about_their_guest_or_talk(group: World) -> None:
    await group.ana.slash(group.channel, "meeting schedule", day="thursday", time="07:00")
    await group.ana.slash(group.channel, "meeting speaker", member=group.caio)
    guest = {"name": "Rosa Lima", "trade": "Florist", "as": "guest", "agreed": "yes"}
    await group.caio.submit_modal(await group.caio.slash(group.channel, "meeting guest"), guest)
    await group.ana.slash(group.channel, "member remove", member=group.caio, reason="Moved away")
    before = await group.rows("SELECT s.version, s.state, g.state FROM speakers AS s, guests AS g")
    for custom_id in ("speaker:ready:1", "speaker:cannot:1", "guest:came:1:1767225600", "guest:absent:1:1767225600"):
        (result,) = await send_all(group, [group.caio], (PRESS, press(custom_id)), None)
        assert answer_of(result).startswith("You are not a member of that group any more"), custom_id
    assert await group.rows("SELECT s.version, s.state, g.state FROM speakers AS s, guests AS g") == before


async def test_strangers_get_no_file_of_meetings(group: World) -> None:
    await group.ana.slash(group.channel, "meeting schedule", day="thursday", time="07:00")
    for custom_id in ("meeting:calendar:1", "meeting:calendar:all"):
        (result,) = await send_all(group, [group.duda], (PRESS, press(custom_id)), group.channel)
        assert answer_of(result).startswith("This is for members"), custom_id
