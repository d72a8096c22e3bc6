"""Searches that had no results, counted without anything on who made them or at what hour."""

from django.db import models


class Unanswered(models.Model):
    """The words of a search without results: how often it was made, on how many days, and the last of these."""

    text = models.TextField(unique=True)
    count = models.PositiveIntegerField(default=1)
    days = models.PositiveIntegerField(default=1)
    last_on = models.DateField()

    class Meta:
        verbose_name = 'search without results'
        verbose_name_plural = 'searches without results'

    def __str__(self) -> str:
        return self.text
