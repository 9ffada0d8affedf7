"""The states of orders and payments, and every way from one to another. Pure.

The code follows these tables, the test of the model takes them, and the diagram in
docs/orders.md is made of them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)
Transitions = Mapping[Step, Mapping[State, State]]


class OrderState(StrEnum):
    """Where an order is."""

    QUOTED = "quoted"  # there is a price, which ends
    AWAITING = "awaiting"  # the partner has prepared it: it can be paid
    PAID = "paid"  # the money has arrived
    FULFILLING = "fulfilling"  # the partner is asked to deliver
    UNKNOWN = "unknown"  # whether the partner has delivered is not known yet
    REVIEW = "review"  # a person has to decide
    DONE = "done"
    FAILED = "failed"  # the partner has refused; what was paid goes back
    EXPIRED = "expired"
    CANCELLED = "cancelled"


ENDED = frozenset({OrderState.DONE, OrderState.FAILED, OrderState.EXPIRED, OrderState.CANCELLED})


class OrderStep(StrEnum):
    """What can happen to an order."""

    PREPARE = "prepare"  # the partner accepted it, before any money
    REFUSE = "refuse"  # the partner refused it, before any money
    CANCEL = "cancel"  # the member, before any money
    EXPIRE = "expire"  # the quote's time is over
    PAY = "pay"
    BEGIN = "begin"  # before the partner is asked to deliver
    DELIVER = "deliver"  # the partner has delivered
    LOSE = "lose"  # the partner's answer is lost, or says nothing clear
    DECLINE = "decline"  # the partner has certainly not delivered and will not
    ESCALATE = "escalate"  # there is nothing left to try
    RETRY = "retry"  # a person has it asked again
    SETTLE = "settle"  # a person has found that it was delivered
    GIVE_BACK = "give back"  # a person has found that it was not delivered


_S, _T = OrderState, OrderStep

BUY: Transitions[OrderStep, OrderState] = {
    _T.PREPARE: {_S.QUOTED: _S.AWAITING},
    _T.REFUSE: {_S.QUOTED: _S.FAILED},
    _T.CANCEL: {_S.QUOTED: _S.CANCELLED, _S.AWAITING: _S.CANCELLED},
    _T.EXPIRE: {_S.QUOTED: _S.EXPIRED, _S.AWAITING: _S.EXPIRED},
    _T.PAY: {_S.AWAITING: _S.PAID},
    _T.BEGIN: {_S.PAID: _S.FULFILLING, _S.UNKNOWN: _S.FULFILLING},
    _T.DELIVER: {_S.FULFILLING: _S.DONE},
    _T.LOSE: {_S.FULFILLING: _S.UNKNOWN},
    _T.DECLINE: {_S.FULFILLING: _S.FAILED},
    _T.ESCALATE: {_S.PAID: _S.REVIEW, _S.UNKNOWN: _S.REVIEW, _S.FULFILLING: _S.REVIEW},
    _T.RETRY: {_S.REVIEW: _S.FULFILLING},
    _T.SETTLE: {_S.REVIEW: _S.DONE},
    _T.GIVE_BACK: {_S.REVIEW: _S.FAILED},
}
ORDER_TRANSITIONS: Mapping[str, Transitions[OrderStep, OrderState]] = {"buy": BUY}


class PaymentState(StrEnum):
    """What a payment is to its order, or what became of it."""

    MATCHED = "matched"  # it pays its order
    LATE = "late"  # its order had ended unpaid
    SURPLUS = "surplus"  # its order is paid by another payment, or there is none
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged back"  # taken back by the member's store or bank


class PaymentStep(StrEnum):
    """What can happen to a payment after it was booked."""

    REFUND = "refund"  # it is to go back
    REFUNDED = "refunded"  # it has gone back
    CHARGE_BACK = "charge back"


_P, _Q = PaymentState, PaymentStep

PAYMENT: Transitions[PaymentStep, PaymentState] = {
    _Q.REFUND: dict.fromkeys((_P.MATCHED, _P.LATE, _P.SURPLUS), _P.REFUNDING),
    _Q.REFUNDED: {_P.REFUNDING: _P.REFUNDED},
    # A late or surplus payment is on its way back in the transaction that has booked it. Telegram
    # calls refunded what a store has taken back before the refund: its list says which it was.
    _Q.CHARGE_BACK: dict.fromkeys((_P.MATCHED, _P.REFUNDING, _P.REFUNDED), _P.CHARGED_BACK),
}


class IllegalStepError(Exception):
    """What shall happen cannot happen in this state."""

    def __init__(self, step: StrEnum, state: StrEnum) -> None:
        super().__init__(f"{step} is not possible in the state {state}")
        self.step = step
        self.state = state


def follow(transitions: Transitions[Step, State], step: Step, state: State) -> State:
    """Return the state after a step; IllegalStepError if there is no such way."""
    after = transitions.get(step, {}).get(state)
    if after is None:
        raise IllegalStepError(step, state)
    return after
