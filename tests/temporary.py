"""Where the tests' temporary files go: into memory, where the system has a file system there with enough room.

A store waits for the disk at each commit, and a PostgreSQL database is several hundred files: on a disk, creating and dropping one takes up to
nine times as much CPU time.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
"""Linux's file system in memory: https://docs.kernel.org/filesystems/tmpfs.html."""
ROOM = 2 << 30
"""Bytes that must be free. The servers of four processes take 800 MB; where less is free, as in a container by default, all is on the disk."""


def move_into_memory() -> None:
    """Make the folder in memory the one that `tempfile`, pytest and started programs use, unless TMPDIR names one."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # pytest has asked for it before: it captures output in a temporary file
