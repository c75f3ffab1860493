"""Whatever the gateway sends, the process goes on; and whoever can be answered is."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.outside.sample_guild import CLIENT, SampleGuild

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.standin import Standin

FRAMES: tuple[str, ...] = (
    "",
    "{",
    "null",
    "[]",
    "5",
    '"x"',
    "NaN",
    "[" * 3000,
    r'{"op":0,"t":"GUILD_UPDATE","s":null,"d":{"id":"1","name":"\ud800"}}',
    r'{"op":0,"t":"\udfff","d":"\ud800"}',
    '{"op":0,"t":["x"],"d":null}',
    '{"op":0,"t":"GUILD_CREATE","d":null}',
    '{"op":0,"t":"GUILD_CREATE","d":{"id":"x"}}',
    '{"op":0,"t":"GUILD_ROLE_DELETE","d":{}}',
    '{"op":0,"t":"CHANNEL_UPDATE","d":[]}',
    '{"op":0,"t":"CHANNEL_DELETE","d":{"id":"1","guild_id":"2"}}',
    '{"op":0,"t":"GUILD_MEMBER_REMOVE","d":{"guild_id":null,"user":null}}',
    '{"op":0,"t":"THREAD_LIST_SYNC","d":{}}',
    '{"op":0,"t":"RESUMED","d":null}',
    '{"op":0,"t":"MADE_UP","d":{"new":true}}',
    '{"op":0,"t":"INTERACTION_CREATE","d":null}',
    '{"op":0,"t":"INTERACTION_CREATE","d":{"type":[]}}',
    '{"op":0,"t":"INTERACTION_CREATE","d":{"id":"1","token":"xyzzyplugh","type":99}}',
    '{"op":0,"t":"INTERACTION_CREATE","d":{"id":"1","token":"xyzzyplugh","type":2,"data":null}}',
    '{"op":77,"d":null}',
    '{"op":"x"}',
    '{"op":11,"d":{"x":1}}',
)


async def send_raw(standin: Standin, frame: str) -> None:
    connection = standin.gateway.current
    assert connection is not None
    compressor = connection._compressor
    assert compressor is not None
    await connection.socket.send_bytes(compressor.compress(frame.encode()) + compressor.flush(zlib.Z_SYNC_FLUSH))


async def test_no_frame_ends_the_process(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    identified = standin.gateway.identifies
    for frame in FRAMES:
        await send_raw(standin, frame)
    assert "R-1" in (await sample.refer()).text
    assert standin.gateway.identifies == identified, "it kept its session"
    output = operator.bot.output()
    assert "Traceback" not in output
    assert "was skipped" in output


async def test_bytes_that_are_no_text_are_skipped_and_a_broken_stream_begins_anew(
    sample: SampleGuild, standin: Standin, operator: Operator
) -> None:
    connection = standin.gateway.current
    assert connection is not None
    compressor: Any = connection._compressor
    await connection.socket.send_bytes(compressor.compress(b'{"op":0,"t":"\xed\xa0\x80"}') + compressor.flush(zlib.Z_SYNC_FLUSH))
    assert "R-1" in (await sample.refer()).text
    resumed = standin.gateway.resumes
    await connection.socket.send_bytes(b"no zlib at all\x00\x00\xff\xff")
    await standin.until(lambda: standin.gateway.resumes > resumed, "the bot to resume")
    assert "R-2" in (await sample.refer(contact="+55 11 97531-8643")).text
    assert "Traceback" not in operator.bot.output()


@pytest.mark.parametrize("where", ["prospect", "need"])
async def test_half_a_surrogate_pair_is_taken_as_an_unknown_character(sample: SampleGuild, standin: Standin, where: str) -> None:
    assert "R-1" in (await sample.refer(**{where: CLIENT[where] + "\ud83d"})).text
    await sample.said()
    assert json.dumps([message.text for message in sample.lines()])
