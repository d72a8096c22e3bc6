"""All metrics as OpenMetrics text, for `/metrics`."""

from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from . import counts, gauges

CONTENT_TYPE = CONTENT_TYPE_LATEST


class _Everything:
    def collect(self) -> Iterator[Any]:
        yield from counts.collect()
        yield from gauges.collect()


def text() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Everything())  # type: ignore[arg-type]
    return generate_latest(registry)
