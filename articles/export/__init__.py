"""Exports: a complete one as JSON Lines, which can be restored; a table as CSV; and files for WordPress."""
