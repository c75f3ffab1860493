"""Deletes all data of a group whose server removed the bot."""
