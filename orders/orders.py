"""The order machine: every step of an order or payment, its event and its next job in one commit.

A step compares the state in the database with `orders.states`, so what comes twice, late or at the
same time in two processes is applied once or refused.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from orders import queries
from orders.ids import uuid7
from orders.jobs import Job, JobKind
from orders.models import Charge, Event, Order, Payment
from orders.rules import OrderMissingError, Waits
from orders.states import (
    ORDER_TRANSITIONS,
    PAYMENT,
    OrderState,
    OrderStep,
    PaymentState,
    PaymentStep,
    follow,
)
from runtime.clock import Time
from storage.postgres import Connection, Pool, transaction

Defer = Callable[[Connection, Job], Awaitable[None]]

# The job that follows from a state of an order; a receipt is due after each step.
_NEXT: Mapping[OrderState, JobKind] = {OrderState.QUOTED: "prepare", OrderState.PAID: "deliver"}
# Steps that only a person takes.
DECISIONS = frozenset({OrderStep.RETRY, OrderStep.SETTLE, OrderStep.GIVE_BACK})


class OrderMovedError(Exception):
    """The order has taken another step since it was read."""


class Orders:
    """Orders of one partner; safe to use in any number of processes.

    `defer` writes a job into the caller's transaction, so that it exists only if the step does;
    `grace` is that of `orders.rules.Waits`.
    """

    def __init__(
        self, pool: Pool, *, defer: Defer, time: Time, grace: timedelta = Waits.grace
    ) -> None:
        self._pool = pool
        self.defer = defer
        self._time = time
        self._grace = grace

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Yield a connection in a transaction, which is committed when the block ends.

        Raises DatabaseAwayError if PostgreSQL does not answer.
        """
        async with transaction(self._pool) as connection:
            yield connection

    async def create(
        self,
        connection: Connection,
        *,
        user_id: int,
        target: str,
        currency: str,
        price_units: int,
        quote: Mapping[str, Any],
        valid: timedelta,
        kind: str = "buy",
    ) -> tuple[Order, bool]:
        """Create an order with a price that is `valid` for so long.

        Returns:
            The order and True; or the user's open order for the same target and False.
        """
        now = self._time.now()
        order = Order(
            id=uuid7(now),
            kind=kind,
            user_id=user_id,
            target=target,
            state=OrderState.QUOTED,
            version=1,
            currency=currency,
            price_units=price_units,
            quote=quote,
            quoted_until=now + valid,
            created_at=now,
            changed_at=now,
        )
        while not await queries.insert_order(connection, order):
            if known := await queries.find_open(connection, user_id, kind, target):
                return known, False
        await self._record(connection, order, "create", None, {})
        until = order.quoted_until + self._grace
        await self.defer(connection, Job("expire", str(order.id), until))
        return order, True

    async def step(
        self,
        connection: Connection,
        order_id: UUID,
        step: OrderStep,
        *,
        details: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> Order:
        """Take a step in the caller's transaction; return the order after it.

        With `version` only if the order is still of it, so that what somebody has found out counts
        only while nobody else has begun again.

        Raises OrderMissingError, OrderMovedError, and IllegalStepError if the order is not in a
        state for the step.
        """
        order = await self._locked(connection, order_id)
        if version not in {None, order.version}:
            raise OrderMovedError(f"order {order_id} is of version {order.version}")
        state = follow(ORDER_TRANSITIONS[order.kind], step, order.state)
        now = self._time.now()
        await queries.set_state(connection, order, state, now=now)
        after = replace(order, state=state, version=order.version + 1, changed_at=now)
        await self._record(connection, after, step, order.state, details or {})
        if state is OrderState.REVIEW:
            reason = str((details or {}).get("reason", step))
            await queries.open_case(connection, order_id, reason, now=now)
        if state is OrderState.FAILED:
            await self._refund_all(connection, after)
        return after

    async def decide(self, order_id: UUID, step: OrderStep, *, actor: str, reason: str) -> Order:
        """Take one of DECISIONS in the name of a person, close the cases, and write the audit."""
        if step not in DECISIONS:
            raise ValueError(f"{step} is no decision of a person")
        async with self.transaction() as connection:
            order = await self.step(connection, order_id, step, details={"by": actor})
            now = self._time.now()
            await queries.close_cases(connection, order_id, decision=step, by=actor, now=now)
            await self._audit(connection, order_id, actor, step, reason)
        return order

    async def close(self, order_id: UUID, *, actor: str, reason: str) -> int:
        """Close the cases of an order that stays as it is; return how many there were."""
        async with self.transaction() as connection:
            await self._locked(connection, order_id)
            now = self._time.now()
            closed = await queries.close_cases(
                connection, order_id, decision="close", by=actor, now=now
            )
            if closed:
                await self._audit(connection, order_id, actor, "close", reason)
        return closed

    async def found_charged_back(self, order_id: UUID, *, actor: str, reason: str) -> Payment:
        """Record in the name of a person that what has paid an order was taken back.

        Raises OrderMissingError if no payment of it can have been.
        """
        async with self.transaction() as connection:
            await self._locked(connection, order_id)
            for payment in await queries.payments_of(connection, order_id):
                if payment.state is PaymentState.MATCHED:
                    await self._audit(connection, order_id, actor, "charged back", reason)
                    return await self._charge_back(connection, payment.rail, payment.ext_id)
        raise OrderMissingError(f"order {order_id} has no payment that can be charged back")

    async def book(self, charge: Charge) -> Payment:
        """Book a charge, however often and from wherever it is reported; the first time counts.

        It pays its order if that awaits exactly this from this user. Any other charge goes back:
        LATE if the order has ended unpaid, else SURPLUS.
        """
        async with self.transaction() as connection:
            order = None
            if charge.order_id is not None:
                order = await queries.lock_order(connection, charge.order_id)
            state = await self._judge(connection, charge, order)
            now = self._time.now()
            known = charge if order else replace(charge, order_id=None)
            if await queries.insert_payment(connection, known, state, now=now):
                if order and state is PaymentState.MATCHED:
                    await self.step(connection, order.id, OrderStep.PAY, details=_named(charge))
                else:
                    await self._refund(connection, charge.rail, charge.ext_id)
            return await self._payment(connection, charge.rail, charge.ext_id)

    async def payment(self, rail: str, ext_id: str) -> Payment:
        """Return a payment; OrderMissingError if it is not booked."""
        async with self.transaction() as connection:
            return await self._payment(connection, rail, ext_id)

    async def refunded(self, rail: str, ext_id: str) -> Payment:
        """Record that a payment has gone back; again, or after a chargeback, is no error."""
        async with self.transaction() as connection:
            payment = await self._payment(connection, rail, ext_id)
            if payment.state in {PaymentState.REFUNDED, PaymentState.CHARGED_BACK}:
                return payment
            return await self._move(connection, payment, PaymentStep.REFUNDED)

    async def charged_back(self, rail: str, ext_id: str) -> Payment:
        """Record that a payment was taken back; that is always for a person to look at."""
        async with self.transaction() as connection:
            return await self._charge_back(connection, rail, ext_id)

    async def _charge_back(self, connection: Connection, rail: str, ext_id: str) -> Payment:
        order = None
        order_id = await queries.order_of_payment(connection, rail, ext_id)
        if order_id is not None:  # locked first, as everywhere: no two wait for each other
            order = await self._locked(connection, order_id)
        payment = await self._payment(connection, rail, ext_id)
        if payment.state is PaymentState.CHARGED_BACK:
            return payment
        after = await self._move(connection, payment, PaymentStep.CHARGE_BACK)
        if order is None:
            return after
        reason = "charged back"
        if order.state is OrderState.PAID and payment.state is PaymentState.MATCHED:
            details = {"reason": reason}  # nothing is delivered for it
            await self.step(connection, order.id, OrderStep.ESCALATE, details=details)
        await queries.open_case(connection, order.id, reason, now=self._time.now())
        return after

    async def _audit(
        self, connection: Connection, order_id: UUID, actor: str, action: str, reason: str
    ) -> None:
        await queries.insert_audit(
            connection,
            actor=actor,
            action=action,
            order_id=order_id,
            details={"reason": reason},
            now=self._time.now(),
        )

    async def _judge(
        self, connection: Connection, charge: Charge, order: Order | None
    ) -> PaymentState:
        if order is None or charge.user_id != order.user_id:
            return PaymentState.SURPLUS
        if (charge.currency, charge.units) != (order.currency, order.price_units):
            return PaymentState.SURPLUS
        if order.state is OrderState.AWAITING:
            return PaymentState.MATCHED
        payments = await queries.payments_of(connection, order.id)
        is_paid = any(payment.state is PaymentState.MATCHED for payment in payments)
        return PaymentState.SURPLUS if is_paid else PaymentState.LATE

    async def _refund_all(self, connection: Connection, order: Order) -> None:
        for payment in await queries.payments_of(connection, order.id):
            if payment.state is PaymentState.MATCHED:
                await self._refund(connection, payment.rail, payment.ext_id)

    async def _refund(self, connection: Connection, rail: str, ext_id: str) -> None:
        payment = await self._payment(connection, rail, ext_id)
        await self._move(connection, payment, PaymentStep.REFUND)
        await self.defer(connection, Job("refund", f"{rail}:{ext_id}"))

    async def _move(self, connection: Connection, payment: Payment, step: PaymentStep) -> Payment:
        state, now = follow(PAYMENT, step, payment.state), self._time.now()
        await queries.set_payment_state(connection, payment, state, now=now)
        if payment.order_id is not None:
            await self.defer(connection, Job("receipt", str(payment.order_id)))
        return replace(payment, state=state, changed_at=now)

    async def _record(
        self,
        connection: Connection,
        order: Order,
        step: str,
        before: OrderState | None,
        details: Mapping[str, Any],
    ) -> None:
        event = Event(order.id, order.version, order.changed_at, step, before, order.state, details)
        await queries.insert_event(connection, event)
        kind = "deliver" if step == OrderStep.RETRY else _NEXT.get(order.state)
        if kind:
            await self.defer(connection, Job(kind, str(order.id)))
        await self.defer(connection, Job("receipt", str(order.id)))

    async def _locked(self, connection: Connection, order_id: UUID) -> Order:
        order = await queries.lock_order(connection, order_id)
        if order is None:
            raise OrderMissingError(f"there is no order {order_id}")
        return order

    async def _payment(self, connection: Connection, rail: str, ext_id: str) -> Payment:
        payment = await queries.lock_payment(connection, rail, ext_id)
        if payment is None:
            raise OrderMissingError(f"there is no payment {ext_id} by {rail}")
        return payment


def _named(charge: Charge) -> dict[str, Any]:
    return {"rail": charge.rail, "payment": charge.ext_id}
