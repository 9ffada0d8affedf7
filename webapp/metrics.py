"""What a monitor can ask about this process."""

from prometheus_client import Counter, Histogram

from runtime.metrics import REGISTRY

SECONDS = Histogram(
    "webapp_request_seconds",
    "Time to answer, by route (its pattern, never the raw path), method and status.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
FAULTS = Counter("webapp_faults", "Errors answered, by their code.", ["code"], registry=REGISTRY)
