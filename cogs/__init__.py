"""How people do it in Discord: one module or package a feature, whose `setup` is called. A leading underscore is no feature."""
