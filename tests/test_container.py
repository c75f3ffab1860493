"""A store in a container without a volume is refused; and what `make run` and `./run` end with."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import container
from bot.__main__ import cli
from bot.settings import ConfigurationError, load
from tests.test_settings import TOKEN

ROOT = Path(__file__).parent.parent
INSIDE = {"container": "podman"}


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether these tests themselves run in a container changes nothing."""
    monkeypatch.setattr(container, "SIGNS", ())
    monkeypatch.delenv("GOODWORD_DATABASE__ALLOW_UNMOUNTED")


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is a mount point, as far as the system says."""
    folder = tmp_path / "my data"
    folder.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) in {"/", str(folder)})
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"1 0 0:1 / / rw - overlay x rw\n2 1 8:1 /v {str(folder).replace(' ', chr(92) + '040')} rw shared:1 - ext4 /dev/x rw\n"
    )
    monkeypatch.setattr(container, "MOUNTS", mounts)
    return folder


def check(path: Path, environ: dict[str, str], **more: str) -> None:
    container.check(load(None, {"GOODWORD_DATABASE__URL": f"sqlite:///{path}"} | more), environ)


def test_a_folder_in_no_volume_is_refused(mounted: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "g.db", tmp_path / "not" / "there" / "g.db"):
        with pytest.raises(ConfigurationError, match="is in no volume of this container") as problem:
            check(path, INSIDE)
        assert str(path.parent) in str(problem.value)
        check(path, {})
        check(path, INSIDE, GOODWORD_DATABASE__ALLOW_UNMOUNTED="true")
        check(path, {"container": ""})
    for path in (mounted / "g.db", mounted / "deeper" / "g.db"):
        check(path, INSIDE)
        check(path, {"KUBERNETES_SERVICE_HOST": "10.0.0.1"})


def test_a_link_out_of_the_volume_is_followed(mounted: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (mounted / "g.db").symlink_to(tmp_path / "elsewhere" / "g.db")
    with pytest.raises(ConfigurationError, match="elsewhere is in no volume"):
        check(mounted / "g.db", INSIDE)


def test_a_volume_in_memory_is_none(mounted: Path) -> None:
    container.MOUNTS.write_text(container.MOUNTS.read_text().replace("ext4", "tmpfs"))
    with pytest.raises(ConfigurationError):
        check(mounted / "g.db", INSIDE)


HEX = "5d0a1c4e8f7b39620ad1e5c4b8f09a7362d4e1c0b9f8a7d6e5c4b3a291807f6e"
BEHIND = " - ext4 /dev/vda1 rw,discard"
DOCKER = "/var/lib/docker/volumes"
PODMAN = "/home/ada/.local/share/containers/storage/volumes"


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        (f"1274 1250 254:1 {DOCKER}/goodword_data/_data /data rw,relatime master:1" + BEHIND, True),
        (f"1274 1250 254:1 {DOCKER}/{HEX}/_data /data rw,relatime master:1" + BEHIND, False),
        # The daemon's folder is a file system of its own, and a subvolume of Btrfs.
        (f"1274 1250 254:16 /volumes/{HEX}/_data /data rw,relatime master:1" + BEHIND, False),
        (f"803 790 0:29 /@{DOCKER}/{HEX}/_data /data rw,relatime - btrfs /dev/sda2 rw,subvol=/@", False),
        (f"611 590 0:41 {PODMAN}/goodword/_data /data rw,nosuid,nodev,noexec,relatime" + BEHIND, True),
        (f"611 590 0:41 {PODMAN}/{HEX}/_data /data rw,nosuid,nodev,noexec,relatime" + BEHIND, False),
        # A part of an anonymous volume (volume-subpath), and folders whose names only look like one.
        (f"1274 1250 254:1 {DOCKER}/{HEX}/_data/goodword /data rw,relatime" + BEHIND, False),
        (f"1274 1250 254:1 {DOCKER}/{HEX[1:]}/_data /data rw,relatime" + BEHIND, True),
        (f"1274 1250 254:1 /srv/{HEX} /data rw,relatime" + BEHIND, True),
        ("1274 1250 0:78 / /data rw,relatime - tmpfs tmpfs rw,size=65536k", False),
    ],
)
def test_an_anonymous_volume_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, is_kept: bool) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) in {"/", "/data"})
    monkeypatch.setattr(container, "MOUNTS", tmp_path / "mountinfo")
    root = "1250 1130 0:52 / / rw,relatime master:416 - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/K7,upperdir=/u,workdir=/w"
    other = f"1275 1250 254:1 {DOCKER}/{HEX}/_data /cache rw,relatime" + BEHIND
    container.MOUNTS.write_text(f"{root}\n{other}\n{line}\n")
    assert container.is_kept(Path("/data")) is is_kept
    assert not container.is_kept(Path("/app"))
    if is_kept:
        check(Path("/data/goodword.db"), INSIDE)
    else:
        with pytest.raises(ConfigurationError, match="The store's folder /data is in no volume of this container that is kept"):
            check(Path("/data/goodword.db"), INSIDE)


def test_files_of_docker_and_podman_tell_a_container(mounted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "SIGNS", (tmp_path / ".dockerenv",))
    check(tmp_path / "g.db", {})
    (tmp_path / ".dockerenv").touch()
    with pytest.raises(ConfigurationError):
        check(tmp_path / "g.db", {})


def test_postgresql_needs_none() -> None:
    container.check(load(None, {"GOODWORD_DATABASE__URL": "postgresql://u@h/d"}), INSIDE)


def test_the_start_is_refused_before_anything_is_made(mounted: Path, tmp_path: Path) -> None:
    environ = {"GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/new/g.db", "GOODWORD_TOKEN": TOKEN, "container": "docker"}
    result = CliRunner().invoke(cli, ["run"], env=environ)
    assert (result.exit_code, result.stderr.count("\n")) == (78, 1)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("code", [0, 1, 75, 78])
def test_exit_codes_of_run_and_make_run(tmp_path: Path, code: int) -> None:
    (tmp_path / "requirements").mkdir()
    for name in ("Makefile", "run", "requirements/run.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "uv"):
        (programs / name).write_text(f'#!/bin/sh\necho "$@"\nexit {code}\n')
        (programs / name).chmod(0o755)
    (tmp_path / ".venv" / ".run").touch()
    ran = subprocess.run([tmp_path / "run", "--new-store"], cwd="/", capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (code, "-m bot run --new-store\n"), ran.stderr
    made = subprocess.run(["make", "run"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == (2 if code else 0)
    assert (f"Goodword ended with exit code {code}." in made.stderr) is bool(code)
