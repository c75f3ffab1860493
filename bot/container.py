"""Refuses to start in a container whose data would be gone with it: a SQLite store that lies in no volume, or in an anonymous one."""

from __future__ import annotations

import os
import re
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
ANONYMOUS = re.compile(r"/volumes/[0-9a-f]{64}/_data(/|$)")
"""Where Docker and Podman keep a volume that nobody named, such as the image's own `VOLUME /data`: `--rm` deletes it with the container
(https://docs.docker.com/engine/storage/volumes/#named-and-anonymous-volumes), and the next container gets another one.
"""


def check(chosen: Settings, environ: Mapping[str, str]) -> None:
    """Raise ConfigurationError where the store is a SQLite file in a container and in no volume that outlives it."""
    store = chosen.database.sqlite_path()
    if store is None or chosen.database.allow_unmounted or not is_container(environ):
        return
    # Through symbolic links: the volume may be mounted where a link leads.
    folder = Path(os.path.realpath(store)).parent
    if not is_kept(folder):
        raise ConfigurationError(
            f"The store's folder {folder} is in no volume of this container that is kept, so all data would be gone with the container. Mount a"
            f" volume with a name there (docker run --volume goodword:{folder}), or set database.allow_unmounted to true where nothing"
            " is to be kept."
        )


def is_container(environ: Mapping[str, str]) -> bool:
    """Whether this process runs in a container, as its files and its environment say."""
    return any(sign.exists() for sign in SIGNS) or any(environ.get(name) for name in VARIABLES)


def is_kept(folder: Path) -> bool:
    """Whether the nearest mount point among the folder and its parents outlives the container.

    "/" does not, nor a file system in memory, nor an anonymous volume.
    """
    mount = next(each for each in (folder, *folder.parents) if os.path.ismount(each))  # "/" is always one
    if mount == Path("/"):
        return False
    root, kind = _mounted_at(mount)
    return kind not in IN_MEMORY and ANONYMOUS.search(root) is None


def _mounted_at(mount: Path) -> tuple[str, str]:
    """What is mounted there: its path in its file system, and that one's type, both "" where they are not known.

    The fields are those of proc_pid_mountinfo(5). The last line counts, which lies over the others.
    """
    found = "", ""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return found
    for line in lines:
        before, _, behind = line.partition(" - ")
        root, point = before.split(" ")[3:5]
        if point == str(mount).replace(" ", "\\040"):
            found = root, behind.split(" ")[0]
    return found
