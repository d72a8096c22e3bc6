"""Kept pages: what was made once is served from disk until something that it shows changes.

`keys.py` names what a page shows, `store.py` has the pages, `keep.py` puts them in, `serve.py` answers with them before
Django is asked, and `drop.py` takes out what a change touches.
"""
