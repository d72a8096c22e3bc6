"""What may be asked for: parameters and fields by name, and pages by a cursor that only we can write."""

from typing import Annotated

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, Field

from articles.api.problems import Refused
from articles.text import sanitise

LONGEST = 200  # characters
MOST = 100  # on a page
signer = Signer(salt='articles.api.cursor')

Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(sanitise.without_controls)]

# A form sends every field it has, filled in or not.
Slugs = Annotated[list[Text], AfterValidator(lambda slugs: [slug for slug in slugs if slug])]


class Paged(Schema):
    """The parameters of every list that comes in pages."""

    limit: int = Field(20, ge=1, le=MOST, description='How many on a page.')
    cursor: str = Field('', description='Where a page begins: taken from `next`, never made.')


class Nothing(Schema):
    """The parameters of what has none."""


def only_known(request: HttpRequest, parameters: type[Schema]) -> None:
    """Raises Refused where a request names a parameter that its address does not have, or one twice that is one."""
    for name, values in request.GET.lists():
        field = parameters.model_fields.get(name)
        if not field:
            raise Refused(f'There is no parameter “{name[:100]}”.', name[:100], parameters.model_fields)
        if len(values) > 1 and not isinstance(field.default, list):
            raise Refused(f'“{name}” can be given once.', name)


def chosen(text: str, allowed: dict[str, bool]) -> set[str]:
    """The fields that a list of names apart by commas chooses; those that are told unasked, where it is empty."""
    names = set(text.split(',')) if text else set()
    for name in sorted(names - allowed.keys()):
        raise Refused(f'There is no field “{name[:100]}”.', 'fields', allowed)
    return names or {name for name, unasked in allowed.items() if unasked}


def fields_parameter(allowed: dict[str, bool]):
    """`fields` as a parameter, with what it may be in the OpenAPI document."""
    names = '|'.join(allowed)
    extra = {'pattern': f'^(({names})(,({names}))*)?$'}
    asked = ', '.join(name for name, unasked in allowed.items() if not unasked)
    return Field('', description=f'Names apart by commas. Only when asked for: {asked}.', json_schema_extra=extra)


def order_parameter(orders: tuple[str, ...], description: str = ''):
    return Field('', description=description, json_schema_extra={'enum': ['', *orders]})


def cursor(kind: str, *position: str | int) -> str:
    return signer.sign_object([kind, *position])


def position(kind: str, text: str) -> list[str | int]:
    """The position in a cursor for that kind of list. Raises Refused."""
    try:
        found, *place = signer.unsign_object(text)
    except (BadSignature, ValueError) as error:
        raise Refused('This is no cursor. Take the address in `next` as it is.', 'cursor') from error
    if found != kind:
        raise Refused('This cursor belongs to another list or order.', 'cursor')
    return place


def address_after(request: HttpRequest, text: str) -> str:
    """The address of the page that begins at a cursor."""
    given = request.GET.copy()
    given['cursor'] = text
    return f'{settings.SITE_URL}{request.path}?{given.urlencode()}'
