"""Commands, buttons, forms and cards: one module or package for each feature, loaded as a discord.py extension by its `setup`.

Names with a leading underscore are no extensions.
"""
