"""What reads input from outside, each with good input to bend and the errors that it may raise."""

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
from tests.fuzz.mutate import bend_bytes, bend_json, bend_text
from tests.fuzz.partner import one_of_each
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
    """`run` makes one input with this chance and gives it to the code; it raises what is wrong.

    `share` is how much of a long run this target gets: what is quick gets more.
    """

    name: str
    run: Callable[[random.Random], None]
    share: int = 1


def init_data(chance: random.Random) -> None:
    """A bent initData is refused, or says what the good one says."""
    good = init_data_for(1001, now=NOW)
    bent = bend_text(good, chance)
    try:
        found = verify_init_data(bent, bot_token=keys.BOT_TOKEN, now=NOW, max_age=DAY)
    except InitDataError:
        return
    assert found.user is not None
    assert (found.user.id, found.auth_date) == (1001, NOW), bent


def signed_init_data(chance: random.Random) -> None:
    """A user object of any shape, well signed: an answer or a refusal."""
    user = bend_json({"id": 1001, "first_name": "A", "is_premium": True}, chance)
    text = json.dumps(user)
    try:
        raw = init_data_for(1001, now=NOW, user=text)
        verify_init_data(raw, bot_token=keys.BOT_TOKEN, now=NOW, max_age=DAY)
    except InitDataError:
        pass
    except UnicodeEncodeError:
        assert max(text) >= "\ud800"  # it could not be signed


@cache
def wallets() -> list[dict[str, Any]]:
    """Return what wallets of every version answer."""
    return [
        TestWallet(index, version=version).connect("payload", domain=DOMAIN, now=NOW)
        for index, version in enumerate(("v3r1", "v3r2", "v4r1", "v4r2", "v5r1"))
    ]


def proof(chance: random.Random) -> None:
    """A bent wallet's answer is refused, or it is the very wallet that signed."""
    wallet = chance.choice(wallets())
    account, good = wallet["account"], wallet["connectItems"]["tonProof"]["proof"]
    if chance.random() < 0.5:
        account = bend_json(account, chance)
    else:
        good = bend_json(good, chance)
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


def bag_of_cells(chance: random.Random) -> None:
    """A bent bag of cells is unreadable, no wallet, or a wallet of a known contract."""
    from base64 import b64encode  # noqa: PLC0415

    text = b64encode(bend_bytes(chance.choice(bags()), chance)).decode()
    if chance.random() < 0.2:
        text = bend_text(text, chance)
    try:
        found = state_init.read(text)
    except StateInitError:
        return
    assert found is None or len(found[0].account_id(found[1])) == 32


@cache
def addresses() -> list[str]:
    """Return the published Bitcoin addresses, good and bad."""
    told = json.loads((VECTORS / "bitcoin-addresses.json").read_text())
    return [text for text in _texts(told) if 20 < len(text) < 120]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(text for each in value.values() for text in _texts(each))]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def bitcoin(chance: random.Random) -> None:
    """A bent address is refused, or what comes out is an address by itself, and stays it."""
    try:
        found = check_address(bend_text(chance.choice(addresses()), chance))
    except AddressError:
        return
    assert check_address(found) == found
    assert found.isascii()
    assert 26 <= len(found) <= 62


@cache
def endpoints() -> list[tuple[Endpoint[Any], bytes, Any]]:
    """Return each endpoint with a good answer of the sandbox, as bytes and as JSON."""
    return [(endpoint, body, json.loads(body)) for endpoint, body in one_of_each()]


def partner_answer(chance: random.Random) -> None:
    """A bent answer of the partner is read or unreadable; and its error is one of ours."""
    endpoint, raw, plain = chance.choice(endpoints())
    if chance.random() < 0.3:
        body = bend_bytes(raw, chance)
    else:
        body = json.dumps(bend_json(bend_json(plain, chance), chance)).encode()
    status = chance.choice((200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 429, 500, 503))
    headers = {"Retry-After": chance.choice(("1", "x", "", "9" * 30, "Wed, 21 Oct 2026 07:28"))}
    reply = Response(status, headers, body)
    try:
        errors.raise_for_status(endpoint.name, reply, now=NOW)
        decoding.decode(endpoint, reply)
    except errors.GoMiningError as error:
        assert len(str(error)) < 1000


PURE = (
    Target("initData", init_data, 30),
    Target("initData, signed", signed_init_data, 10),
    Target("ton_proof", proof, 15),
    Target("state init", bag_of_cells, 10),
    Target("Bitcoin address", bitcoin, 25),
    Target("partner's answer", partner_answer, 8),
)
