"""Refuses to start in a container whose data would be gone with it: a SQLite store that lies in no volume."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings

SIGNS = (Path("/.dockerenv"), Path("/run/.containerenv"))
"""Files that Docker and Podman make in each container."""
VARIABLES = ("container", "KUBERNETES_SERVICE_HOST")
"""Set by Podman, LXC and systemd-nspawn (https://systemd.io/CONTAINER_INTERFACE/), and by Kubernetes."""
MOUNTS = Path("/proc/self/mountinfo")
IN_MEMORY = {"tmpfs", "ramfs"}


def check(chosen: Settings, environ: Mapping[str, str]) -> None:
    """Raise ConfigurationError where the store is a SQLite file in a container and in no volume of it."""
    store = chosen.database.sqlite_path()
    if store is None or chosen.database.allow_unmounted or not is_container(environ):
        return
    folder = Path(os.path.realpath(store)).parent
    if not is_kept(folder):
        raise ConfigurationError(
            f"The store's folder {folder} is in no volume of this container, so all data would be gone with the container. Mount a"
            f" volume there (docker run --volume goodword:{folder}), or set database.allow_unmounted to true where nothing is to"
            " be kept."
        )


def is_container(environ: Mapping[str, str]) -> bool:
    return any(sign.exists() for sign in SIGNS) or any(environ.get(name) for name in VARIABLES)


def is_kept(folder: Path) -> bool:
    """Whether the nearest mount point among the folder and its parents is none of "/" and no file system in memory."""
    mount = next(each for each in (folder, *folder.parents) if os.path.ismount(each))  # "/" is always one
    return mount != Path("/") and _type_of(mount) not in IN_MEMORY


def _type_of(mount: Path) -> str:
    """The file system's type by proc_pid_mountinfo(5); the last line counts, which lies over the others. "" where it is not known."""
    found = ""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    for line in lines:
        before, _, behind = line.partition(" - ")
        if before.split(" ")[4] == str(mount).replace(" ", "\\040"):
            found = behind.split(" ")[0]
    return found
