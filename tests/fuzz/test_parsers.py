"""Mutated input is refused with errors of a closed set, quickly and without growing memory."""

import pytest

from tests.fuzz.runner import run_target
from tests.fuzz.targets import TARGETS, Target

LONG = pytest.param(2_000, marks=[pytest.mark.long, pytest.mark.timeout(900)])


@pytest.mark.parametrize("inputs", [40, LONG])
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_mutated_input_is_refused_or_read(target: Target, inputs: int) -> None:
    """No other error, no input that takes a second, and less than 64 MB of growth."""
    result = run_target(target, target.share * inputs)
    assert result.growth_mb < 64
