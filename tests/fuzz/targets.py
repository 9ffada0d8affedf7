"""The parsers of input from outside, each with valid input and the errors it may raise."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from accounts.bitcoin import AddressError, check_address
from gomining import decoding, errors
from gomining.endpoint import Endpoint
from gomining.exchange import Response
from sandbox import keys
from sandbox.wallet import TestWallet
from tests.fuzz.mutate import mutate_bytes, mutate_json, mutate_text
from tests.fuzz.partner_answers import one_of_each
from tests.world import DOMAIN, init_data_for
from ton import state_init
from ton.proof import ProofError, verify_proof
from ton.state_init import StateInitError
from webapp.init_data import InitDataError, verify_init_data

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
VECTORS = Path(__file__).parents[1] / "vectors"


@dataclass(frozen=True)
class Target:
    """One parser.

    Attributes:
        name: for reports.
        run: makes one input from the random generator and parses it; raises if that goes wrong.
        share: of the inputs of a run; fast targets get more.
    """

    name: str
    run: Callable[[random.Random], None]
    share: int = 1


def init_data(rng: random.Random) -> None:
    """Mutated initData is refused, or means the same as the original."""
    good = init_data_for(1001, now=NOW)
    mutated = mutate_text(good, rng)
    try:
        found = verify_init_data(mutated, bot_token=keys.BOT_TOKEN, now=NOW, max_age=DAY)
    except InitDataError:
        return
    assert found.user is not None
    assert (found.user.id, found.auth_date) == (1001, NOW), mutated


def signed_init_data(rng: random.Random) -> None:
    """A user object of any shape under a valid signature is read or refused."""
    user = mutate_json({"id": 1001, "first_name": "A", "is_premium": True}, rng)
    text = json.dumps(user)
    try:
        raw = init_data_for(1001, now=NOW, user=text)
        verify_init_data(raw, bot_token=keys.BOT_TOKEN, now=NOW, max_age=DAY)
    except InitDataError:
        pass
    except UnicodeEncodeError:
        assert max(text) >= "\ud800"  # a lone surrogate, which cannot be signed


@cache
def wallets() -> list[dict[str, Any]]:
    """Return the answers of wallets of every version."""
    return [
        TestWallet(index, version=version).connect("payload", domain=DOMAIN, now=NOW)
        for index, version in enumerate(("v3r1", "v3r2", "v4r1", "v4r2", "v5r1"))
    ]


def proof(rng: random.Random) -> None:
    """A mutated answer of a wallet is refused, or identifies the wallet that signed it."""
    wallet = rng.choice(wallets())
    account, good = wallet["account"], wallet["connectItems"]["tonProof"]["proof"]
    if rng.random() < 0.5:
        account = mutate_json(account, rng)
    else:
        good = mutate_json(good, rng)
    try:
        found = verify_proof(account, good, domains={DOMAIN}, networks={"-239"}, now=NOW)
    except ProofError:
        return
    assert found.address == wallet["account"]["address"]
    assert found.public_key == wallet["account"]["publicKey"]


@cache
def bags() -> list[bytes]:
    """Return the state inits of these wallets as bags of cells."""
    from base64 import b64decode  # noqa: PLC0415

    return [b64decode(wallet["account"]["walletStateInit"]) for wallet in wallets()]


def bag_of_cells(rng: random.Random) -> None:
    """A mutated bag of cells is refused, is no wallet, or a wallet of a known contract."""
    from base64 import b64encode  # noqa: PLC0415

    text = b64encode(mutate_bytes(rng.choice(bags()), rng)).decode()
    if rng.random() < 0.2:
        text = mutate_text(text, rng)
    try:
        found = state_init.parse_state_init(text)
    except StateInitError:
        return
    assert found is None or len(found[0].account_id(found[1])) == 32


@cache
def addresses() -> list[str]:
    """Return the published Bitcoin addresses, valid and invalid."""
    vectors = json.loads((VECTORS / "bitcoin-addresses.json").read_text())
    return [text for text in _texts(vectors) if 20 < len(text) < 120]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(text for each in value.values() for text in _texts(each))]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def bitcoin(rng: random.Random) -> None:
    """A mutated address is refused, or the result is a valid address."""
    try:
        found = check_address(mutate_text(rng.choice(addresses()), rng))
    except AddressError:
        return
    assert check_address(found) == found
    assert found.isascii()
    assert 26 <= len(found) <= 62


@cache
def endpoints() -> list[tuple[Endpoint[Any], bytes, Any]]:
    """Return each endpoint with a valid answer, as bytes and as JSON."""
    return [(endpoint, body, json.loads(body)) for endpoint, body in one_of_each()]


def partner_answer(rng: random.Random) -> None:
    """A mutated answer of the partner is decoded or raises a GoMiningError with a short text."""
    endpoint, raw, plain = rng.choice(endpoints())
    if rng.random() < 0.3:
        body = mutate_bytes(raw, rng)
    else:
        body = json.dumps(mutate_json(mutate_json(plain, rng), rng)).encode()
    status = rng.choice((200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 429, 500, 503))
    headers = {"Retry-After": rng.choice(("1", "x", "", "9" * 30, "Wed, 21 Oct 2026 07:28"))}
    reply = Response(status, headers, body)
    try:
        errors.raise_for_status(endpoint.name, reply, now=NOW)
        decoding.decode(endpoint, reply)
    except errors.GoMiningError as error:
        assert len(str(error)) < 1000


TARGETS = (
    Target("initData", init_data, 30),
    Target("initData, signed", signed_init_data, 10),
    Target("ton_proof", proof, 15),
    Target("state init", bag_of_cells, 10),
    Target("Bitcoin address", bitcoin, 25),
    Target("partner's answer", partner_answer, 8),
)
