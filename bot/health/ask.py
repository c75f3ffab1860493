"""Asks the running process for its health, as a container's health check does; the standard library alone, so that it starts fast."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING

from bot.setting_values import ConfigurationError

if TYPE_CHECKING:
    from bot.settings import Settings

LOOPBACK = "127.0.0.1"
PATIENCE = 10.0
"""Seconds. Docker's health check gives thirty (https://docs.docker.com/reference/dockerfile/#healthcheck)."""
OK = 200


def ask(chosen: Settings, *, ready: bool) -> tuple[bool, str]:
    """Whether the process is healthy (or `ready`), and what it says. Raises ConfigurationError where no port is set."""
    port = chosen.health.port
    if port is None:
        raise ConfigurationError("health.port is not set, so no running Goodword can be asked. Set it for both, such as to 8080.")
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz" if ready else "/healthz")
        response = connection.getresponse()
        said = json.loads(response.read())["status"]
    except OSError as problem:
        return (
            False,
            f"Nothing answers on {LOOPBACK}:{port} ({problem}). Start Goodword, or look into its log for why it does not answer.",
        )
    except (http.client.HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return False, f"What answers on {LOOPBACK}:{port} is no Goodword. Compare health.port with the running one's."
    finally:
        connection.close()
    return response.status == OK, str(said)
