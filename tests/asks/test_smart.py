"""The setting `smart.enabled`: what it needs, and what it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.asks.matching import meaning
from bot.asks.matching.meaning import PRESENT
from bot.process import open_bot
from bot.setting_sections import SmartSettings
from bot.settings import DatabaseSettings, Settings
from tests.patience import until
from tests.test_settings import TOKEN

if TYPE_CHECKING:
    from pathlib import Path


def test_a_start_without_the_package_ends_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "find_spec", lambda _: None)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["run"], env={"GOODWORD_TOKEN": TOKEN, "GOODWORD_SMART__ENABLED": "true"})
    assert result.exit_code == 78
    assert meaning.PACKAGE in result.stderr
    assert "make .venv/.smart" in result.stderr
    assert result.stderr.count("\n") == 1
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("enabled", [True, False])
async def test_the_model_is_loaded_beside_the_start_where_it_is_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enabled: bool
) -> None:
    chosen = Settings(DatabaseSettings(f"sqlite:///{tmp_path}/goodword.db"), smart=SmartSettings(enabled=enabled))
    monkeypatch.setattr(PRESENT, "meaning", None)
    monkeypatch.setattr(PRESENT, "is_offered", False)
    async with open_bot(chosen):
        assert PRESENT.meaning is None
        if enabled:
            await until(lambda: PRESENT.meaning is not None, "the model")
        assert (PRESENT.meaning is not None) is enabled
        assert PRESENT.is_offered is enabled
