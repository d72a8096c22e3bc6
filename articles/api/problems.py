"""Errors as `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Collection
from http import HTTPStatus

from django.http import HttpResponse
from ninja import Schema

CONTENT_TYPE = 'application/problem+json'


class Problem(Schema):
    """What is wrong with a request, and which values are allowed."""

    title: str
    status: int
    detail: str
    parameter: str | None = None
    allowed: list[str] | None = None


class InvalidRequest(Exception):
    """A request that cannot be answered; `allowed` lists the values that its `parameter` takes."""

    def __init__(self, detail: str, parameter: str = '', allowed: Collection[str] = (), status: int = 400) -> None:
        super().__init__(detail)
        self.detail, self.parameter, self.allowed, self.status = detail, parameter, list(allowed), status


def response(status: int, detail: str, **more) -> HttpResponse:
    """A problem as a response; `more` are further members of it, left out if empty."""
    problem = {'title': HTTPStatus(status).phrase, 'status': status, 'detail': detail}
    problem |= {name: value for name, value in more.items() if value}
    return HttpResponse(json.dumps(problem, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
