"""A member's own settings: pressed, kept, and obeyed."""

import pytest

from bot.core.declarations import declared
from bot.demo.simulator import close_messages, open_messages, speak, unsent
from tests.discord.test_edge_cases import press
from tests.support import MARIA, WARM, WORDS, World, ids_of, said, shown, text_of

SWITCHES = list(declared().switches)


async def turn_off(group: World, person: object, name: str) -> None:
    card = shown(await person.slash(group.channel, "settings"))
    await person.click(card, custom_id=f"settings:switch:{name}:off")


async def settled(group: World, kind: str) -> list[tuple[str, str | None]]:
    return await group.rows("SELECT state, problem FROM outbox WHERE kind = ? ORDER BY id", kind)


async def test_each_button_and_menu_works_after_a_restart_and_twice(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "settings"))
    assert card.ephemeral
    assert [custom_id for custom_id in ids_of(card) if "switch" in custom_id] == [
        f"settings:switch:{name}:{'on' if name in {'digest', 'fits', 'keep_in_touch'} else 'off'}" for name in SWITCHES
    ]
    await group.restart()
    for _ in range(2):
        await press(group, group.bruno, "settings:switch:thanks:off")  # on an old card
        await group.bruno.select(card, ["partners"], custom_id="settings:contact")
        await press(group, group.bruno, "settings:boards:off")
        last = await group.bruno.select(card, ["pt-BR"], custom_id="settings:language")
    assert "🔕 **Thanks**" in text_of(shown(last))
    assert "settings:switch:thanks:on" in ids_of(shown(last))
    kept = "SELECT dm_referrals, dm_thanks, shares_contact, on_boards, chosen_language FROM members WHERE user_id = ?"
    assert await group.rows(kept, group.bruno.id) == [(1, 0, "partners", 0, "pt-BR")]
    assert await group.rows("SELECT COUNT(*) FROM log WHERE action = 'profile.settings'") == [(4,)]
    history = said(await group.ana.slash(group.channel, "member history", member=group.bruno))
    assert "personal settings changed" in history


async def test_from_ones_own_profile_to_the_settings(group: World) -> None:
    own = await group.bruno.slash(group.channel, "profile show")
    assert "Your settings" in said(await group.bruno.click(shown(own), label="Settings"))


async def test_a_new_referral_that_is_not_wanted_pings_nobody(group: World) -> None:
    await turn_off(group, group.bruno, "referrals")
    close_messages(group.env, group.bruno)
    tried = len(group.env.http_requests)
    await group.refer(group.ana, group.bruno)
    assert await settled(group, "referral.card") == [("sent", "not wanted")]
    assert group.public()[-1] == "🤝 **Ana** passed **Bruno** a referral. (R-1)"
    sent = [r for r in group.env.http_requests[tried:] if r.path == f"/channels/{group.channel.id}/messages"][-1]
    assert sent.json["allowed_mentions"] == {"parse": []}
    assert "R-1" in said(await group.bruno.slash(group.channel, "referrals"))
    await group.ana.click(shown(await group.ana.slash(group.channel, "referral", id="R-1")), custom_id="referral:withdraw:1")
    assert await settled(group, "referral.card") == [("sent", "not wanted"), ("sent", "never shown")]


async def test_closed_messages_of_the_last_hour_do_not_ping_who_wants_none(group: World) -> None:
    close_messages(group.env, group.bruno)
    await group.refer(group.ana, group.bruno)
    assert f"<@{group.bruno.id}>" in group.public()[-1]
    await turn_off(group, group.bruno, "referrals")
    await group.refer(group.caio, group.bruno)
    assert group.public()[-1] == "🤝 **Caio** passed **Bruno** a referral. (R-2)"


async def test_steps_and_thanks_obey_their_own_switches(group: World) -> None:
    await turn_off(group, group.ana, "steps")
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    await group.bruno.user.click(card, custom_id="referral:accept:1")
    assert await settled(group, "referral.step") == [("sent", "not wanted")]
    form = await group.bruno.user.click(card, custom_id="referral:won:1")
    await group.bruno.user.submit_modal(form, WARM)
    assert "**Bruno** thanks you" in group.direct(group.ana)[-1]
    before = len(group.direct(group.ana))
    await turn_off(group, group.ana, "thanks")
    form = await group.caio.slash(group.channel, "thank", member=group.ana)
    await group.caio.submit_modal(form, WORDS)
    assert len(group.direct(group.ana)) == before
    assert await settled(group, "thanks.note") == [("sent", None), ("sent", "not wanted")]
    assert any("**Caio** thanks **Ana**" in post for post in group.public())


async def test_a_board_does_not_name_who_prefers_that(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    assert "**Ana**" in said(await group.caio.slash(group.channel, "leaderboard"))
    card = shown(await group.ana.slash(group.channel, "settings"))
    await group.ana.click(card, custom_id="settings:boards:off")
    board = said(await group.caio.slash(group.channel, "leaderboard"))
    assert "Ana" not in board
    assert "1 more prefers not to be named" in board


async def test_the_language_rules_messages_and_answers_follow_discord(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "settings"))
    chosen = await group.bruno.select(card, ["pt-BR"], custom_id="settings:language")
    assert "Your settings" in text_of(shown(chosen)), "the answer is in the language of one's Discord"
    await group.refer(group.ana, group.bruno)
    assert "Ana indicou Maria Souza para você" in group.direct(group.bruno)[-1]
    await group.bruno.select(card, ["discord"], custom_id="settings:language")
    await group.refer(group.caio, group.bruno)
    assert "Caio refers Maria Souza to you" in group.direct(group.bruno)[-1]


async def test_in_portuguese_and_on_leave(group: World) -> None:
    await group.bruno.slash(group.channel, "away", note="Descansando")
    with speak("pt-BR", group.bruno):
        card = await group.bruno.slash(group.channel, "settings")
        assert "Seus ajustes" in said(card)
        after = await group.bruno.click(shown(card), custom_id="settings:switch:reminders:off")
        assert "🔕 **Lembretes**" in text_of(shown(after))


@pytest.mark.parametrize("custom_id", ["settings:contact", "settings:language"])
async def test_a_made_up_choice_is_refused(group: World, custom_id: str) -> None:
    card = shown(await group.bruno.slash(group.channel, "settings"))
    for component in card._message.components[0]["components"]:
        for menu in component.get("components", []):
            if menu.get("custom_id") == custom_id:
                menu["options"].append({"label": "x", "value": "x"})
    answer = text_of(shown(await group.bruno.select(card, ["x"], custom_id=custom_id)))
    assert "does not lead anywhere" in answer or "don't speak that language" in answer


async def test_each_thing_is_said_once(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "settings"))
    everything = text_of(card).splitlines()
    for thing in (
        "New referrals",
        "**Introductions**",
        "Progress",
        "Thanks",
        "Reminders",
        "Your week",
        "Your name on boards",
        "Who reads your contact",
    ):
        assert sum(thing in line for line in everything) == 1, thing


PROMISE = "You will hear from me at every step"
HOW = "press the server's name, then Privacy Settings, and switch Direct Messages on"


@pytest.mark.parametrize("hours", [0, 5])
async def test_a_giver_with_closed_messages_gets_no_promise_but_reads_how_to_open_them(group: World, hours: int) -> None:
    assert PROMISE in said(await group.refer(group.ana, group.bruno))
    close_messages(group.env, group.ana)
    await group.bruno.click(await group.open_referral(group.bruno), label="Accept")
    await group.env.advance_time(hours * 3600)
    given = said(await group.refer(group.ana, group.caio))
    assert PROMISE not in given
    assert "Your direct messages are closed" in given
    assert HOW in given
    settings = said(await group.ana.slash(group.channel, "settings"))
    assert "your direct messages are closed" in settings
    assert HOW in settings
    switched = await group.ana.click(
        shown(await group.ana.slash(group.channel, "settings")), custom_id="settings:switch:thanks:off"
    )
    assert HOW in text_of(shown(switched))
    assert HOW not in said(await group.bruno.slash(group.channel, "settings"))
    open_messages(group.env, group.ana)
    await group.bruno.click(await group.open_referral(group.bruno), label="In touch")
    assert PROMISE in said(await group.refer(group.ana, group.bruno))
    assert HOW not in said(await group.ana.slash(group.channel, "settings"))


async def test_a_giver_who_switched_progress_off_gets_no_promise(group: World) -> None:
    await turn_off(group, group.ana, "steps")
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    for _ in range(2):
        given = said(await group.ana.submit_modal(unsent(form), MARIA))
        assert PROMISE not in given
        assert "/settings switches them on again" in given
