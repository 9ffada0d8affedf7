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
            twice: a collection of garbage that other tests left is not the input's own time.
    """
    slowest, settled = 0.0, megabytes()
    for seed in range(first, first + inputs):
        took = seconds(target, seed)
        if took > HANG:
            took = min(took, seconds(target, seed))
        if took > HANG:
            raise InputError(f"{target.name} takes {took:.1f} s", seed)
        slowest = max(slowest, took)
        if seed - first == inputs // 10:
            settled = megabytes()
    return Result(inputs, slowest * 1000, megabytes() - settled)


def seconds(target: Target, seed: int) -> float:
    """Run one input; return this thread's processor time (a busy machine does not count)."""
    began = time.thread_time()
    try:
        target.run(random.Random(seed))  # noqa: S311 - repeatable
    except Exception as error:
        raise InputError(target.name, seed) from error
    return time.thread_time() - began


def megabytes() -> float:
    """Return the largest resident memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
