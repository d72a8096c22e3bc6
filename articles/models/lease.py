"""Locks that outlive statements."""

from django.db import models


class Lease(models.Model):
    """What only one process at a time may do. Who does it extends `until` every few seconds; later it is free again.

    A row, since the locks of PostgreSQL's sessions are lost behind a pooler of connections.
    """

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=300)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f'{self.name}: {self.holder}'
