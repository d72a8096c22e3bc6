"""Measurements, run by hand as `python -m bench.NAME`. Importing this package sets Django up."""

import os

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')
django.setup()
