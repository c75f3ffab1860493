"""SQLite and PostgreSQL behind one interface, with migrations, encryption, backup and lock."""
