"""`version --check`: the tags of the repository that the checkout was cloned from, a real one on this disk."""

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

import bot
from bot import releases
from bot.__main__ import MISCONFIGURED, cli
from bot.setting_values import ConfigurationError


def git(folder: Path, *words: str) -> None:
    settings = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", "-C", folder, *settings, *words], check=True, capture_output=True)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init")
    git(folder, "commit", "--allow-empty", "--message", "Begin")
    return folder


@pytest.fixture
def checkout(origin: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", str(origin), "checkout")
    return tmp_path / "checkout"


@pytest.mark.parametrize(
    ("tags", "running", "said"),
    [
        ([], "0.1.0", "names no release"),
        (["v0.1.0"], "0.1.0", "Goodword 0.1.0 is the newest release."),
        (["v0.9.0", "v0.10.0"], "0.9.0", "Goodword 0.10.0 is released; this is 0.9.0."),
        (["v0.1.0"], "0.2.0", "Goodword 0.2.0 is the newest release."),
        (["v0.1.0", "v1.0.0-rc.1", "nightly", "v2"], "0.1.0", "Goodword 0.1.0 is the newest release."),
    ],
)
def test_it_says_whether_a_newer_one_is_released(origin: Path, checkout: Path, tags: list[str], running: str, said: str) -> None:
    for tag in tags:
        git(origin, "tag", tag)
    assert said in releases.check(os.environ, checkout, running)


def test_a_tag_with_a_message_counts_once(origin: Path, checkout: Path) -> None:
    git(origin, "tag", "--annotate", "--message", "The second", "v0.2.0")
    assert "Goodword 0.2.0 is released" in releases.check(os.environ, checkout, "0.1.0")


def test_a_checkout_of_another_user_is_asked(origin: Path, checkout: Path, tmp_path: Path) -> None:
    """Root clones, and the service's user asks. Git's own tests have this variable, by which it takes every folder for another's."""
    git(origin, "tag", "v0.2.0")
    allowed = tmp_path / "gitconfig"  # of the repository that is asked, which in life is another machine's
    allowed.write_text(f"[safe]\n\tdirectory = {origin}\n\tdirectory = {origin}/.git\n")
    environ = {"PATH": os.environ["PATH"], "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_GLOBAL": str(allowed)}
    assert "Goodword 0.2.0 is released" in releases.check(environ, checkout, "0.1.0")


def test_it_says_why_it_can_not_tell(tmp_path: Path, checkout: Path) -> None:
    with pytest.raises(ConfigurationError, match="is no Git checkout"):
        releases.check(os.environ, tmp_path)
    git(checkout, "remote", "set-url", "origin", str(tmp_path / "gone"))
    with pytest.raises(ConfigurationError, match="Git could not ask the repository"):
        releases.check(os.environ, checkout)
    git(checkout, "remote", "remove", "origin")
    with pytest.raises(ConfigurationError, match="Git could not ask the repository"):
        releases.check(os.environ, checkout)


def test_the_command_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    told = CliRunner().invoke(cli, ["version", "--check"])
    assert told.exit_code == MISCONFIGURED
    assert told.stderr.count("\n") == 1
    assert CliRunner().invoke(cli, ["version"]).output == f"{bot.__version__}\n"
