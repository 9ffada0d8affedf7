"""What a monitor can ask about this process."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

# Our own registry: a second application in one process (tests) shares it without complaint.
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

SECONDS = Histogram(
    "webapp_request_seconds",
    "Time to answer, by route (its pattern, never the raw path), method and status.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
FAULTS = Counter("webapp_faults", "Errors answered, by their code.", ["code"], registry=REGISTRY)
