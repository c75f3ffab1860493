"""Tells systemd how the service is (`Type=notify`), by the protocol of sd_notify(3).

Own code instead of a library: those that exist are not kept up or need libsystemd to be compiled, and the protocol is one datagram
(https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html#Notes).
"""

from __future__ import annotations

import logging
import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

START_USEC = 60_000_000
"""Microseconds by which each message during the start extends the time that systemd gives to it (EXTEND_TIMEOUT_USEC)."""


class Notifier:
    """The supervisor that the environment names; where it names none, every method does nothing."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self._watchdog = _watchdog(environ)
        self._status = ""

    @property
    def is_there(self) -> bool:
        """Whether systemd, or another supervisor with its protocol, listens."""
        return self._address is not None

    @property
    def watchdog(self) -> float | None:
        """Seconds within which WATCHDOG=1 has to come again; None where systemd has none for this process."""
        return self._watchdog if self.is_there else None

    def tell(self, *lines: str) -> None:
        """Send lines such as READY=1 in one datagram. What fails is logged once, and nothing more is sent."""
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                # A socket that systemd does not empty must not stop the event loop; it is told again within seconds.
                sender.setblocking(False)
                sender.sendto("\n".join(lines).encode(), self._address)
        except BlockingIOError:
            log.debug("systemd's socket is full; it is told again soon.")
        except OSError as problem:
            log.warning("NOTIFY_SOCKET can't be written to (%s): systemd is told nothing more.", problem)
            self._address = None

    def status(self, text: str) -> None:
        """Set the line that `systemctl status` shows, where it changed."""
        if text != self._status:
            self._status = text
            self.tell(f"STATUS={text}")

    def starting(self) -> None:
        self.tell(f"EXTEND_TIMEOUT_USEC={START_USEC}")

    def ready(self) -> None:
        self.tell("READY=1")

    def alive(self) -> None:
        self.tell("WATCHDOG=1")

    def stopping(self, why: str) -> None:
        self._status = f"Stopping: {why}"
        self.tell("STOPPING=1", f"STATUS={self._status}")


def _address(named: str) -> str | None:
    """The socket's address: a path, or after “@” a name in Linux's abstract namespace (unix(7)). Other kinds are not served."""
    if named.startswith("@"):
        return f"\0{named[1:]}"
    if named and not named.startswith("/"):
        log.warning("NOTIFY_SOCKET is no socket of this machine, so systemd is told nothing.")
    return named if named.startswith("/") else None


def _watchdog(environ: Mapping[str, str]) -> float | None:
    """The interval in seconds, by sd_watchdog_enabled(3): the variables may be meant for another process, such as a shell."""
    microseconds, pid = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
    if not microseconds.isdigit() or not int(microseconds) or (pid and pid != str(os.getpid())):
        return None
    return int(microseconds) / 1_000_000
