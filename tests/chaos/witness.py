"""Which ways of the tables of transitions were taken: by `events`, and a trigger on `payments`.

Payments have no events, so the test lets PostgreSQL itself write down each of their states. That
is part of the same transaction: what was rolled back is not in the list.
"""

from typing import Any

import psycopg

from orders.states import BUY, PAYMENT, PaymentStep
from tests.chaos.selling_system import System
from tests.servers import PostgresServer

Way = tuple[str, str, str]  # table, step, state before it

_TRIGGER = """
CREATE TABLE witnessed (ext_id text NOT NULL, before text, after text NOT NULL);
CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
  INSERT INTO witnessed VALUES
    (NEW.ext_id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state);
  RETURN NEW;
END $$;
CREATE TRIGGER witness AFTER INSERT OR UPDATE OF state ON payments
  FOR EACH ROW EXECUTE FUNCTION witness();
"""


def watch(postgres: PostgresServer) -> None:
    """Begin to write down the states of payments."""
    with psycopg.connect(postgres.owner_url, autocommit=True) as owner:
        owner.execute(_TRIGGER)


def all_ways() -> list[Way]:
    """Return every way of both tables."""
    tables: dict[str, Any] = {"order": BUY, "payment": PAYMENT}
    return [
        (table, str(step), str(before))
        for table, transitions in tables.items()
        for step, states in transitions.items()
        for before in states
    ]


async def taken(system: System) -> dict[Way, int]:
    """Return how often each way was taken."""
    found: dict[Way, int] = {}
    steps = await system.rows(
        "SELECT step, from_state, count(*) FROM events WHERE from_state IS NOT NULL GROUP BY 1, 2"
    )
    found |= {("order", step, before): count for step, before, count in steps}
    moves = await system.rows(
        "SELECT before, after, count(*) FROM witnessed WHERE before IS NOT NULL GROUP BY 1, 2"
    )
    return found | {("payment", _step(before, after), before): n for before, after, n in moves}


def _step(before: str, after: str) -> str:
    """Return the step that leads from one state of a payment to another; "?" if there is none."""
    for step, states in PAYMENT.items():
        for state, then in states.items():
            if (state, then) == (before, after):
                return str(PaymentStep(step))
    return f"? to {after}"
