"""What the log says of incidents and refused attempts, and what is counted: who, where and what, never what was typed."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from bot.core.telemetry import Status
from bot.logs import Json, Redact, Text
from tests.discord.test_edge_cases import press
from tests.support import MARIA, World, said

if TYPE_CHECKING:
    from collections.abc import Iterable

ATTEMPTS = "cogs._ui.interaction_log"


def refused(records: Iterable[logging.LogRecord]) -> list[tuple[int, int, str]]:
    """Group, person and command of each refused attempt; the text says the same as the fields."""
    found = []
    for record in records:
        if record.name == ATTEMPTS and record.levelno == logging.INFO:
            fields = json.loads(Json().format(record))
            text = Text().format(record)
            assert text.endswith(f"Refused {fields['command']} to person {fields['person']} in group {fields['group']}.")
            found.append((fields["group"], fields["person"], fields["command"]))
    return found


async def test_an_incident_has_group_person_command_and_the_number_that_was_shown(
    group: World, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError(MARIA["contact"])

    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    group.bot.services.referrals.give = broken
    before = group.bot.telemetry.answers[Status.FAILED]
    answer = said(await group.ana.submit_modal(form, MARIA))
    made = next(record for record in caplog.records if "Incident" in record.getMessage())
    assert Redact([]).filter(made)
    fields, text = json.loads(Json().format(made)), Text().format(made)
    assert fields["incident"] in answer
    assert (fields["group"], fields["person"], fields["command"]) == (group.guild.id, group.ana.id, "refer:form")
    assert fields["exception"] == "RuntimeError"
    for part in (fields["incident"], str(group.guild.id), str(group.ana.id), "refer:form"):
        assert part in text
    for line in (text, json.dumps(fields)):
        assert not [word for word in MARIA.values() if len(word) > 3 and word != "direct" and word in line]
    assert group.bot.telemetry.answers[Status.FAILED] == before + 1


async def test_refused_attempts_are_logged_and_counted(group: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await group.refer(group.ana, group.bruno)
    telemetry = group.bot.telemetry
    answered, before = telemetry.answers[Status.ANSWERED], telemetry.answers[Status.REFUSED]
    await press(group, group.caio, "referral:accept:1")  # another's button
    await press(group, group.caio, "referral:accept:77")  # what is not there reads the same
    await group.lia.slash(group.channel, "moderate log")
    group.env.backend.get_guild(group.guild.id).members[group.lia.id].role_ids.clear()
    await group.lia.slash(group.channel, "moderate log")  # a demoted moderator
    await group.duda.slash(group.channel, "refer", member=group.bruno)  # a stranger
    await group.bruno.slash(group.channel, "refer", member=group.bruno)  # a mistake, no attempt
    here = group.guild.id
    assert refused(caplog.records) == [
        (here, group.caio.id, "referral:accept"),
        (here, group.caio.id, "referral:accept"),
        (here, group.lia.id, "/moderate log"),
        (here, group.duda.id, "/refer"),
    ]
    assert telemetry.refused_attempts == 4
    assert telemetry.answers[Status.REFUSED] == before + 5
    assert telemetry.answers[Status.ANSWERED] == answered + 3  # /help twice, from which `press` starts, and the log
    assert sum(telemetry.buckets) == sum(telemetry.answers.values())


@pytest.mark.parametrize("custom_id", ["quexcanary+5511975318642", "Maria Souza:maria", "form:again:quexcanary", "a:b" * 30])
async def test_a_custom_id_is_input_and_stands_in_no_line(group: World, caplog: pytest.LogCaptureFixture, custom_id: str) -> None:
    caplog.set_level(logging.INFO)
    await press(group, group.caio, custom_id)
    lines = "\n".join(record.getMessage() for record in caplog.records if record.name == ATTEMPTS)
    assert "quexcanary" not in lines
    assert "Maria" not in lines
