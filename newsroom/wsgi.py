"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')
django = get_wsgi_application()

from articles.pages import serve  # noqa: E402  It reads the settings.

application = serve.kept(django)
