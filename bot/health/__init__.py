"""What watches the process from outside: health and readiness over HTTP, systemd, metrics, Sentry."""
