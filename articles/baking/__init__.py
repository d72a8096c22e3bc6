"""The public site as files, for any file server.

`site.py` follows every link, `answers.py` requests the pages, `files.py` says where it is written and replaces a
bake by the next one, `redirects.py` writes old URLs for nginx and
Apache, and `wacz.py` packs the same pages as a web archive.
"""
