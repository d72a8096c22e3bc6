"""Backups: the whole database as PostgreSQL dumps it, accounts and journal included, and the files of media."""
