"""Citing an article: a reference to it, in the words of three styles and in the files that programs read."""

from .downloads import bibtex, csl_json, ris
from .names import Name
from .reference import Reference
from .styles import Citation, apa, chicago, mla

__all__ = ['Citation', 'Name', 'Reference', 'apa', 'bibtex', 'chicago', 'csl_json', 'mla', 'ris']
