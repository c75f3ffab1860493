"""Passing a referral from a phone's contact, from a message, and twice by mistake."""

from typing import Any

import pytest
import simcord
from simcord.backend import serializers

from tests.support import MARIA, World, labels_of, said, shown, text_of

CARD = b"BEGIN:VCARD\nVERSION:3.0\nFN:Maria Souza\nTEL:+55 11 98888-1234\nEND:VCARD"


async def test_a_shared_contact_fills_the_form(group: World) -> None:
    form = await group.ana.slash(group.channel, "refer", member=group.bruno, contact_card=("maria.vcf", CARD))
    assert form.modal is not None
    assert "Maria Souza" in str(form.modal)
    assert "+55 11 98888-1234" in str(form.modal)
    refused = await group.ana.slash(group.channel, "refer", member=group.bruno, contact_card=("cat.png", b"\x89PNG"))
    assert "as a contact" in said(refused)
    before = len(group.env.http_requests)
    refused = await group.ana.slash(group.channel, "refer", member=group.bruno, contact_card=("big.vcf", b"x" * 5_000_000))
    assert "too large" in said(refused)
    refused = await group.duda.slash(group.channel, "refer", member=group.bruno, contact_card=("maria.vcf", CARD))
    assert "This is for members" in said(refused)
    assert not [each for each in group.env.http_requests[before:] if each.method == "GET"], "neither was fetched"
    group.refusals()


async def test_a_message_becomes_the_need_of_its_author(group: World) -> None:
    message = await group.bruno.send(group.channel, "I look for cafés without a baker @everyone " + "x" * 500)
    form = await group.ana.context_menu(group.channel, "Refer this to its author", message)
    assert form.modal is not None
    assert form.modal["title"] == "A referral for Bruno"
    assert "I look for cafés" in str(form.modal)
    given = await group.ana.submit_modal(form, MARIA)
    assert "R-1 is on its way to Bruno" in said(given)
    own = await group.bruno.context_menu(group.channel, "Refer this to its author", message)
    assert "refer somebody to yourself" in said(own)


async def test_the_same_client_twice_is_asked_about_and_can_be_sent_all_the_same(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    doubt = await group.refer(group.ana, group.bruno, contact=MARIA["contact"])
    assert "You sent this client to Bruno already: R-1" in said(doubt)
    assert labels_of(shown(doubt)) == ["Open the form again, with what you typed", "Yes, all the same", "Open the earlier one"]
    earlier = await group.ana.click(shown(doubt), label="Open the earlier one")
    assert "R-1 · You referred Maria Souza to Bruno" in said(earlier)
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(1,)]
    sent = await group.ana.click(shown(doubt), label="Yes, all the same")
    assert "R-2 is on its way to Bruno" in said(sent)


async def test_a_client_of_two_givers_is_shown_to_the_receiver_alone(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    given = await group.refer(group.caio, group.bruno, contact=MARIA["contact"])
    assert "R-1" not in said(given)
    card = await group.open_referral(group.bruno, "R-2")
    assert "same client as in R-1" in text_of(card)
    assert "R-1" not in text_of(await group.open_referral(group.caio, "R-2"))
    settled = await group.bruno.click(card, label="Yes, the same")
    assert "Where it stands: 🙏" in text_of(shown(settled))
    told = group.direct(group.caio)[-1]
    assert "already had Maria Souza from somebody else" in told
    assert "Ana" not in told
    assert "R-1" not in told


async def test_the_text_that_introduces_two_can_be_copied_as_it_is(group: World) -> None:
    given = await group.refer(group.ana, group.bruno, prospect="Maria `x` _de_ Souza")
    assert "```\nHello Maria 'x' _de_ Souza, as we said: this is Bruno" in said(given)


@pytest.mark.parametrize(
    ("changes", "read_back"),
    [
        ({"contact": "+55 11 98888-1243"}, "+55 11 98888-1243"),
        ({"contact": "maria@exmaple.org"}, "maria@exmaple.org"),
        ({"need": "A cake\nfor *Saturday*"}, "> A cake\n> for \\*Saturday\\*"),
        ({"prospect": "Mario Sousa"}, "**Mario Sousa**"),
    ],
)
async def test_the_confirmation_repeats_what_was_sent_while_it_can_be_undone(
    group: World, changes: dict[str, str], read_back: str
) -> None:
    given = await group.refer(group.ana, group.bruno, **changes)
    assert read_back in said(given)
    assert "Undo" in labels_of(shown(given))
    assert not any(read_back in text for text in group.public())


async def test_the_confirmation_without_a_need_repeats_the_contact(group: World) -> None:
    given = said(await group.refer(group.ana, group.bruno, need=""))
    assert MARIA["contact"] in given
    assert "\n>" not in given


def warmth_of(form: simcord.InteractionResult) -> dict[str, Any] | None:
    """The form's choice of the warmth."""
    assert form.modal is not None
    fields = {row["component"]["custom_id"]: row["component"] for row in form.modal["components"]}
    return fields.get("warmth")


async def test_warmth_may_stay_unset_and_nothing_is_said_of_it(group: World) -> None:
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    choice = warmth_of(form)
    assert choice is not None
    assert choice["required"] is False
    assert not any(option.get("default") for option in choice["options"])
    unset = {name: value for name, value in MARIA.items() if name != "warmth"}
    assert "R-1 is on its way" in said(await group.ana.submit_modal(form, unset))
    assert await group.rows("SELECT warmth FROM referrals") == [(0,)]
    assert "**Ana**: They said yes, call them.\n" in text_of(await group.open_referral(group.bruno))
    edit = await group.ana.click(await group.open_referral(group.ana), label="Change")
    choice = warmth_of(edit)
    assert choice is not None
    assert not any(option.get("default") for option in choice["options"])
    client = {name: unset[name] for name in ("prospect", "contact", "need")}
    changed = await group.ana.submit_modal(edit, client | {"prospect": "Maria Silva"})
    assert "**Ana**: They said yes, call them.\n" in text_of(shown(changed))
    edit = await group.ana.click(await group.open_referral(group.ana), label="Change")
    changed = await group.ana.submit_modal(edit, client | {"warmth": "2"})
    assert "They know you may call, and have your card or site." in text_of(shown(changed))


async def test_the_warmth_of_a_lead_is_neither_read_nor_asked_again(group: World) -> None:
    await group.refer(group.ana, group.bruno, kind="lead", warmth="5")
    card = await group.open_referral(group.ana)
    edit = await group.ana.click(card, label="Change")
    assert warmth_of(edit) is None
    agreed = await group.ana.click(card, label="They have agreed")
    assert "**Ana**: They said yes, call them.\n" in text_of(shown(agreed))


PLUMBER = "Does anybody know a good plumber for my bakery?"


def forwarded(**snapshot: object) -> dict[str, object]:
    """A forward as Discord sends it: the text is in the snapshot alone."""
    empty = {"type": 0, "content": "", "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "flags": 0}
    times = {"timestamp": "2026-11-27T12:00:00+00:00", "edited_timestamp": None}
    return {
        "content": "",
        "flags": 1 << 14,
        "message_reference": {"type": 1, "channel_id": "1", "message_id": "2"},
        "message_snapshots": [{"message": {**empty, **times, "components": [], **snapshot}}],
    }


EMBED = {"type": "rich", "title": "Wanted", "description": PLUMBER, "fields": [{"name": "When", "value": "In May"}]}
SHOWN = {"type": 17, "id": 1, "components": [{"type": 10, "id": 2, "content": PLUMBER}]}
POLL = {
    "question": {"text": PLUMBER},
    "answers": [{"answer_id": 1, "poll_media": {"text": "Yes"}}],
    "expiry": "2027-01-01T00:00:00+00:00",
    "allow_multiselect": False,
    "layout_type": 1,
}


@pytest.mark.parametrize(
    ("sent", "need"),
    [
        (forwarded(content=PLUMBER), PLUMBER),
        (forwarded(embeds=[EMBED]), f"Wanted\n{PLUMBER}\nWhen: In May"),
        (forwarded(content="<@999999999999999999> A leak", embeds=[EMBED]), f"A leak\nWanted\n{PLUMBER}\nWhen: In May"),
        (forwarded(components=[SHOWN]), PLUMBER),
        ({"content": "", "embeds": [EMBED]}, f"Wanted\n{PLUMBER}\nWhen: In May"),
        ({"content": PLUMBER, "embeds": [{"type": "rich", "description": PLUMBER}]}, PLUMBER),
        ({"content": "", "poll": POLL}, PLUMBER),
        ({"content": "", "embeds": [{"type": "image", "url": "https://example.org/a.png"}]}, None),
    ],
)
async def test_forwards_and_embeds_fill_the_need(
    group: World, monkeypatch: pytest.MonkeyPatch, sent: dict[str, object], need: str | None
) -> None:
    message = await group.bruno.send(group.channel, "x")
    payload = serializers.message_payload
    monkeypatch.setattr(serializers, "message_payload", lambda *given, **more: {**payload(*given, **more), **sent})
    form = await group.ana.context_menu(group.channel, "Refer this to its author", message)
    assert form.modal is not None
    fields = {row["component"]["custom_id"]: row["component"] for row in form.modal["components"]}
    assert fields["need"].get("value") == need


async def test_whoever_passes_themselves_is_no_third_person(group: World) -> None:
    asked = await group.ana.slash(group.channel, "refer", member=group.bruno)
    await group.ana.submit_modal(asked, {"kind": "own", "contact": "ana@example.org"})
    card = await group.open_referral(group.bruno)
    assert "R-1 · Ana would like your services" in text_of(card)
    assert "R-1 · You would like the services of Bruno" in text_of(await group.open_referral(group.ana))
    for pressed, told in (
        ("Accept", "**Bruno** accepted R-1 and will call you."),
        ("In touch", "**Bruno** noted that you two are in touch (R-1)."),
    ):
        await group.bruno.click(card, label=pressed)
        card = await group.open_referral(group.bruno)
        assert group.direct(group.ana)[-1] == told
    form = await group.bruno.click(card, label="Didn't work out")
    await group.bruno.submit_modal(form, {"reason": ""})
    assert "**Bruno** noted that it didn't work out this time (R-1)." in group.direct(group.ana)[-1]


async def test_a_client_of_another_name_than_the_givers_is_named(group: World) -> None:
    asked = await group.ana.slash(group.channel, "refer", member=group.bruno)
    await group.ana.submit_modal(asked, {"kind": "own", "prospect": "Ana's office", "contact": "ana@example.org"})
    card = await group.open_referral(group.bruno)
    assert "R-1 · Ana refers Ana's office to you" in text_of(card)
    await group.bruno.click(card, label="Accept")
    assert group.direct(group.ana)[-1] == "**Bruno** accepted R-1 and will call Ana's office."
