"""The way out: everything as JSON Lines, from which an empty archive becomes the same again."""
