"""A rate such as `120/minute`, as the operator writes it."""

import re
from dataclasses import dataclass
from datetime import timedelta

_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


@dataclass(frozen=True)
class Rate:
    """At most `requests` in any `period`."""

    requests: int
    period: timedelta


def parse_rate(text: str) -> Rate:
    """Read `<number>/<second|minute|hour|day>`; ValueError for anything else."""
    match = re.fullmatch(r"([1-9]\d{0,8})\s*/\s*(second|minute|hour|day)", text.strip(), re.ASCII)
    if match is None:
        raise ValueError("must be a number per second, minute, hour or day, such as 120/minute")
    return Rate(int(match[1]), _UNITS[match[2]])
