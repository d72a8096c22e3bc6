"""Downloads that are written while they are read."""

import psycopg2
import pytest
from django.db import connection
from django.urls import reverse

from articles.models import ImportNote, ImportRun
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def end_connection():
    """As PostgreSQL ends that of a thread which has asked nothing for half a minute, its reader having paused."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_backend_pid()')
        backend = cursor.fetchone()[0]
    other = psycopg2.connect(**connection.get_connection_params())
    with other, other.cursor() as cursor:
        cursor.execute('SELECT pg_terminate_backend(%s, 5000)', [backend])
    other.close()


def rest_after_a_pause(response) -> str:
    chunks = iter(response.streaming_content)
    next(chunks)
    end_connection()
    return b''.join(chunks).decode()


def test_table_of_articles_is_whole_after_a_pause(admin_client):
    make_article('Flood')
    assert 'Flood' in rest_after_a_pause(admin_client.get('/admin/articles/article/articles.csv'))


def test_notes_of_an_import_are_whole_after_a_pause(admin_client):
    run = ImportRun.objects.create(source='export.xml', state='finished')
    ImportNote.objects.create(run=run, code='refused', detail='No title.')
    assert 'No title.' in rest_after_a_pause(
        admin_client.get(reverse('admin:articles_importrun_report', args=[run.pk]))
    )
