"""How people do it in Discord: one extension a feature. A leading underscore is no extension."""
