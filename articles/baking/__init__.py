"""The public site as files, for any file server.

`site.py` follows every link, `answers.py` requests the pages, `files.py` says where each is written and replaces one
bake with the next, `redirects.py` writes old URLs for nginx and Apache, and `wacz.py` packs the same pages as a web
archive.
"""
