"""Both engines behind one interface, migrations, encryption, backup, lock."""
