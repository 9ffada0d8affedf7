"""Runs a target with many inputs; measures the slowest one and the growth of memory."""

import random
import resource
import time
from dataclasses import dataclass
from typing import NamedTuple

from tests.fuzz.targets import Target

HANG = 1.0  # seconds of processor time that one input may take; most take 0.1 ms


@dataclass
class InputError(Exception):
    """A target failed on an input, which its seed makes again."""

    target: str
    seed: int

    def __str__(self) -> str:
        return f"{self.target}, seed {self.seed}"


class Result(NamedTuple):
    """The number of inputs, ms of the slowest, MB that memory grew by after the first tenth."""

    inputs: int
    slowest_ms: float
    growth_mb: float


def run_target(target: Target, inputs: int, *, first: int = 0) -> Result:
    """Run a target with as many inputs, of the seeds from `first` on.

    Raises:
        InputError: an input raised another error than the target allows, or took longer than HANG
            of this process's own processor time (a busy machine does not count).
    """
    slowest, settled = 0.0, megabytes()
    for number in range(inputs):
        began = time.process_time()
        try:
            target.run(random.Random(first + number))  # noqa: S311 - repeatable
        except Exception as error:
            raise InputError(target.name, first + number) from error
        took = time.process_time() - began
        if took > HANG:
            raise InputError(f"{target.name} takes {took:.1f} s", first + number)
        slowest = max(slowest, took)
        if number == inputs // 10:
            settled = megabytes()
    return Result(inputs, slowest * 1000, megabytes() - settled)


def megabytes() -> float:
    """Return the largest resident memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
