"""A giver or receiver who belongs no more tries every button, form, list, suggestion and file: withdraw and forget alone are left."""

import json
from collections.abc import Iterable
from typing import Any

import discord
import pytest
import simcord

from bot.demo.simulator import bot_scope, find_button, oldest_message
from tests.discord.test_muted_senders import plain
from tests.discord.test_repeated_presses import grow_old
from tests.support import MARIA, WARM, World, shown, text_of

CLIENT = {"prospect": "Quexalora Lima", "contact": "quexcontact@example.org", "need": "A quexneed for the garden"}
SECRET = ("quex", "lima")
IN_SERVER = ("removed", "erased")
WAYS = ("removed", "banned", "left", "erased")
FEATURES = ("cogs.referrals", "cogs.thanks", "cogs.muted_senders")
"""The cogs whose buttons, menus and forms are about referrals and thanks."""
EACH = "{number}"
PRESSES = {
    **dict.fromkeys(
        (
            *("referral:accept", "referral:show", "referral:contacted", "referral:won", "referral:no_fit", "referral:decline"),
            *(
                "referral:more",
                "referral:edit",
                "referral:agreed",
                "referral:label",
                "referral:pass",
                "referral:also",
                "referral:same",
            ),
            *("referral:reopen", "referral:open", "referral:forget", "reminder:open", "thanks:act", "fit:open", "mute:sender"),
        ),
        EACH,
    ),
    **dict.fromkeys(("reminder:accept", "reminder:contacted", "reminder:agreed"), f"{EACH}:1767300000"),
    "mute:switch": f"{EACH}:on",
    **dict.fromkeys(("thanks:undo", "thanks:pleasure", "thanks:pin"), "1"),
    **dict.fromkeys(("refer:open", "thank:open", "thank:other"), "{other}"),
    "reminder:stop": "{group}",
    "page:referrals": "0:all:",
    **dict.fromkeys(("panel:mine", "panel:refer", "panel:thank"), ""),
}
"""What follows each button's name in its custom id."""
MENUS = {
    **dict.fromkeys(("referral:pass_to", "referral:pass_any", "referral:also_to", "referral:also_any"), (EACH, "{other}")),
    **dict.fromkeys(("refer:pick", "refer:other", "thank:pick"), ("", "{other}")),
    "referrals:open": ("", EACH),
    "refer:linked": ("{group}", "{other}"),
}
"""What follows each menu's name in its custom id, and what is chosen."""
KEPT = {"referral:withdraw", "referral:undo", "referral:forget_yes", "thanks:unpin"}
"""The presses that are left to whoever belongs no more: `keeps_two_moves`, and below; of testimonials see their own tests."""
FILLED = {
    *(
        "referral:edit_form",
        "referral:pass_form",
        "referral:also_form",
        "referral:label_form",
        "referral:decline_form",
        "referral:no_fit_form",
    ),
    *("thank:form", "refer:form", "fit:form"),
}
"""The forms that are submitted: `open_forms`, and the one of /refer."""

ACROSS = {"refer:linked_form"}
"""The form to a member of a linked group, which needs another server: `test_linked`."""


def registered(group: World, kind: str) -> set[str]:
    """The names of buttons and menus ("press") or forms ("submit") that those cogs answer."""
    routes = group.bot.router._routes[kind]
    return {name for name, handler in routes.items() if handler.__func__.__module__.startswith(FEATURES)}


def every_press(group: World, other: Any, numbers: Iterable[int] = range(1, 6)) -> list[tuple[str, str | None]]:
    """Each custom id, of each referral where it names one, with what is chosen in a menu."""
    found: list[tuple[str, str | None]] = []
    for number in numbers:
        places = {"number": number, "other": other.id, "group": group.guild.id}
        found += [(f"{name}:{rest}".format_map(places), None) for name, rest in PRESSES.items()]
        found += [(f"{name}:{rest}".format_map(places), chosen.format_map(places)) for name, (rest, chosen) in MENUS.items()]
    return list(dict.fromkeys(found))


async def depart(world: World, person: Any, way: str) -> None:
    if way == "erased":
        await person.click(shown(await person.slash(world.channel, "privacy delete")), label="Delete it")
    elif way == "removed":
        await world.ana.slash(world.channel, "member remove", member=person, reason="Moved away")
    elif way == "banned":
        with bot_scope(world.env):
            await world.bot.get_guild(world.guild.id).ban(discord.Object(person.id))
    else:
        world.guild.remove_member(person)
    await world.env.advance_time(1)


async def store_of(world: World) -> list[tuple[Any, ...]]:
    """What stands there of each referral, and of its history."""
    rows = await world.rows("SELECT id, state, kind, version, label, prospect, contact, need FROM referrals ORDER BY id")
    return rows + await world.rows("SELECT COUNT(*) FROM referral_moves") + await world.rows("SELECT COUNT(*) FROM thanks")


def component(custom_id: str, chosen: str | None = None) -> list[dict[str, Any]]:
    """A row with a button, or with a menu that offers what is chosen."""
    part: dict[str, Any] = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    if chosen is not None:
        part = {"type": 3, "custom_id": custom_id, "options": [{"label": "x", "value": chosen}]}
    return [{"type": 1, "components": [part]}]


async def press(world: World, person: Any, custom_id: str, chosen: str | None = None) -> simcord.InteractionResult:
    """Press a button, or choose from a menu, that stood on the first direct message to them, or that a modified client made up."""
    message = oldest_message(world.env, person.user.dm_channel)
    message._message.components[:] = component(custom_id, chosen)
    if chosen is not None:
        return await person.user.select(message, [chosen], custom_id=custom_id)
    return await person.user.click(message, custom_id=custom_id)


async def press_in_server(world: World, person: Any, custom_id: str, chosen: str | None = None) -> simcord.InteractionResult:
    """The same on a private answer in the server."""
    answer = shown(await person.slash(world.channel, "help"))
    answer._message.components[:] = component(custom_id, chosen)
    if chosen is not None:
        return await person.select(answer, [chosen], custom_id=custom_id)
    return await person.click(answer, custom_id=custom_id)


def answer_of(result: simcord.InteractionResult) -> str:
    """Everything that an answer shows: its text, menus and prefilled forms."""
    parts: list[object] = [result.modal]
    if result.response is not None:
        parts += [
            result.response.content,
            *(each if isinstance(each, dict) else each.to_dict() for each in result.response.components),
        ]
    return json.dumps(parts, ensure_ascii=False, default=str).casefold()


async def open_forms(group: World, giver: Any, receiver: Any) -> dict[str, list[tuple[Any, dict[str, Any]]]]:
    """Five referrals in all states, and each one's forms, opened while they belong."""
    for number in range(1, 6):
        await group.refer(
            giver,
            receiver,
            **CLIENT | {"contact": f"quexcontact{number}@example.org", "kind": "lead" if number == 5 else "direct"},
        )
    for number in (2, 3):
        await receiver.click(await group.open_referral(receiver, f"R-{number}"), custom_id=f"referral:accept:{number}")
    form = await receiver.click(await group.open_referral(receiver, "R-4"), custom_id="referral:decline:4")
    await receiver.submit_modal(form, {"reason": "quexreason"})

    chosen = shown(await press(group, giver, "referral:pass:4"))
    passing = await giver.user.select(chosen, [str(group.ana.id)], custom_id="referral:pass_to:4")
    chosen = shown(await press(group, giver, "referral:also:5"))
    also = await giver.user.select(chosen, [str(group.ana.id)], custom_id="referral:also_to:5")
    changed = {each: CLIENT[each].upper() for each in CLIENT} | {"warmth": "5"}
    return {
        "giver": [
            (await press(group, giver, "referral:edit:1"), changed),
            (await press(group, giver, "referral:edit:1"), changed | {"contact": "by pigeon"}),
            (passing, MARIA),
            (also, MARIA),
        ],
        "receiver": [
            (await press(group, receiver, "referral:label:1"), {"label": "later"}),
            (await press(group, receiver, "referral:decline:1"), {"reason": "later"}),
            (await press(group, receiver, "referral:no_fit:2"), {"reason": "later"}),
            (await press(group, receiver, "fit:open:4"), {"fit": ["place"]}),
            (await press(group, receiver, "referral:won:3"), WARM | {"message": "Thank you!"}),
        ],
    }


@pytest.mark.parametrize("members_intent", [True], indirect=True)
@pytest.mark.parametrize("party", ["giver", "receiver"])
@pytest.mark.parametrize("way", WAYS)
async def test_whoever_belongs_no_more_can_take_back_and_forget_alone(group: World, way: str, party: str) -> None:
    giver, receiver = group.bruno, group.caio
    gone, other = (giver, receiver) if party == "giver" else (receiver, giver)
    forms = await open_forms(group, giver, receiver)
    in_server = await giver.slash(group.channel, "refer", member=group.ana)
    draft = shown(
        await giver.submit_modal(
            await giver.click(await group.open_referral(giver), label="Change"), CLIENT | {"contact": "by pigeon"}
        )
    )
    again = find_button(draft, "form:again:")
    await depart(group, gone, way)
    before, heard = await store_of(group), group.direct(other)

    async def nothing_happened(what: str, result: simcord.InteractionResult) -> None:
        answer = answer_of(result)
        assert not any(word in answer for word in SECRET), (what, answer)
        assert answer != "[null]", what
        assert await store_of(group) == before, what
        assert group.direct(other) == heard, what

    presses = every_press(group, other)
    for custom_id, chosen in presses:
        await nothing_happened(custom_id, await press(group, gone, custom_id, chosen))
        if way in IN_SERVER:
            await nothing_happened(custom_id, await press_in_server(group, gone, custom_id, chosen))
    for place, (form, typed) in enumerate(forms[party]):
        await nothing_happened(f"form {place}", await gone.user.submit_modal(form, typed))
    if party == "giver":
        await nothing_happened("draft", await press(group, gone, again))
    if way in IN_SERVER:
        await nothing_happened(
            "refer",
            await gone.submit_modal(in_server, MARIA)
            if party == "giver"
            else await gone.slash(group.channel, "refer", member=other),
        )
        for command, options in (
            ("referrals", {}),
            ("referrals", {"search": "garden"}),
            ("referral", {"id": "R-1"}),
            ("me", {}),
            ("thank", {"referral": "R-2"}),
        ):
            await nothing_happened(command, await gone.slash(group.channel, command, **options))
        for command, option in (("referral", "id"), ("thank", "referral")):
            offered = json.dumps(await gone.autocomplete(group.channel, command, option, "")).casefold()
            assert not any(word in offered for word in SECRET), offered
        for kind in ("json", "csv"):
            files = [
                (await each.read()).decode().casefold()
                for each in shown(await gone.slash(group.channel, "privacy export", format=kind)).attachments
            ]
            assert not any(word in file for file in files for word in SECRET), kind
    await keeps_two_moves(group, gone, other, way, party)


async def test_every_button_menu_and_form_about_referrals_has_a_row(group: World) -> None:
    assert registered(group, "press") == {*PRESSES, *MENUS, *KEPT}
    forms = await open_forms(group, group.bruno, group.caio)
    opened = [form for some in forms.values() for form, _ in some]
    opened.append(await group.bruno.slash(group.channel, "refer", member=group.ana))
    names = {":".join(form.modal["custom_id"].split(":")[:2]) for form in opened}
    assert registered(group, "submit") - ACROSS == FILLED == names


async def keeps_two_moves(group: World, gone: Any, other: Any, way: str, party: str) -> None:
    """Withdraw, for a giver, and forget are left to whoever was not erased."""
    withdrawn = await press(group, gone, "referral:withdraw:1")
    state = (await group.rows("SELECT state FROM referrals WHERE id = 1"))[0][0]
    assert state == ("withdrawn" if (party, way != "erased") == ("giver", True) else state)
    assert (state == "withdrawn") is (party == "giver" and way != "erased")
    assert not any(word in answer_of(withdrawn) for word in SECRET)
    undone = await press(group, gone, "referral:undo:5")
    assert not any(word in answer_of(undone) for word in SECRET)
    assert await group.rows("SELECT state FROM referrals WHERE id = 5") == [
        ("withdrawn" if state == "withdrawn" else "declined" if (party, way) == ("receiver", "erased") else "open",)
    ]
    await press(group, gone, "referral:forget_yes:2")
    kept = (await group.rows("SELECT prospect FROM referrals WHERE id = 2"))[0][0]
    assert (kept is None) is (way != "erased")
    assert text_of(other.user.dm_channel.history()[-1])


@pytest.mark.parametrize("members_intent", [True], indirect=True)
@pytest.mark.parametrize("way", WAYS)
async def test_nothing_is_delivered_to_a_receiver_who_is_gone_and_the_giver_reads_what_to_do(group: World, way: str) -> None:
    giver, receiver = group.bruno, group.caio
    await group.refer(giver, receiver, **CLIENT | {"kind": "lead"})
    form = await giver.click(await group.open_referral(giver), label="Change")
    await depart(group, receiver, way)
    heard = len(group.direct(receiver))
    card = await group.open_referral(giver)
    assert "quexalora" in answer_of(await giver.slash(group.channel, "referral", id="R-1")), "who stays keeps the client"
    if way != "erased":  # which declined it, so that it can be passed on at once
        assert "take it back" in text_of(card).casefold()
        refused = text_of(shown(await giver.submit_modal(form, CLIENT | {"prospect": "Quexanother"})))
        assert "Take R-1 back in /referrals" in refused
        await giver.click(card, label="They have agreed")
    new = group.direct(receiver)[heard:]
    assert not any(word in text.casefold() for text in new for word in SECRET), new


async def test_who_is_on_leave_belongs(group: World) -> None:
    await group.refer(group.bruno, group.caio, **CLIENT)
    for person in (group.bruno, group.caio):
        await group.ana.slash(group.channel, "member pause", member=person)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Change")
    await group.bruno.submit_modal(form, CLIENT | {"prospect": "Quexanother"})
    assert "Quexanother" in text_of(await group.open_referral(group.caio))
    await group.caio.click(await group.open_referral(group.caio), label="Accept")
    assert "accepted R-1" in group.direct(group.bruno)[-1]


@pytest.mark.parametrize("members_intent", [True], indirect=True)
@pytest.mark.parametrize("way", WAYS)
async def test_whoever_belongs_no_more_changes_no_thanks(group: World, way: str) -> None:
    """Neither the one who said them, by undoing, nor the one who was thanked, by answering."""
    await group.refer(group.bruno, group.caio, **CLIENT)
    form = await press(group, group.caio, "referral:won:1")
    await group.caio.user.submit_modal(form, WARM | {"message": "Thanks, that was kind!"})
    ((thanks,),) = await group.rows("SELECT id FROM thanks")
    for giver, receiver in ((group.ana, group.caio), (group.ana, group.bruno)):
        await group.refer(giver, receiver, contact=f"{receiver.id}@example.org")  # any message to press on
    for gone, other, verb in ((group.caio, group.bruno, "undo"), (group.bruno, group.ana, "pleasure")):
        await depart(group, gone, way)
        await group.env.advance_time(10)  # edits in a channel are five seconds apart
        before, heard, public = await store_of(group), group.direct(other), group.public()
        answer = answer_of(await press(group, gone, f"thanks:{verb}:{thanks}"))
        await group.env.settle()
        assert not any(word in answer for word in SECRET)
        assert await store_of(group) == before
        assert await group.rows("SELECT undone_at, pleasure_at FROM thanks") == [(None, None)]
        assert group.direct(other) == heard
        assert group.public() == public


def seen_by(person: Any) -> list[str]:
    """The person's direct messages as they stand in Discord now."""
    return [
        json.dumps([each.to_dict() for each in message.components], ensure_ascii=False).casefold()
        for message in person.user.dm_channel.history()
    ]


def naming(person: Any) -> list[str]:
    return [text for text in seen_by(person) if any(word in text for word in SECRET)]


async def say_everything(group: World) -> None:
    """Bruno gives Caio three referrals; both are sent cards, lines, reasons and reminders that name the clients."""
    for number, kind in ((1, "direct"), (2, "lead"), (3, "lead")):
        await group.refer(group.bruno, group.caio, **CLIENT | {"contact": f"quexcontact{number}@example.org", "kind": kind})
    await group.caio.click(await group.open_referral(group.caio, "R-1"), label="Accept")
    form = await group.caio.click(await group.open_referral(group.caio, "R-1"), label="Didn't work out")
    await group.caio.submit_modal(form, {"reason": "quexreason"})
    await grow_old(group, 15)


@pytest.mark.parametrize("members_intent", [True], indirect=True)
@pytest.mark.parametrize("party", ["giver", "receiver"])
@pytest.mark.parametrize("way", WAYS)
async def test_what_was_sent_names_no_client_once_its_reader_belongs_no_more(group: World, way: str, party: str) -> None:
    gone, other = (group.bruno, group.caio) if party == "giver" else (group.caio, group.bruno)
    await say_everything(group)
    sent, kept = len(naming(gone)), len(naming(other))
    assert (sent, kept) == ((3, 4) if party == "giver" else (4, 3))
    messages = len(seen_by(gone))
    await depart(group, gone, way)
    await group.env.settle()
    assert naming(gone) == []
    assert len(seen_by(gone)) - messages <= 1, "edited, not told again"
    assert len(naming(other)) >= kept, "who stays keeps them"
    assert await group.rows("SELECT COUNT(*) FROM jobs WHERE kind = 'belonging' AND done_at IS NULL") == [(0,)]
    assert not await group.rows("SELECT 1 FROM jobs WHERE key LIKE ?", f"%:{gone.id}:%") or way != "erased"


@pytest.mark.parametrize("members_intent", [True], indirect=True)
async def test_who_is_let_in_again_finds_their_messages_as_they_were(group: World) -> None:
    await say_everything(group)
    before = naming(group.caio)
    await depart(group, group.caio, "removed")
    assert naming(group.caio) == []
    await group.ana.slash(group.channel, "member add", member=group.caio, seat="Photographer")
    await group.env.settle()
    assert plain(naming(group.caio)) == plain(before), "but for the components' numbers and the times that the test moved"
