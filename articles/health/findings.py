"""What is wrong with the site, in words for who runs it."""

from typing import NamedTuple


class Finding(NamedTuple):
    """`stops`: readers and editors cannot be served as they should be; otherwise it is a warning."""

    stops: bool
    problem: str  # a sentence without its full stop, in English like all messages for operators
    advice: str = ''  # what to do


def stop(problem: str, advice: str = '') -> Finding:
    return Finding(True, problem, advice)


def warn(problem: str, advice: str = '') -> Finding:
    return Finding(False, problem, advice)
