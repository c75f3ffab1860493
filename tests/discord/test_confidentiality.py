"""Words that belong to two people, or to one, driven through all that the bot does: whoever else could read one of them?"""

import json
import logging
from dataclasses import dataclass
from typing import Any

import pytest

from bot.demo.simulator import find_button
from bot.logs import TALKATIVE, Json, Redact, Text
from tests.conftest import tables_of
from tests.discord.test_edge_cases import press
from tests.discord.test_repeated_presses import grow_old
from tests.support import WARM, World, shown

CLIENT = {"prospect": "Quexalora Lima", "contact": "quexcontact@example.org", "need": "A quexneed for the garden"}
THEIRS = ("quexalora", "quexcontact", "quexneed", "quexreason", "quexanother")
"""For giver and receiver."""
MINE = ("quexlabel", "98,765", "98.765", "9876543", "98765.43")
"""For the receiver alone: their label, and what it brought."""


@dataclass(frozen=True)
class Sent:
    """What the bot sent, and who could read it: people's ids; nobody's for everybody."""

    text: str
    readers: frozenset[int] | None
    where: str


def everything_sent(world: World) -> list[Sent]:
    return [_sent(world, request) for request in world.env.http_requests if request.json]


def _sent(world: World, request: Any) -> Sent:
    backend = world.env.backend
    text = json.dumps(request.json, ensure_ascii=False).casefold()
    parts = request.path.strip("/").split("/")
    where = f"{request.method} {'/'.join(parts[:2])}"
    if parts[0] in {"interactions", "webhooks"}:
        asked = next(each for each in backend.interactions.values() if each.token == parts[2])
        changes = request.method == "PATCH" or request.json.get("type") == 7
        flags = (request.json.get("data") or request.json).get("flags", 0)
        if changes:
            private = not asked.source_message_id or _is_private(world, asked)
        else:
            private = bool(flags & 64) or request.json.get("type") in {5, 6, 8, 9}
        return Sent(text, frozenset({asked.user_id}) if private else _readers(world, asked.channel_id), where)
    return Sent(text, _readers(world, int(parts[1])) if parts[0] == "channels" else None, where)


def _is_private(world: World, asked: Any) -> bool:
    message = world.env.backend.messages[asked.channel_id].get(asked.source_message_id)
    return message is None or message.is_ephemeral


def _readers(world: World, channel_id: int) -> frozenset[int] | None:
    channel = world.env.backend.channels[channel_id]
    return None if channel.guild_id else frozenset(channel.recipient_ids)


async def two_people_do_all_that_can_be_done(group: World) -> None:
    """Ana gives and Bruno receives five referrals, each with another end."""
    ana, bruno = group.ana, group.bruno
    vcf = f"BEGIN:VCARD\nVERSION:3.0\nFN:{CLIENT['prospect']}\nEMAIL:{CLIENT['contact']}\nEND:VCARD".encode()
    form = await ana.slash(group.channel, "refer", member=bruno, contact_card=("quexalora.vcf", vcf))
    typed = CLIENT | {"kind": "direct", "warmth": "3"}
    refused = shown(await ana.submit_modal(form, typed | {"contact": "quexcontact by pigeon"}))
    form = await ana.click(refused, custom_id=find_button(refused, "form:again:"))
    await ana.submit_modal(form, typed)
    doubt = shown(await ana.submit_modal(await ana.slash(group.channel, "refer", member=bruno), typed))
    await ana.click(doubt, label="Yes, all the same")
    for number, kind in ((3, "direct"), (4, "lead"), (5, "own")):
        await group.refer(ana, bruno, **CLIENT | {"kind": kind, "contact": f"quexcontact{number}@example.org"})
    form = await ana.click(await group.open_referral(ana), label="Change")
    await ana.submit_modal(form, CLIENT | {"prospect": "Quexanother Reis", "warmth": "5"})
    form = await bruno.click(await group.open_referral(bruno), label="Private label")
    await bruno.submit_modal(form, {"label": "quexlabel"})
    for number, verb in ((1, "accept"), (1, "contacted"), (1, "show"), (3, "accept"), (4, "accept")):
        await bruno.click(await group.open_referral(bruno, f"R-{number}"), custom_id=f"referral:{verb}:{number}")
    await ana.click(await group.open_referral(ana, "R-4"), label="They have agreed")
    for number, verb in ((2, "decline"), (3, "no_fit")):
        form = await bruno.click(await group.open_referral(bruno, f"R-{number}"), custom_id=f"referral:{verb}:{number}")
        await bruno.submit_modal(form, {"reason": "quexreason"})
    form = await bruno.click(await group.open_referral(bruno), label="Got the job")
    asked = shown(await bruno.submit_modal(form, WARM | {"message": "Quexanother loved it", "amount": "98,765.43"}))
    form = await bruno.click(asked, custom_id=find_button(asked, "form:again:"))
    await bruno.submit_modal(form, WARM | {"amount": "98,765.43"})
    form = await bruno.click(await group.open_referral(bruno), label="More work came from this")
    await bruno.submit_modal(form, WARM | {"amount": "98,765.43", "business": "repeat"})
    for person in (ana, bruno):
        for command, options in (("referrals", {"search": "quex"}), ("me", {}), ("profile show", {"member": bruno})):
            await person.slash(group.channel, command, **options)
        await person.autocomplete(group.channel, "referral", "id", "quex")
    await bruno.autocomplete(group.channel, "thank", "referral", "quex")
    form = await bruno.slash(group.channel, "profile edit")
    await bruno.submit_modal(form, {"business": "x", "offer": "A garden for Quexanother Reis", "ideal_referral": "x"})


async def others_look_everywhere(group: World) -> list[bytes]:
    """A third member, a moderator and an outsider ask for whatever there is; the files that they get."""
    files: list[bytes] = []
    anywhere: list[tuple[str, dict[str, object]]] = [
        ("help", {}), ("referrals", {"search": "quexalor"}), ("referral", {"id": "R-1"}), ("me", {}), ("directory", {"search": "quexalora"}),
        ("directory", {"search": "garden"}), ("profile show", {"member": group.ana}), ("profile show", {"member": group.bruno}),
        ("profile card", {"member": group.bruno}), ("leaderboard", {}), ("leaderboard", {"board": "thanked", "period": "all_time"}),
        ("digest preview", {}), ("digest post", {}), ("moderate log", {}), ("moderate log", {"member": group.bruno, "format": "csv"}), ("member list", {}),
        ("member history", {"member": group.bruno}), ("member export", {"format": "csv"}), ("privacy export", {}), ("privacy export", {"format": "csv"}),
        ("thank", {"referral": "R-1"}), ("moderate void", {"id": "R-3", "reason": "For show"}), ("moderate void", {"id": "T-2", "reason": "x"}),
        ("moderate forget", {"contact": "quexcontact5@example.org"}),
    ]  # fmt: skip
    for person in (group.caio, group.lia, group.duda):
        for command, options in anywhere:
            result = await person.slash(group.channel, command, **options)
            files += [await each.read() for each in result.response.attachments] if result.response else []
        for command, option in (("referral", "id"), ("thank", "referral"), ("thank", "former")):
            await person.autocomplete(group.channel, command, option, "quex")
        for verb in ("accept", "show", "open", "won", "edit", "label", "forget", "forget_yes", "decline", "same", "more"):
            await press(group, person, f"referral:{verb}:1")
        for custom_id in (
            "page:referrals:0:all::quexalor",
            "thanks:act:1",
            "thanks:undo:1",
            "thanks:pleasure:1",
            "reminder:accept:1:0",
        ):
            await press(group, person, custom_id)
    group.refusals()
    return files


async def test_nobody_else_reads_a_word_of_it(group: World, caplog: pytest.LogCaptureFixture) -> None:
    for name in TALKATIVE:
        caplog.set_level(logging.INFO, name)
    caplog.set_level(logging.DEBUG)
    await group.ana.slash(group.channel, "digest schedule", day="monday", time="09:00")
    await two_people_do_all_that_can_be_done(group)
    await grow_old(group, 10)
    files = await others_look_everywhere(group)
    await grow_old(group, 121)
    hers, his = [await own_files(group, person) for person in (group.ana, group.bruno)]
    assert [word for word in MINE if word in hers] == []
    assert [word for word in ("quexneed", "quexlabel", "9876543", "98765.43") if word not in his] == []
    await group.bruno.click(shown(await group.bruno.slash(group.channel, "privacy delete")), label="Delete it")
    sent = everything_sent(group)
    for words, may in ((THEIRS, {group.ana.id, group.bruno.id}), (MINE, {group.bruno.id})):
        spread = [
            (word, each.where, each.text)
            for word in words
            for each in sent
            if word in each.text and not (each.readers and each.readers <= may)
        ]
        assert spread == []
        assert [word for word in words if not any(word in each.text for each in sent) and word not in MINE[2:]] == [], (
            "each was said"
        )
    logged = "\n".join(kind.format(record) for kind in (Json(), Text()) for record in caplog.records if Redact([]).filter(record))
    read = b"\n".join(files).decode(errors="replace") + caplog.text + logged
    everywhere = read.casefold() + await in_clear(group)
    assert [word for word in (*THEIRS, *MINE[:2]) if word in everywhere] == []


async def own_files(group: World, person: Any) -> str:
    """What somebody gets of their own, in either form."""
    files = []
    for kind in ("json", "csv"):
        answer = shown(await person.slash(group.channel, "privacy export", format=kind))
        files += [(await each.read()).decode() for each in answer.attachments]
    assert len(files) > 1
    return "\n".join(files).casefold()


async def in_clear(group: World) -> str:
    """Whatever stands in the store as it is: what moderators and operators read, and all else that is not sealed."""
    tables = [table for table in await tables_of(group.bot.database) if table != "thanks"]  # whose amounts are in clear, for sums
    rows = [await group.rows(f"SELECT * FROM {table}") for table in tables]
    return str(rows).casefold()
