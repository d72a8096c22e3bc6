from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = 'articles'
    default_auto_field = 'django.db.models.BigAutoField'
    verbose_name = 'Newsroom'

    def ready(self) -> None:
        from articles.health import deployment  # noqa: F401  Registers its checks.
