"""What `doctor` says of the version and of the zone data that is really used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import tzdata

from bot import releases
from bot.asks.matching import meaning
from bot.doctor import machine
from bot.doctor.findings import Finding, Health
from bot.setting_sections import SmartSettings
from bot.settings import Settings
from tests.test_releases import git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("tags", "known", "state"),
    [
        ([], None, Health.GOOD),
        (["v0.9.0", "v0.10.0", "v1.0.0-rc.1", "v2"], "0.10.0", Health.NOTE),
        (["v0.9.0"], "0.9.0", Health.GOOD),
    ],
)
def test_the_version_is_compared_with_the_tags_that_the_checkout_has(
    tmp_path: Path, tags: list[str], known: str | None, state: Health
) -> None:
    assert releases.newest_known(os.environ, tmp_path) is None, "no checkout"
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "--message", "Begin")
    for tag in tags:
        git(tmp_path, "tag", tag)
    assert releases.newest_known(os.environ, tmp_path) == known
    assert releases.newest_known({"PATH": ""}, tmp_path) is None, "no Git"
    found = machine.version(known, "0.9.0")
    assert found.state is state
    assert bool(found.cure) is (state is Health.NOTE)


@pytest.mark.parametrize(
    ("file", "first", "state", "said"),
    [
        ("tzdata.zi", "# version 2001a\n", Health.NOTE, "IANA 2001a, of the system"),
        ("+VERSION", "2999b\n", Health.GOOD, "IANA 2999b, of the system"),
        ("tzdata.zi", f"# version {tzdata.IANA_VERSION}\n", Health.GOOD, f"IANA {tzdata.IANA_VERSION}, of the system"),
        ("leapseconds", "", Health.GOOD, "does not say its version"),
    ],
)
def test_the_zone_data_of_the_system_comes_first(tmp_path: Path, file: str, first: str, state: Health, said: str) -> None:
    zone = tmp_path / machine.ZONE
    zone.parent.mkdir()
    zone.write_bytes(b"TZif")
    (tmp_path / file).write_text(first)
    found = machine.zones([str(tmp_path / "missing"), str(tmp_path)])
    assert found.state is state
    assert said in found.said


def test_without_zones_of_the_system_the_package_is_named(tmp_path: Path) -> None:
    found = machine.zones([str(tmp_path)])
    assert (found.state, found.said) == (Health.GOOD, f"IANA {tzdata.IANA_VERSION}, of Python's package tzdata")


def test_the_package_of_smart_is_looked_for_where_it_is_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*, enabled: bool) -> list[Finding]:
        checks = machine.check(Settings(smart=SmartSettings(enabled=enabled)), os.environ)
        return [each for each in checks if each.what == "smart"]

    assert [each.state for each in found(enabled=True)] == [Health.GOOD]
    monkeypatch.setattr(meaning, "find_spec", lambda _: None)
    assert found(enabled=False) == []
    (missing,) = found(enabled=True)
    assert missing.state is Health.BAD
    assert meaning.PACKAGE in missing.said
    assert "make .venv/.smart" in missing.cure
