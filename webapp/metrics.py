"""The metrics of the web app."""

from prometheus_client import Counter, Histogram

from runtime.metrics import REGISTRY

REQUEST_SECONDS = Histogram(
    "webapp_request_seconds",
    "Time to answer, by route (its pattern, never the raw path), method and status.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
ERRORS = Counter("webapp_faults", "Errors answered, by their code.", ["code"], registry=REGISTRY)
PAGE_ERRORS = Counter(
    "webapp_page_errors", "Errors of the page that no screen has handled.", registry=REGISTRY
)
