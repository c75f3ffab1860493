"""What every feature uses: database, outbox, jobs, audit log, ledger, calendar, text. Imports no context."""
