"""The metrics of the bot's process."""

from prometheus_client import Counter, Gauge, Histogram

from runtime.metrics import REGISTRY

UPDATES = Counter(
    "bot_updates",
    "Updates by outcome: handled, failed, poison, duplicate, dropped, malformed, refused.",
    ["outcome"],
    registry=REGISTRY,
)
RUNNING = Gauge("bot_updates_running", "Updates being handled now.", registry=REGISTRY)
SECONDS = Histogram(
    "bot_update_seconds",
    "Time to handle an update, by command or button.",
    ["what"],
    registry=REGISTRY,
)
CALLS = Counter(
    "bot_api_calls",
    "Calls of the Bot API by method and result.",
    ["method", "result"],
    registry=REGISTRY,
)
PARKED = Gauge(
    "bot_updates_parked",
    "Updates confirmed to Telegram and kept in Redis until they are handled.",
    registry=REGISTRY,
)
REPLIES_GIVEN_UP = Counter(
    "bot_replies_given_up",
    "Answers not sent as Telegram asks to wait: by reason, long, many, again, stopped.",
    ["reason"],
    registry=REGISTRY,
)
NOTICES = Counter(
    "bot_notices",
    "Notices by result: sent, delayed, displaced, blocked, refused, failed.",
    ["result"],
    registry=REGISTRY,
)
MEMBERSHIP = Counter(
    "bot_membership",
    "Changes of whether the bot can write: by kind of chat, and added or removed.",
    ["chat", "change"],
    registry=REGISTRY,
)
DISOWNED = Counter(
    "bot_disowned",
    "Security notices that users answered with 'It was not me', by kind.",
    ["kind"],
    registry=REGISTRY,
)
FAULTS = Counter("bot_faults", "Errors shown to a user, by kind.", ["kind"], registry=REGISTRY)
