"""What moderators and operators do: settings, moderation, jobs, privacy."""
