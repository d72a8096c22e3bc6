"""Query parameters of the API: their names, the choice of fields, and cursors, which are signed."""

from typing import Annotated

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, Field

from articles.api.problems import InvalidRequest
from articles.text import sanitise

LONGEST = 200  # characters
MOST = 100  # on a page
signer = Signer(salt='articles.api.cursor')

Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(sanitise.without_controls)]

# Forms send empty fields too.
Slugs = Annotated[list[Text], AfterValidator(lambda slugs: [slug for slug in slugs if slug])]


class PageParams(Schema):
    """The parameters of every list that comes in pages."""

    limit: int = Field(20, ge=1, le=MOST, description='The number of items on a page.')
    cursor: str = Field('', description='The start of a page, as it is in the URL in `next`. It cannot be made up.')


class NoParams(Schema):
    """The parameters of a URL that takes none."""


def check_names(request: HttpRequest, parameters: type[Schema]) -> None:
    """Raises InvalidRequest for a parameter that the URL does not take, or that is given twice and takes one value."""
    for name, values in request.GET.lists():
        field = parameters.model_fields.get(name)
        if not field:
            raise InvalidRequest(f'There is no parameter “{name[:100]}”.', name[:100], parameters.model_fields)
        if len(values) > 1 and not isinstance(field.default, list):
            raise InvalidRequest(f'“{name}” can be given only once.', name)


def parse_fields(text: str, allowed: dict[str, bool]) -> set[str]:
    """The fields in a comma-separated list; the default ones if it is empty. Raises InvalidRequest."""
    names = set(text.split(',')) if text else set()
    for name in sorted(names - allowed.keys()):
        raise InvalidRequest(f'There is no field “{name[:100]}”.', 'fields', allowed)
    return names or {name for name, is_default in allowed.items() if is_default}


def fields_parameter(allowed: dict[str, bool]):
    """The parameter `fields`, with its pattern for the OpenAPI document."""
    names = '|'.join(allowed)
    extra = {'pattern': f'^(({names})(,({names}))*)?$'}
    optional = ', '.join(name for name, is_default in allowed.items() if not is_default)
    return Field(
        '', description=f'Names separated by commas. Not sent by default: {optional}.', json_schema_extra=extra
    )


def order_parameter(orders: tuple[str, ...], description: str = ''):
    return Field('', description=description, json_schema_extra={'enum': ['', *orders]})


def cursor(kind: str, *position: str | int) -> str:
    return signer.sign_object([kind, *position])


def position(kind: str, text: str) -> list[str | int]:
    """The position in a cursor for that kind of list. Raises InvalidRequest."""
    try:
        made_for, *place = signer.unsign_object(text)
    except (BadSignature, ValueError) as error:
        raise InvalidRequest('This is not a cursor. Use the URL in `next` as it is.', 'cursor') from error
    if made_for != kind:
        raise InvalidRequest('This cursor is for another list or another order.', 'cursor')
    return place


def url_after(request: HttpRequest, text: str) -> str:
    """The URL of the page that begins at a cursor."""
    query = request.GET.copy()
    query['cursor'] = text
    return f'{settings.SITE_URL}{request.path}?{query.urlencode()}'
