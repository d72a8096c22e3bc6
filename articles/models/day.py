from django.db import models


class DayCount(models.Model):
    """How many articles each day has in its lists, scheduled ones included; kept by a trigger on articles.

    It makes page 4,000 of the whole archive cost what page 1 costs, and feeds calendars and bar charts.
    """

    day = models.DateField(primary_key=True)
    articles = models.IntegerField()

    def __str__(self) -> str:
        return f'{self.articles} on {self.day}'
