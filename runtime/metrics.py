"""The one registry of Prometheus metrics of a process."""

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

# Not prometheus_client's global one: nothing that a library registers there is exported by us.
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)
