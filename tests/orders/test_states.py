"""The tables of transitions by themselves."""

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import pytest

from orders.states import (
    BUY,
    ENDED,
    ORDER_TRANSITIONS,
    PAYMENT,
    OrderState,
    OrderStep,
    PaymentState,
    PaymentStep,
    Transitions,
)

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


def reachable(transitions: Transitions[Step, State], *first: State) -> set[State]:
    """Return the states that the steps lead to from the first ones."""
    found: set[State] = set()
    new = set(first)
    while new:
        found |= new
        new = {
            ways[state] for ways in transitions.values() for state in found & ways.keys()
        } - found
    return found


@pytest.mark.parametrize("kind", ORDER_TRANSITIONS)
def test_every_state_of_an_order_can_be_reached_and_left(kind: str) -> None:
    """An ended order never moves; every other one can end."""
    ways = ORDER_TRANSITIONS[kind]
    assert reachable(ways, OrderState.QUOTED) == set(OrderState)
    assert set(ways) == set(OrderStep)
    for state in OrderState:
        ends = reachable(ways, state) & ENDED
        assert ends == {state} if state in ENDED else ends


def test_every_state_of_a_payment_can_be_reached() -> None:
    """From what it is booked as; what a store has taken back stays."""
    booked = (PaymentState.MATCHED, PaymentState.LATE, PaymentState.SURPLUS)
    assert reachable(PAYMENT, *booked) == set(PaymentState)
    assert set(PAYMENT) == set(PaymentStep)
    assert reachable(PAYMENT, PaymentState.CHARGED_BACK) == {PaymentState.CHARGED_BACK}


def test_nothing_that_may_be_delivered_is_refused_without_a_person() -> None:
    """An unknown order goes on only by being asked again or looked at."""
    ways = ORDER_TRANSITIONS["buy"]
    steps = {step for step, states in ways.items() if OrderState.UNKNOWN in states}
    assert steps == {OrderStep.BEGIN, OrderStep.ESCALATE}


def test_diagrams_in_the_docs_follow_the_tables() -> None:
    """Each way is a line, and there is no other."""
    text = (Path(__file__).parents[2] / "docs" / "orders.md").read_text()
    drawn = [line.strip() for line in text.splitlines() if " --> " in line and "[*]" not in line]
    ways = [
        f"{before} --> {after}: {step}".replace("charged back", "charged_back")
        for table in (BUY, PAYMENT)
        for step, states in table.items()
        for before, after in states.items()
    ]
    assert drawn == ways
