"""The way out: all of it as JSON Lines, from which an empty archive becomes the same; a table; files for WordPress."""
