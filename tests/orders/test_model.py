"""The order machine against a simple model: steps, charges, refunds, decisions in any order."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from orders import queries
from orders.jobs import KINDS
from orders.models import Order, Payment
from orders.orders import DECISIONS, OrderMovedError
from orders.rules import OrderMissingError
from orders.states import BUY, ENDED, IllegalStepError, OrderState, OrderStep, PaymentState
from tests.orders.conftest import ALICE, BORIS, PRICE, Shop, charge, open_shop
from tests.servers import PostgresServer

T = TypeVar("T")
S, P = OrderState, PaymentState
CHARGES = st.sampled_from([f"stars-{number}" for number in range(8)])


class OrdersAgainstModel(RuleBasedStateMachine):
    """The model: the state of each order, and of each charge whose it is."""

    server: ClassVar[PostgresServer]
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.server.empty()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.shop: Shop = self.run(self.stack.enter_async_context(open_shop(self.server, size=1)))
        self.states: dict[UUID, OrderState] = {}
        self.payments: dict[str, tuple[UUID, PaymentState]] = {}
        self.steps: Counter[UUID] = Counter()
        self.decided: set[UUID] = set()
        self.jobs: Counter[tuple[str, str]] = Counter()

    def run(self, awaitable: Awaitable[T]) -> T:
        """Await something in the loop of this run."""

        async def wait() -> T:
            return await awaitable

        return self.runner.run(wait())

    def teardown(self) -> None:
        """Close the pool."""
        self.run(self.stack.aclose())
        self.runner.close()

    @rule(target=orders)
    def create(self) -> Order:
        """A member asks for a price."""
        order = self.run(self.shop.create())
        self.states[order.id] = S.QUOTED
        self.steps[order.id] = 1
        self._expect("prepare", "expire", "receipt", subject=str(order.id))
        return order

    def _expect(self, *kinds: str, subject: str) -> None:
        """Note that a job of each kind is due."""
        self.jobs.update((kind, subject) for kind in kinds)

    @rule(order=orders, data=st.data(), steps=st.integers(1, 6))
    def go_on(self, order: Order, data: st.DataObject, steps: int) -> None:
        """Some of the possible steps are taken, payment among them."""
        for _ in range(steps):
            possible = sorted(step for step in BUY if self.states[order.id] in BUY[step])
            if possible:
                self._go_on(order, data.draw(st.sampled_from(possible), "step"), data)

    def _go_on(self, order: Order, step: OrderStep, data: st.DataObject) -> None:
        if step is OrderStep.PAY:
            self.pay(order, data.draw(CHARGES, "charge"), ALICE, PRICE)
        else:
            self.take(order, step)

    @rule(order=orders, step=st.sampled_from(sorted(set(OrderStep) - {OrderStep.PAY})))
    def take(self, order: Order, step: OrderStep) -> None:
        """A worker, a clock, a member or an operator takes a step, allowed or not."""
        if step not in DECISIONS:
            self._step(order, step, lambda: self.run(self.shop.step(order, step)))
            return
        decide = self.shop.orders.decide
        self._step(order, step, lambda: self.run(decide(order.id, step, actor="a", reason="b")))
        self.decided.add(order.id)

    def _step(self, order: Order, step: OrderStep, act: Callable[[], Any]) -> None:
        after = BUY[step].get(self.states[order.id])
        if after is None:
            with pytest.raises(IllegalStepError):
                act()
            return
        act()
        self._move(order.id, after)
        if step is OrderStep.RETRY:
            self._expect("deliver", subject=str(order.id))

    def _move(self, order_id: UUID, after: OrderState) -> None:
        self.states[order_id] = after
        self.steps[order_id] += 1
        self._expect("receipt", subject=str(order_id))
        if after is S.PAID:
            self._expect("deliver", subject=str(order_id))
        if after is S.FAILED:
            for name, (owner, state) in self.payments.items():
                if owner == order_id and state is P.MATCHED:
                    self._give_back(name, owner)

    def _give_back(self, name: str, owner: UUID) -> None:
        self.payments[name] = owner, P.REFUNDING
        self._expect("receipt", subject=str(owner))
        self._expect("refund", subject=f"stars:{name}")

    @rule(order=orders, step=st.sampled_from(sorted(OrderStep)), behind=st.integers(1, 3))
    def take_too_late(self, order: Order, step: OrderStep, behind: int) -> None:
        """A worker that was taken for dead takes a step for the version that it has read."""
        version = self.steps[order.id] - behind

        async def act() -> None:
            async with self.shop.orders.transaction() as connection:
                await self.shop.orders.step(connection, order.id, step, version=version)

        with pytest.raises(OrderMovedError):
            self.run(act())

    @rule(
        order=orders,
        name=CHARGES,
        user=st.sampled_from([ALICE, ALICE, ALICE, BORIS]),
        units=st.sampled_from([PRICE, PRICE, PRICE, PRICE - 1]),
    )
    def pay(self, order: Order, name: str, user: int, units: int) -> None:
        """A charge is reported: the first time, again, of another order, person or amount."""
        booked = self.run(self.shop.orders.book(charge(order, name, user_id=user, units=units)))
        if name not in self.payments:
            fits = (user, units) == (ALICE, PRICE) and self.states[order.id] is S.AWAITING
            if fits:
                self.payments[name] = order.id, P.MATCHED
                self._move(order.id, S.PAID)
            else:
                self._give_back(name, order.id)
        assert (booked.order_id, booked.state) == self.payments[name]

    @rule(name=CHARGES)
    def refund(self, name: str) -> None:
        """A refund is reported, for whatever charge."""
        if self.payments.get(name, (None, None))[1] is P.CHARGED_BACK:
            after = self.run(self.shop.orders.refunded("stars", name))
            assert after.state is P.CHARGED_BACK, "a chargeback was forgotten"
            return
        self._settle(name, self.shop.orders.refunded, P.REFUNDED, {P.REFUNDING})

    @rule(name=CHARGES)
    def charge_back(self, name: str) -> None:
        """A chargeback is reported, for whatever charge."""
        owner, before = self.payments.get(name, (None, None))
        possible = {P.MATCHED, P.REFUNDING, P.REFUNDED}
        self._settle(name, self.shop.orders.charged_back, P.CHARGED_BACK, possible)
        if owner and before is P.MATCHED and self.states[owner] is S.PAID:
            self._move(owner, S.REVIEW)

    def _settle(
        self,
        name: str,
        report: Callable[[str, str], Awaitable[Payment]],
        after: PaymentState,
        possible: set[PaymentState],
    ) -> None:
        owner, before = self.payments.get(name, (None, None))
        if owner is None or before is None:
            with pytest.raises(OrderMissingError):
                self.run(report("stars", name))
        elif before is after or before in possible:
            assert self.run(report("stars", name)).state is after
            self.payments[name] = owner, after
            if before is not after:
                self._expect("receipt", subject=str(owner))
        else:
            with pytest.raises(IllegalStepError):
                self.run(report("stars", name))

    @invariant()
    def books_agree(self) -> None:
        """The database holds the model, and no promise is broken."""
        self.run(self._compare())

    async def _compare(self) -> None:
        cases = {order for order, _ in await self.shop.cases()}
        async with self.shop.orders.transaction() as connection:
            for order_id, state in self.states.items():
                order = await queries.lock_order(connection, order_id)
                assert order
                assert (order.state, order.version) == (state, self.steps[order_id])
                events = await queries.events_of(connection, order_id)
                assert [event.version for event in events] == list(range(1, order.version + 1))
                assert events[-1].to_state == state
                self._check_money(order, await queries.payments_of(connection, order_id), cases)
        jobs: Counter[tuple[str, str]] = Counter()
        for kind in KINDS:
            jobs.update((kind, subject) for subject in await self.shop.jobs(kind))
        assert jobs == self.jobs, "a job is missing, or was ordered too often"

    def _check_money(self, order: Order, payments: list[Payment], cases: set[UUID]) -> None:
        assert {p.ext_id: p.state for p in payments} == {
            name: state for name, (owner, state) in self.payments.items() if owner == order.id
        }
        kept = [payment for payment in payments if payment.state is P.MATCHED]
        assert len(kept) <= 1, "paid twice"
        if order.state is S.DONE and order.id not in self.decided:
            charged_back = [payment for payment in payments if payment.state is P.CHARGED_BACK]
            assert kept or charged_back, "delivered without money"
        if order.state in ENDED - {S.DONE}:
            assert not kept, "neither delivered nor given back"
        if order.state is S.REVIEW:
            assert order.id in cases, "a review without a reason"


@pytest.fixture
def machine(postgres_server: PostgresServer) -> Iterator[type[OrdersAgainstModel]]:
    """The machine over this worker's database."""
    OrdersAgainstModel.server = postgres_server
    yield OrdersAgainstModel
    del OrdersAgainstModel.server


def run_model(machine: type[OrdersAgainstModel], examples: int) -> None:
    """Run so many histories of up to 40 steps."""
    limits = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=limits)


def test_orders_follow_a_simple_model(machine: type[OrdersAgainstModel]) -> None:
    """Whatever happens in whatever order."""
    run_model(machine, 6)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_orders_follow_a_simple_model_for_long(machine: type[OrdersAgainstModel]) -> None:
    """The same, with many more histories."""
    run_model(machine, 60)
