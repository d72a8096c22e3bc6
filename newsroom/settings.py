"""Settings, each from the environment or newsroom.env, with a safe default. docs/operations.md lists them all."""

import os
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from newsroom import embedded_postgres, environment

environment.load()
env = environ.Env()

BASE_DIR = environment.BASE_DIR
VERSION = tomllib.loads((BASE_DIR / 'pyproject.toml').read_text())['project']['version']
DATA_DIR = Path(env('DATA_DIR', default=str(BASE_DIR / 'var'))).resolve()

# Of these four, what is not set here is in the admin.
SITE_NAME = env('SITE_NAME', default='')
TRAINING_CRAWLERS = env.bool('TRAINING_CRAWLERS', default=None)
CORRECTIONS = env('CORRECTIONS', default='')  # where an article shows them: `top` or `foot`
PUBLIC_HISTORY = env.bool('PUBLIC_HISTORY', default=None)
SOURCES = environment.sources()
SITE_URL = env('SITE_URL', default=f'http://127.0.0.1:{env("PORT", default="8000")}').rstrip('/')
HTTPS = SITE_URL.startswith('https://')
SECURITY_CONTACT = env('SECURITY_CONTACT', default=f'{SITE_URL}/')
PROXIES = env.int('PROXIES', default=0)
OFFLINE = env.bool('OFFLINE', default=False)
UNANSWERED_SEARCHES = env.bool('UNANSWERED_SEARCHES', default=False)
READ_ONLY = env.bool('READ_ONLY', default=False)
FOLLOWERS = env.bool('FOLLOWERS', default=True)  # whether gunicorn runs them
KEPT_PAGES = env.int('KEPT_PAGES', default=1000)  # MB
SHARED_CACHE = env.bool('SHARED_CACHE', default=False)
PURGE_URL = env('PURGE_URL', default='') if SHARED_CACHE else ''

SECRET_KEY_FILE = DATA_DIR / 'secret_key'
# `make run` keeps a key in the file. Where neither is set, the key is random and sessions and links end with the
# process: `check --deploy` and gunicorn say so.
# Not by `env`, which takes what begins with $ for the name of another variable.
_key = os.environ.get('SECRET_KEY', '')
SECRET_KEY_STAYS = bool(_key) or SECRET_KEY_FILE.exists()
SECRET_KEY = _key or (SECRET_KEY_FILE.read_text() if SECRET_KEY_FILE.exists() else get_random_secret_key())
METRICS_TOKEN = os.environ.get('METRICS_TOKEN', '')
DEBUG = env.bool('DEBUG', default=False)
ALLOWED_HOSTS = env.list('ALLOWED_HOSTS', default=[urlsplit(SITE_URL).hostname, '127.0.0.1', 'localhost', '[::1]'])

INSTALLED_APPS = [
    'articles',
    'django.contrib.admin',
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.messages',
    'django.contrib.postgres',
    'django.contrib.humanize',
    'whitenoise.runserver_nostatic',
    'django.contrib.staticfiles',
    'axes',
    'csp',
    'django_otp',
    'django_otp.plugins.otp_static',
    'django_otp.plugins.otp_totp',
    'django_prose_editor',
    'js_asset',
    'tree_queries',
]

MIDDLEWARE = [
    'articles.middleware.tracing.traced',
    'articles.pages.keep.keep',
    'articles.middleware.state.once',
    'django.middleware.security.SecurityMiddleware',
    'csp.middleware.CSPMiddleware',
    'whitenoise.middleware.WhiteNoiseMiddleware',
    'articles.middleware.compression.Compression',
    'articles.middleware.streaming.pauses',
    'articles.middleware.conditional.freshness',
    'articles.middleware.read_only.closed_forms',
    'articles.middleware.isolation.policies',
    'articles.middleware.turns.in_turn',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django_otp.middleware.OTPMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'articles.admin.second_factor.asked',
    'django.middleware.clickjacking.XFrameOptionsMiddleware',
    'axes.middleware.AxesMiddleware',
    'articles.redirects.middleware.old_urls',
]

# A URL without its closing slash is looked up with the old URLs, so that readers get one redirect, not two.
APPEND_SLASH = False

ROOT_URLCONF = 'newsroom.urls'
WSGI_APPLICATION = 'newsroom.wsgi.application'

TEMPLATES = [
    {
        'BACKEND': 'django.template.backends.django.DjangoTemplates',
        'DIRS': [BASE_DIR / 'templates'],
        'OPTIONS': {
            'loaders': [
                (
                    'newsroom.template_loader.Loader',
                    ['django.template.loaders.filesystem.Loader', 'django.template.loaders.app_directories.Loader'],
                )
            ],
            'builtins': ['django.templatetags.i18n'],
            'context_processors': [
                'django.template.context_processors.request',
                'django.contrib.auth.context_processors.auth',
                'django.contrib.messages.context_processors.messages',
                'articles.middleware.context.site',
            ],
        },
    }
]

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        **(env.db_url('DATABASE_URL') if env('DATABASE_URL', default='') else embedded_postgres.connection(DATA_DIR)),
        'CONN_MAX_AGE': 600,
        'CONN_HEALTH_CHECKS': True,
    }
}
# Behind a pooler of connections in transaction mode (pgbouncer) no session is ours: there the role has the limits.
POOLER = env.bool('POOLER', default=False)
DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS'] = POOLER
# A page that takes longer than this has failed; commands that may take longer lift the limit themselves. Options of
# DATABASE_URL win.
LIMITS = '-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s'
PART = sys.argv[1] if Path(sys.argv[0]).name == 'manage.py' and len(sys.argv) > 1 else 'web'
DATABASES['default']['OPTIONS'] = {
    'connect_timeout': 5,
    'application_name': f'newsroom {PART}',
    **({} if POOLER else {'options': LIMITS}),
    **DATABASES['default'].get('OPTIONS', {}),
}
POSTGRES_PROGRAMS = embedded_postgres.programs()  # which make backups; None where the wheel is not installed
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'

LANGUAGE_CODE = env('LANGUAGE_CODE', default='en-gb')
TIME_ZONE = env('TIME_ZONE', default='UTC')
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / 'locale']
USE_TZ = True

# Without it no form promises a mail.
EMAIL_URL = env('EMAIL_URL', default='')
if EMAIL_URL:
    vars().update(env.email_url('EMAIL_URL'))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env('MAIL_FROM', default=f'newsroom@{urlsplit(SITE_URL).hostname}')

BOUNCES = env('BOUNCES', default='')

STATIC_URL = '/static/'
STATIC_ROOT = DATA_DIR / 'static'
STATICFILES_DIRS = [BASE_DIR / 'static']
# WordPress's own path, so that old URLs of files keep working.
MEDIA_URL = '/wp-content/uploads/'
MEDIA_ROOT = DATA_DIR / 'media'
STORAGES = {
    'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},
    'staticfiles': {'BACKEND': 'newsroom.static_files.Storage'},
}
# nginx reads static files and media whatever the umask of who made them: DATA_DIR itself says who may enter.
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

AUTHENTICATION_BACKENDS = ['axes.backends.AxesStandaloneBackend', 'django.contrib.auth.backends.ModelBackend']
AUTH_PASSWORD_VALIDATORS = [
    {'NAME': f'django.contrib.auth.password_validation.{name}'}
    for name in ('UserAttributeSimilarityValidator', 'MinimumLengthValidator', 'CommonPasswordValidator')
]
SECOND_FACTOR = [name.strip() for name in env.list('SECOND_FACTOR', default=[])]  # groups that need one
OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname
LOGIN_URL = 'admin:login'
LOGIN_REDIRECT_URL = 'admin:index'  # also where a `next` is refused
AXES_HANDLER = 'articles.admin.login_guard.LoginAttempts'
AXES_CLIENT_IP_CALLABLE = 'articles.admin.login_guard.network'
AXES_CLIENT_STR_CALLABLE = 'articles.admin.login_guard.visitor'
AXES_LOCKOUT_CALLABLE = 'articles.admin.login_guard.locked_out'
AXES_LOCKOUT_PARAMETERS = [['username', 'ip_address'], 'ip_address']
AXES_FAILURE_LIMIT = 20  # of a network; LoginAttempts knows that of one account in it
AXES_COOLOFF_TIME = 1  # hour
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

CONTENT_SECURITY_POLICY = {
    'DIRECTIVES': {
        'default-src': [NONE],
        'script-src': [SELF],
        'style-src': [SELF],
        'img-src': [SELF],
        'font-src': [SELF],
        'connect-src': [SELF],
        'media-src': [SELF],
        'manifest-src': [SELF],
        **({'worker-src': [SELF]} if OFFLINE else {}),
        'form-action': [SELF],
        'base-uri': [NONE],
        'frame-ancestors': [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = 'same-origin'
X_FRAME_OPTIONS = 'DENY'
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = 'Lax'
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = '__Host-session', '__Host-csrf'
    # Browsers do not forget it earlier: it is raised once HTTPS has proved itself, and the rest is a choice.
    SECURE_HSTS_SECONDS = env.int('HSTS_SECONDS', default=24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool('HSTS_SUBDOMAINS', default=False)
    SECURE_HSTS_PRELOAD = env.bool('HSTS_PRELOAD', default=False)
    SILENCED_SYSTEM_CHECKS = ['security.W005', 'security.W021']
    SECURE_REDIRECT_EXEMPT = [r'^(livez|readyz|metrics)$']
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
# Also where a proxy sends Host without the port.
CSRF_TRUSTED_ORIGINS = ['{0.scheme}://{0.netloc}'.format(urlsplit(SITE_URL))]
CSRF_FAILURE_VIEW = 'articles.views.errors.csrf_failure'

# What `newsroom.logs` writes of each request goes to the standard output, everything else to the standard error.
LOG_FORMAT = env('LOG_FORMAT', default='lines')
if LOG_FORMAT not in ('lines', 'json'):
    raise ImproperlyConfigured(f'LOG_FORMAT is lines or json, not {LOG_FORMAT}.')
LOGGING = {
    'version': 1,
    'disable_existing_loggers': False,
    'formatters': {'line': {'()': f'newsroom.logs.{LOG_FORMAT.title()}'}},
    'filters': {'refusals': {'()': 'newsroom.logs.NoRefusals'}},
    'handlers': {
        'stderr': {'class': 'logging.StreamHandler', 'formatter': 'line', 'filters': ['refusals']},
        'stdout': {'class': 'logging.StreamHandler', 'formatter': 'line', 'stream': 'ext://sys.stdout'},
    },
    'root': {'handlers': ['stderr'], 'level': 'WARNING'},
    'loggers': {
        'articles': {'level': 'INFO'},
        'axes': {'level': 'WARNING'},
        'gunicorn.access': {'level': 'INFO', 'handlers': ['stdout'], 'propagate': False},
    },
}
