"""The public JSON API, version 1: read-only, and only what is public. docs/api.md describes it."""
