"""Citations of an article: as text in three styles, and as files for reference managers."""

from .downloads import bibtex, csl_json, ris
from .names import Name
from .reference import Reference
from .styles import Citation, apa, chicago, mla

__all__ = ['Citation', 'Name', 'Reference', 'apa', 'bibtex', 'chicago', 'csl_json', 'mla', 'ris']
