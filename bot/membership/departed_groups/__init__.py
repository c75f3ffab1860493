"""Deleting everything of a group whose server removed the bot."""
