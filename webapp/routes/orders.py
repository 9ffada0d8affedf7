"""Orders of miners: review, buy, watch, cancel."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from orders.ids import code_of
from orders.models import Event, Order, Payment
from orders.quote import quote_of
from orders.rules import BuyingError, OrderMissingError
from orders.states import ENDED, OrderState, OrderStep
from runtime.contact import link_of
from services import Services
from webapp import order_models as models
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.models import Empty
from webapp.request import Request
from webapp.routing import IDEMPOTENCY_KEY, Access, Link, RouteTable

if TYPE_CHECKING:
    from orders.buying import Buying

routes = RouteTable()


@routes.get(
    "/api/orders",
    "The user's orders, the newest first",
    query=Empty,
    answer=models.OrdersAnswer,
    access=Access.TELEGRAM_USER,
)
async def list_orders(request: Request[Empty, Empty]) -> models.OrdersAnswer:
    """Return them, also to who is not logged in any more."""
    buying = request.services.buying
    found = await buying.list_of(request.user.id) if buying else []
    items = [_to_answer(request.services, order) for order in found]
    return models.OrdersAnswer(items=items, open=sum(item.is_open for item in items))


@routes.get(
    "/api/order",
    "One of the user's orders, with its steps and payments",
    query=models.OrderQuery,
    answer=models.OrderAnswer,
    access=Access.TELEGRAM_USER,
    errors={404: "The user has no such order"},
)
async def show_order(request: Request[models.OrderQuery, Empty]) -> models.OrderAnswer:
    """Return it; the page asks again until it has ended."""
    return await _answer(request, request.query.id)


@routes.get(
    "/api/orders/review",
    "What an order of this miner would be",
    query=models.ReviewQuery,
    answer=models.ReviewAnswer,
    access=Access.MEMBER,
    errors={403: "Nothing is sold now", 409: "The miner is no longer on sale"},
)
async def review_order(request: Request[models.ReviewQuery, Empty]) -> models.ReviewAnswer:
    """Return the miner, its price, and whether the member can order it."""
    buying = _buying(request)
    review = await buying.review(request.member, request.query.offer)
    refusal = review.refusal
    return models.ReviewAnswer(
        offer=review.offer,
        refusal=refusal.reason if refusal else None,
        limit=refusal.limit if refusal else None,
        open_order=review.open_order,
        valid_seconds=int(buying.rules.waits.quote.total_seconds()),
        terms_version=buying.rules.terms_version,
        terms_url=buying.rules.terms_url,
    )


@routes.post(
    "/api/orders",
    "Order a miner at the price that was shown; `Idempotency-Key` makes a repeat harmless",
    body=models.NewOrder,
    answer=models.OrderAnswer,
    access=Access.MEMBER,
    fresh=True,
    idempotent=True,
    errors={
        403: "Nothing is sold now, the account is not known, or a limit is reached",
        409: "The price or the terms have changed, or the key belongs to another request",
    },
    links=[Link("Order", "get/api/order", "Until it can be paid", {"id": "$response.body#/id"})],
)
async def create_order(request: Request[Empty, models.NewOrder]) -> models.OrderAnswer:
    """Make the order, or return the open one for the same miner."""
    buying, wanted = _buying(request), request.body
    order = await buying.order(
        request.member,
        wanted.offer,
        stars=wanted.price_stars,
        terms=wanted.terms_version,
        key=_key(request),
    )
    return await _answer(request, order.id)


@routes.post(
    "/api/orders/cancel",
    "Cancel an order that is not paid",
    body=models.ChosenOrder,
    answer=models.OrderAnswer,
    access=Access.TELEGRAM_USER,
    fresh=True,
    errors={404: "The user has no such order", 409: "It is paid, or over"},
)
async def cancel_order(request: Request[Empty, models.ChosenOrder]) -> models.OrderAnswer:
    """Cancel it; again is no error."""
    order = await _holder(request, request.body.id).cancel(request.user.id, request.body.id)
    return await _answer(request, order.id)


def _to_answer(
    services: Services,
    order: Order,
    events: Sequence[Event] = (),
    payments: Sequence[Payment] = (),
) -> models.OrderAnswer:
    quote, now = quote_of(order), services.time.now()
    delivered = [event.details for event in events if event.step == OrderStep.DELIVER]
    payable = order.state in {OrderState.QUOTED, OrderState.AWAITING}
    return models.OrderAnswer(
        id=order.id,
        code=code_of(order.id),
        offer=order.target,
        state=order.state,
        name=quote.name,
        power=quote.power,
        energy_efficiency=quote.efficiency,
        price_stars=order.price_units,
        price_usd=quote.usd,
        created_at=order.created_at,
        changed_at=order.changed_at,
        quoted_until=order.quoted_until,
        seconds_left=max(0, int((order.quoted_until - now).total_seconds())) if payable else None,
        is_open=order.state not in ENDED,
        invoice_url=order.invoice_url if order.state is OrderState.AWAITING else None,
        miner=delivered[-1].get("miner") if delivered else None,
        support_url=link_of(services.settings.support_contact),
        steps=[
            models.OrderStepAnswer(at=event.at, state=OrderState(event.to_state))
            for event in events
        ],
        payments=[
            models.PaymentAnswer(units=each.units, state=each.state, paid_at=each.paid_at)
            for each in payments
        ],
    )


async def _answer(request: Request[Any, Any], order_id: UUID) -> models.OrderAnswer:
    found = await _holder(request, order_id).find(request.user.id, order_id)
    return _to_answer(request.services, found.order, found.events, found.payments)


def _holder(request: Request[Any, Any], order_id: UUID) -> "Buying":
    """Return what has the orders; without a database nobody has this one."""
    if request.services.buying is None:
        raise OrderMissingError(f"there is no order {order_id}")
    return request.services.buying


def _buying(request: Request[Any, Any]) -> "Buying":
    if request.services.buying is None:
        raise BuyingError("not_selling")
    return request.services.buying


def _key(request: Request[Empty, models.NewOrder]) -> UUID | None:
    given = request.http.headers.get(IDEMPOTENCY_KEY)
    if given is None:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise ApiError(
            400, ErrorCode.INVALID_REQUEST, f"{IDEMPOTENCY_KEY} must be a UUID."
        ) from None
