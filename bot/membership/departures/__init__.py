"""Departures: members who leave the server and come back, and servers that remove the bot and add it again."""
