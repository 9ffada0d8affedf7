"""The registry of members, orders and payments, their events, review cases and the audit log.

Money is kept as integers of the smallest unit (`…_units`), with the currency beside it.
"""

from alembic import op

revision = "0001"
down_revision = None

APP_ROLE = "gomining_app"

_TABLES = """
CREATE TABLE members (
  user_id bigint PRIMARY KEY,
  first_seen timestamptz NOT NULL,
  source text NOT NULL CHECK (length(source) <= 64),
  language text NOT NULL CHECK (length(language) <= 16),
  reachability text NOT NULL CHECK (reachability IN ('needs_start', 'ok', 'blocked')),
  login_kind text CHECK (login_kind IN ('wallet', 'start')),
  gomining_user_id bigint,
  partner_user_id text UNIQUE,
  linked_as text UNIQUE,
  bound_at timestamptz,
  ton_hash bytea,
  bitcoin_hash bytea,
  recovery text CHECK (recovery IN ('given', 'declined')),
  recovery_at timestamptz,
  CHECK ((gomining_user_id IS NULL) = (bound_at IS NULL)),
  CHECK ((recovery IS NULL) = (recovery_at IS NULL))
);
CREATE INDEX ON members (gomining_user_id);
CREATE INDEX ON members (ton_hash);
CREATE INDEX ON members (bitcoin_hash);

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('buy')),
  user_id bigint NOT NULL,
  target text NOT NULL,
  state text NOT NULL,
  version integer NOT NULL,
  is_open boolean NOT NULL,
  currency text NOT NULL,
  price_units bigint NOT NULL CHECK (price_units > 0),
  quote jsonb NOT NULL,
  quoted_until timestamptz NOT NULL,
  invoice_url text,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX one_open_order ON orders (user_id, kind, target) WHERE is_open;
CREATE INDEX ON orders (user_id, created_at);
CREATE INDEX ON orders ((quote ->> 'account'));
CREATE INDEX ON orders (changed_at) WHERE is_open;

CREATE TABLE payments (
  rail text NOT NULL,
  ext_id text NOT NULL,
  order_id uuid REFERENCES orders,
  user_id bigint NOT NULL,
  currency text NOT NULL,
  units bigint NOT NULL,
  state text NOT NULL,
  paid_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  refusal text,
  PRIMARY KEY (rail, ext_id)
);
CREATE INDEX ON payments (order_id);
CREATE INDEX ON payments (user_id, paid_at);

CREATE TABLE events (
  order_id uuid NOT NULL REFERENCES orders,
  version integer NOT NULL,
  at timestamptz NOT NULL,
  step text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  details jsonb NOT NULL,
  PRIMARY KEY (order_id, version)
);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  order_id uuid,
  details jsonb NOT NULL
);

CREATE TABLE review_cases (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id uuid REFERENCES orders,
  user_id bigint,
  reason text NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  decision text,
  decided_by text,
  CHECK ((closed_at IS NULL) = (decided_by IS NULL)),
  CHECK ((order_id IS NULL) = (user_id IS NOT NULL))
);
CREATE UNIQUE INDEX one_open_case ON review_cases (order_id, reason) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX one_open_question ON review_cases (user_id, reason) WHERE closed_at IS NULL;

CREATE TABLE case_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id bigint NOT NULL REFERENCES review_cases ON DELETE CASCADE,
  at timestamptz NOT NULL,
  author text NOT NULL CHECK (author <> ''),
  text text NOT NULL CHECK (text <> '')
);
CREATE INDEX ON case_messages (case_id);

CREATE TABLE receipts (
  order_id uuid PRIMARY KEY REFERENCES orders,
  message_id bigint NOT NULL,
  digest bytea NOT NULL
);

CREATE TABLE switches (
  rail text PRIMARY KEY,
  is_on boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);

CREATE TABLE cursors (
  name text PRIMARY KEY,
  position bigint NOT NULL,
  seen text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE star_transactions (
  id text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  kind text NOT NULL,
  nanostars bigint NOT NULL,
  at timestamptz NOT NULL,
  read_at timestamptz NOT NULL,
  gone_at timestamptz,
  PRIMARY KEY (id, direction)
);

CREATE TABLE star_balance (
  is_it boolean PRIMARY KEY DEFAULT true CHECK (is_it),
  nanostars bigint NOT NULL,
  surplus bigint NOT NULL,
  times integer NOT NULL,
  read_at timestamptz NOT NULL
);

CREATE TABLE idempotent_requests (
  user_id bigint NOT NULL,
  key uuid NOT NULL,
  digest bytea NOT NULL,
  began_at timestamptz NOT NULL,
  order_id uuid,
  PRIMARY KEY (user_id, key)
);

CREATE TABLE sealed_payers (
  rail text NOT NULL,
  ext_id text NOT NULL,
  sealed bytea NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (rail, ext_id),
  FOREIGN KEY (rail, ext_id) REFERENCES payments ON DELETE CASCADE
);
"""

# Runs with the rights of the owner, so that the processes can have what is old deleted although
# they cannot delete events: nothing younger than a year goes, whatever is asked for.
_RETENTION = """
CREATE FUNCTION delete_orders_before(oldest timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  old uuid[];
BEGIN
  IF oldest IS NULL OR oldest > now() - interval '1 year' THEN
    RAISE EXCEPTION 'what is younger than a year is not deleted';
  END IF;
  old := ARRAY(
    SELECT id FROM orders WHERE NOT is_open AND changed_at < oldest
      AND NOT EXISTS (SELECT FROM events WHERE order_id = orders.id AND at >= oldest)
      AND NOT EXISTS (SELECT FROM payments WHERE order_id = orders.id
        AND (changed_at >= oldest OR state = 'refunding'))
      AND NOT EXISTS (SELECT FROM review_cases WHERE order_id = orders.id
        AND (closed_at IS NULL OR closed_at >= oldest))
  );
  DELETE FROM receipts WHERE order_id = ANY(old);
  DELETE FROM review_cases WHERE order_id = ANY(old)
    OR order_id IS NULL AND closed_at < oldest;
  DELETE FROM events WHERE order_id = ANY(old);
  DELETE FROM payments WHERE order_id = ANY(old)
    OR order_id IS NULL AND changed_at < oldest AND state <> 'refunding';
  DELETE FROM orders WHERE id = ANY(old);
  DELETE FROM audit WHERE at < oldest;
  RETURN cardinality(old);
END $$;
REVOKE ALL ON FUNCTION delete_orders_before FROM PUBLIC;
"""

# The role of the processes may not change what has happened. An operator makes the role that the
# processes log in as a member of it.
_GRANTS = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
    CREATE ROLE {APP_ROLE} NOLOGIN;
  END IF;
END $$;
GRANT SELECT ON alembic_version TO {APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE
  ON members, orders, payments, receipts, review_cases, case_messages, switches, cursors,
  star_transactions, star_balance, idempotent_requests, sealed_payers
  TO {APP_ROLE};
GRANT SELECT, INSERT ON events, audit TO {APP_ROLE};
GRANT EXECUTE ON FUNCTION delete_orders_before TO {APP_ROLE};
"""


def upgrade() -> None:
    """Create the tables, and the role that may use them."""
    op.execute(_TABLES)
    op.execute(_RETENTION)
    op.execute(_GRANTS)
