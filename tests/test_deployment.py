"""The files of deploy/: the unit, the image and the compose files, read as those read them that will run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import cli
from bot.process import MISCONFIGURED
from bot.settings import load
from tests.operating import page
from tests.operating.service import parse

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "goodword.service").read_text()
SERVICE = parse(UNIT)["Service"]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.a-token-of-a-test"
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "ProtectProc": "invisible",
    "ProcSubset": "pid",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "PrivateUsers": "yes",
    "PrivateMounts": "yes",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "RemoveIPC": "yes",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "LimitCORE": "0",
}
"""What systemd.exec(5) takes away. The unit was run with all of it under systemd 252: READY=1, the credential, and 78 not restarted."""


def one(key: str) -> str:
    (value,) = SERVICE[key]
    return value


def test_the_unit_takes_away_what_the_bot_does_not_need() -> None:
    assert {key: one(key) for key in HARDENED} == HARDENED
    assert SERVICE["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert {one("User"), one("Group")} == {"goodword"}


def test_the_unit_is_told_of_the_start_and_does_not_repeat_one_that_is_configured_wrong() -> None:
    assert (one("Type"), one("NotifyAccess"), one("WatchdogSec")) == ("notify", "main", "5min")
    assert (one("Restart"), one("RestartPreventExitStatus")) == ("on-failure", str(MISCONFIGURED))
    assert parse(UNIT)["Unit"]["StartLimitIntervalSec"] == ["0"]
    assert parse(UNIT)["Install"]["WantedBy"] == ["multi-user.target"]


def test_the_token_is_a_credential() -> None:
    name, path = one("LoadCredential").split(":")
    environment = dict(each.split("=", 1) for each in SERVICE["Environment"])
    assert environment == {"GOODWORD_CONFIG": "/etc/goodword/config.toml", "GOODWORD_TOKEN_FILE": f"%d/{name}"}
    assert f"-o goodword /dev/stdin {path}" in page.text()
    assert f"GOODWORD_TOKEN_FILE={path}" in (DEPLOY / "goodword").read_text()


def test_unit_wrapper_settings_and_page_name_the_same_places() -> None:
    settings = load(DEPLOY / "config.toml", {})
    store, backups = settings.database.sqlite_path(), settings.backup.folder
    assert (store, backups) == (Path("/var/lib/goodword/goodword.db"), Path("/var/backups/goodword"))
    assert f"/var/lib/{one('StateDirectory')}" == str(store.parent)
    assert one("StateDirectoryMode") == "0700"
    assert one("ReadWritePaths") == f"-{backups}"
    assert f"install -d -o goodword -g goodword -m 0700 {store.parent} {backups}\n" in page.text()
    wrapper = (DEPLOY / "goodword").read_text()
    checkout = Path(one("WorkingDirectory"))
    assert one("ExecStart") == f"{checkout}/.venv/bin/python -m bot run"
    assert f"cd {checkout}\n" in wrapper
    assert '.venv/bin/python -m bot "$@"' in wrapper
    assert f"HOME={store.parent} " in wrapper
    assert f"git clone https://example.org/goodword.git {checkout} " in page.text()
    (documentation,) = parse(UNIT)["Unit"]["Documentation"]
    assert (ROOT / documentation.removeprefix(f"file:{checkout}/")).exists()
    for name in ("goodword.service", "config.toml", "goodword"):
        assert f"{checkout}/deploy/{name} " in page.text()


def test_the_wrapper_is_a_shell_script_that_can_be_called() -> None:
    assert (DEPLOY / "goodword").stat().st_mode & stat.S_IXUSR
    subprocess.run(["sh", "-n", DEPLOY / "goodword"], check=True)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    """With the paths of this machine: a program that is not there is all that it may complain about."""
    (tmp_path / "goodword.service").write_text(UNIT.replace("/opt/goodword/.venv/bin/python", shutil.which("sh") or "/bin/sh"))
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "goodword.service"], capture_output=True, text=True, check=False
    )
    complaints = [line for line in ended.stderr.splitlines() if "goodword.service" in line]
    assert complaints == [], ended.stderr
    assert ended.returncode == 0, ended.stderr


IMAGE = [
    tuple(line.split(maxsplit=1))
    for line in re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    if line
]


def said(instruction: str) -> list[str]:
    return [words for name, words in IMAGE if name == instruction]


def test_the_image_is_slim_locked_and_nobodys() -> None:
    assert said("FROM") == ["python:3.13-slim-trixie AS packages", "python:3.13-slim-trixie"]
    assert any("--require-hashes -r /tmp/run.txt" in command for command in said("RUN"))
    (user,) = said("USER")
    number, group = user.split(":")
    assert int(number) > 0
    assert int(group) > 0
    assert any(f"--uid {number} " in command and "install -d -o goodword" in command for command in said("RUN"))
    assert [name for name, _ in IMAGE].index("USER") > max(at for at, (name, _) in enumerate(IMAGE) if name == "RUN")


def test_the_image_keeps_its_store_in_a_volume_and_tells_its_health() -> None:
    (volume,) = said("VOLUME")
    assert settings_of({}).database.sqlite_path() == Path(volume) / "goodword.db"
    assert settings_of({}).health.port is not None
    (health,) = said("HEALTHCHECK")
    python, option, package, verb = json.loads(health.split("CMD ")[1])
    assert (python, option, package) == ("python", "-m", "bot")
    assert verb in cli.commands
    assert json.loads(said("ENTRYPOINT")[0]) == ["python", "-m", "bot"]
    assert json.loads(said("CMD")[0]) == ["run"]
    assert said("STOPSIGNAL") == ["SIGTERM"]


def test_the_image_is_made_of_what_is_let_through_and_of_no_more() -> None:
    copied = {source for words in said("COPY") if not words.startswith("--from") for source in words.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == copied
    assert "**/__pycache__" in lines
    kept = {*lines} - {"*", "**/__pycache__"}
    assert not [
        name for name in ("data", "deploy/token", "deploy/key", "deploy/.env", "config.toml", ".git") if f"!{name}" in kept
    ]
    secret = re.compile(r"(^|/)(token|\.env|.*\.(db|key|pem))$")
    files = [
        file for source in copied for file in (ROOT / source).rglob("*") if file.is_file() and not fnmatch(file, "*__pycache__*")
    ]
    assert not [file for file in files if secret.search(str(file.relative_to(ROOT)))]


def settings_of(given: dict[str, str]) -> Any:
    """What the bot reads in the image with these variables. Raises ConfigurationError for one that it does not know."""
    words = " ".join(said("ENV")).split()
    image = dict(word.split("=", 1) for word in words)
    assert image["PATH"].startswith("/venv/bin:")
    variables = {name: value for name, value in (image | given).items() if name.startswith("GOODWORD_")}
    if path := variables.pop("GOODWORD_TOKEN_FILE", None):
        assert path == "/run/secrets/token"
        variables["GOODWORD_TOKEN"] = TOKEN
    return load(None, variables)


@pytest.fixture(params=["compose.yaml", "compose.postgres.yaml"])
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    text = (DEPLOY / request.param).read_text()
    return yaml.safe_load(re.sub(r"\$\{GOODWORD_POSTGRES_PASSWORD:\?[^}]+\}", "Secret1", text))


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: service for name, service in compose["services"].items() if "build" in service}


def test_containers_can_do_nothing_but_run_the_bot(compose: dict[str, Any]) -> None:
    assert ours(compose)
    for service in ours(compose).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "cap_add" not in service
        assert "privileged" not in service
        assert "ports" not in service
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["tmpfs"] == ["/tmp"]
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    for service in compose["services"].values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_containers_have_their_secrets_in_files_that_git_ignores(compose: dict[str, Any]) -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    for service in ours(compose).values():
        assert "token" in service["secrets"]
        assert set(service["secrets"]) <= set(compose["secrets"])
        values = " ".join(service["environment"].values())
        assert TOKEN not in values
    for secret in compose["secrets"].values():
        assert f"/deploy/{secret['file'].removeprefix('./')}" in ignored
    assert "/deploy/.env" in ignored


def test_every_variable_is_a_setting(compose: dict[str, Any]) -> None:
    for service in ours(compose).values():
        assert [name for name in service["environment"] if not name.startswith("GOODWORD_")] == []
        assert settings_of(service["environment"]).bot_token() == TOKEN


def test_every_volume_that_is_used_has_a_name(compose: dict[str, Any]) -> None:
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", ())}
    assert used == set(compose["volumes"])
    if len(compose["services"]) == 1:
        (service,) = ours(compose).values()
        assert service["volumes"][0].split(":")[1] == said("VOLUME")[0]


def test_two_processes_share_the_shards_and_start_after_the_migration() -> None:
    text = (DEPLOY / "compose.postgres.yaml").read_text()
    services = yaml.safe_load(re.sub(r"\$\{GOODWORD_POSTGRES_PASSWORD:\?[^}]+\}", "Secret1", text))["services"]
    running = {
        name: service for name, service in services.items() if "GOODWORD_DISCORD__SHARDS" in service.get("environment", {})
    }
    shards = [settings_of(service["environment"]).shards() for service in running.values()]
    assert len(shards) == 2
    assert {each.count for each in shards} == {2}
    assert sorted(number for each in shards for number in each.ids) == [0, 1]
    for service in running.values():
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert service["depends_on"]["postgres"] == {"condition": "service_healthy"}
        assert settings_of(service["environment"]).store.key_file == Path("/run/secrets/key")
        assert "key" in service["secrets"]
    migrate = services["migrate"]
    assert migrate["command"] == ["migrate"]
    assert migrate["restart"] == "no"
    assert migrate["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "healthcheck" in services["postgres"]


def test_what_is_installed_is_compiled_and_again_after_an_upgrade(tmp_path: Path) -> None:
    """The service's user can't write into the checkout."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for folder in ("bot", "cogs", "requirements", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".venv/bin/uv").write_text('#!/bin/sh\necho "$UV_COMPILE_BYTECODE" > uv.said\n')
    (tmp_path / ".venv/bin/uv").chmod(0o755)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / "requirements/run.txt").touch()
    for source in ("bot/a.py", "cogs/b.py"):
        (tmp_path / source).write_text("X = 1\n")

    def made() -> int:
        environment = {"PATH": os.environ["PATH"]}
        return subprocess.run(["make", "-s", ".venv/.compiled"], cwd=tmp_path, env=environment, check=False).returncode

    assert made() == 0
    assert (tmp_path / "uv.said").read_text() == "1\n", "the packages too"
    compiled = [*tmp_path.glob("*/__pycache__/*.pyc")]
    assert len(compiled) == 2
    (tmp_path / "bot/c.py").write_text("X = 2\n")
    assert made() == 0
    assert len([*tmp_path.glob("*/__pycache__/*.pyc")]) == 3
    page = (ROOT / "docs/operating.md").read_text()
    assert page.count("sudo make -C /opt/goodword .venv/.compiled\n") == 2, "at the installation and at each upgrade"
