"""Which version of Goodword is the newest, by the tags of the repository that this checkout was cloned from.

`version --check` alone asks, by Git, when an operator types it; the bot asks nobody about itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import bot
from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKOUT = Path(__file__).parent.parent
PATIENCE = 30
"""Seconds that the remote repository has to answer."""
_TAG = re.compile(r"refs/tags/v(\d+)\.(\d+)\.(\d+)$", re.MULTILINE)
"""Tags of releases alone: Semantic Versioning's pre-releases have a hyphen after the third number (https://semver.org/#spec-item-9)."""


def check(environ: Mapping[str, str], checkout: Path = CHECKOUT, running: str = bot.__version__) -> str:
    """Compare the version with the newest released. Raises ConfigurationError where that can't be told."""
    newest = max((_numbers(tag) for tag in _TAG.findall(_remote_tags(checkout, environ))), default=None)
    if newest is None:
        return f"Goodword {running}. The repository that it was cloned from names no release."
    if newest <= _numbers(running.split(".")):
        return f"Goodword {running} is the newest release."
    released = ".".join(map(str, newest))
    return (
        f"Goodword {released} is released; this is {running}. CHANGELOG.md says what changed, and docs/operating.md, “Upgrade”, how"
        " to come there."
    )


def newest_known(environ: Mapping[str, str], checkout: Path = CHECKOUT) -> str | None:
    """The newest release whose tag this checkout has, by what was fetched so far and without the network; None where none is known."""
    git = shutil.which("git", path=environ.get("PATH", ""))
    if git is None or not (checkout / ".git").exists():
        return None
    # References that were fetched before: no request leaves the machine.
    command = [git, "-C", str(checkout), "for-each-ref", "--format=%(refname)", "refs/tags/v*"]
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, capture_output=True, text=True, check=True, timeout=PATIENCE, env=dict(environ), stdin=subprocess.DEVNULL
        )
    except (subprocess.SubprocessError, OSError):
        return None
    newest = max((_numbers(tag) for tag in _TAG.findall(done.stdout)), default=None)
    return None if newest is None else ".".join(map(str, newest))


def is_newer(released: str, running: str) -> bool:
    """Whether the first of two versions, of three numbers each, is the newer one."""
    return _numbers(released.split(".")) > _numbers(running.split("."))


def _remote_tags(checkout: Path, environ: Mapping[str, str]) -> str:
    """The output of `git ls-remote --tags origin`: a commit and a reference in each line."""
    git = shutil.which("git", path=environ.get("PATH", ""))
    if git is None or not (checkout / ".git").exists():
        raise ConfigurationError(
            f"{checkout} is no Git checkout, so nothing says where to ask for a newer version. Look where you got this one from."
        )
    # The checkout may be another user's, as root's is for the service's user: Git refuses that (safe.directory), but this process
    # already executes the checkout's code.
    command = [git, "-c", f"safe.directory={checkout}", "-C", str(checkout), "ls-remote", "--tags", "--refs", "origin"]
    # Git asks at the terminal for a password where the repository is private; with the variable it fails instead.
    environment = dict(environ) | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, capture_output=True, text=True, check=False, timeout=PATIENCE, env=environment, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise ConfigurationError(f"The repository did not answer within {PATIENCE} s. Try again later.") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise ConfigurationError(
            f"Git could not ask the repository for its releases ({said[0]}). Check `git remote -v` and the network."
        )
    return done.stdout


def _numbers(parts: list[str] | tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(part) for part in parts)
