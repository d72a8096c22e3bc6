"""Counts of articles per day."""

from django.db import models


class DayCount(models.Model):
    """How many articles each day has in its lists, scheduled ones included; maintained by a trigger on articles.

    With it, page 4,000 of the whole archive is as cheap as page 1. Calendars and bar charts read it too.
    """

    day = models.DateField(primary_key=True)
    articles = models.IntegerField()

    def __str__(self) -> str:
        return f'{self.articles} on {self.day}'
