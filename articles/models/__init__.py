"""The archive's tables. Everything that may be public is reached through `Article.objects.public()`."""

from .article import Article
from .article_links import ArticleCategory, ArticleTag, Byline
from .ban import Ban
from .change import Change
from .comment import Comment
from .comment_report import CommentReport
from .conversation import CommentCount, CommentPlace
from .day import DayCount
from .desk import Note, PasswordRequest, PreviewLink, Review
from .front import FrontSection, FrontStory
from .lease import Lease
from .listing import CategoryListing
from .media import Media
from .menu import MenuLink
from .missed_url import MissedUrl
from .old_url import OldUrl
from .people import Author
from .provenance import ImportNote, ImportRun, KeptItem, Original, Overwritten, Provenance, SourceDocument
from .public_change import PublicChange
from .site import Site
from .spam import SpamSign
from .subscription import Announced, Follower, Mail, News, Subscription
from .synonym import Synonym
from .taken_down import TakenDown
from .taxonomy import Category, Tag
from .term_merge import TermMerge
from .unanswered import Unanswered
from .version import Conflict, Revision
from .working_copy import WorkingCopy

__all__ = [
    'Announced',
    'Article',
    'ArticleCategory',
    'ArticleTag',
    'Author',
    'Ban',
    'Byline',
    'Category',
    'CategoryListing',
    'Change',
    'Comment',
    'CommentCount',
    'CommentPlace',
    'CommentReport',
    'Conflict',
    'DayCount',
    'Follower',
    'FrontSection',
    'FrontStory',
    'ImportNote',
    'ImportRun',
    'KeptItem',
    'Lease',
    'Mail',
    'Media',
    'MenuLink',
    'MissedUrl',
    'News',
    'Note',
    'OldUrl',
    'Original',
    'Overwritten',
    'PasswordRequest',
    'PreviewLink',
    'Provenance',
    'PublicChange',
    'Review',
    'Revision',
    'Site',
    'SourceDocument',
    'SpamSign',
    'Subscription',
    'Synonym',
    'Tag',
    'TakenDown',
    'TermMerge',
    'Unanswered',
    'WorkingCopy',
]
