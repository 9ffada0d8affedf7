"""Giving inputs to a target: how many, how long the slowest took, and what the memory did."""

import random
import resource
import time
from dataclasses import dataclass
from typing import NamedTuple

from tests.fuzz.targets import Target

HANG = 1.0  # seconds that one input may take; the usual one takes a tenth of a millisecond


@dataclass
class InputError(Exception):
    """An input that a target does not stand; the seed makes it again."""

    target: str
    seed: int

    def __str__(self) -> str:
        return f"{self.target}, seed {self.seed}"


class Told(NamedTuple):
    """What a run tells: inputs, the slowest in ms, growth of memory in MB after the first tenth."""

    inputs: int
    slowest: float
    growth: float


def feed(target: Target, inputs: int, *, first: int = 0) -> Told:
    """Give a target so many inputs, each with a seed of its own.

    Raises:
        InputError: on the first that raises what it must not, or takes too long. The time counts
            only what this process worked, so that a busy machine is no fault.
    """
    slowest, settled = 0.0, megabytes()
    for number in range(inputs):
        began = time.process_time()
        try:
            target.run(random.Random(first + number))  # noqa: S311 - to be repeatable
        except Exception as error:
            raise InputError(target.name, first + number) from error
        took = time.process_time() - began
        if took > HANG:
            raise InputError(f"{target.name} takes {took:.1f} s", first + number)
        slowest = max(slowest, took)
        if number == inputs // 10:
            settled = megabytes()
    return Told(inputs, slowest * 1000, megabytes() - settled)


def megabytes() -> float:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
