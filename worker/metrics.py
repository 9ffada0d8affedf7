"""The metrics of the worker's process."""

from prometheus_client import Counter, Gauge

from runtime.metrics import REGISTRY

ALARMS = Gauge(
    "worker_alarm",
    "How many orders, jobs or payments an alarm is about; 0 where all is well.",
    ["condition"],
    registry=REGISTRY,
)
STARS_BALANCE = Gauge("worker_stars_balance", "The bot's balance in Stars.", registry=REGISTRY)
LIST_CHANGES = Counter(
    "worker_star_list_changes",
    "How often Telegram's list of transactions did not go on where it was read to.",
    registry=REGISTRY,
)
