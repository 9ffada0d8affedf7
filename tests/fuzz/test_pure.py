"""What judges bytes from outside: bent input is refused in the words of a closed set."""

import os

import pytest

from tests.fuzz.run import feed
from tests.fuzz.targets import PURE, Target

LONG = os.environ.get("FUZZ") == "long"


@pytest.mark.timeout(3600 if LONG else 120)
@pytest.mark.parametrize("target", PURE, ids=lambda target: target.name)
def test_bent_input_is_refused(target: Target) -> None:
    """No other error, no hang over a second, no growth of memory, and never the wrong answer."""
    told = feed(target, target.share * (11_000 if LONG else 40))
    assert told.inputs
    assert told.growth < 64
