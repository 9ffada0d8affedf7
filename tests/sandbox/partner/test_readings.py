"""The readings of the document that the sandbox offers as switches."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from gomining import Client, PartnerKeys, open_session
from gomining import operations as e
from runtime.clock import Time
from sandbox import keys
from tests.sandbox.partner.client import PartnerClient, sign


@pytest.fixture
async def partner(client: PartnerClient) -> AsyncIterator[Client]:
    """The product's client of this sandbox."""
    async with open_session() as session:
        yield Client(
            session,
            base_url=str(client.session._base_url).rstrip("/"),
            partner_id=keys.PARTNER_ID,
            keys=PartnerKeys(keys.API_KEY, keys.API_SECRET),
            time=Time(now=client.clock),
        )


@pytest.mark.parametrize("signature", ["received", "reserialized"])
@pytest.mark.parametrize("amount", ["0.00000001", "0.0010", "0.00100000", "0.0000120", "0.002"])
async def test_withdrawals_verify_under_both_readings_of_a_signature(
    client: PartnerClient, partner: Client, signature: str, amount: str
) -> None:
    """Amounts that JavaScript spells otherwise than Python, and a query."""
    await client.sim("POST", "partner/readings", {"signature": signature})
    address = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    assert await partner(e.CreateWithdrawalOrder("user123", address, Decimal(amount)))
    statistics = await partner(e.GetUserStatistics("user123"))
    assert statistics.partner_user_id == "user123"
    assert (await partner(e.InitUser("Ж b+c'()", email="a@b"))).user_id


async def test_reserialized_signature_depends_on_values_not_on_spelling(
    client: PartnerClient,
) -> None:
    """Spaces may differ from the signed text, which is JavaScript's."""
    await client.sim("POST", "partner/readings", {"signature": "reserialized"})
    fields = {"partnerUserId": "user123", "timestamp": client.now_ms}
    compact = json.dumps(fields, separators=(",", ":"))
    spaced = json.dumps({**fields, "signature": sign(compact)})
    assert (await client.call_with_key("POST", "auth/init", spaced)).status == 200
    own = json.dumps({**fields, "signature": sign(json.dumps(fields))})
    assert (await client.call_with_key("POST", "auth/init", own)).status == 401


async def test_readings_are_kept_until_deleted_or_reset(client: PartnerClient) -> None:
    """A request changes the given ones only."""
    await client.sim("POST", "partner/readings", {"signature": "reserialized"})
    changed = (await client.sim("POST", "partner/readings", {"count": "page"})).body["readings"]
    assert (changed["signature"], changed["count"]) == ("reserialized", "page")
    assert (await client.sim("GET", "partner/readings")).body["readings"] == changed
    await client.sim("POST", "reset", {})
    default = (await client.sim("GET", "partner/readings")).body["readings"]
    assert (default["signature"], default["count"]) == ("received", "all")


@pytest.mark.parametrize("body", [{"count": "some"}, {"maxRows": 0}, {"unknown": 1}])
async def test_unknown_readings_are_refused(client: PartnerClient, body: object) -> None:
    """With 400 and the names that are wrong."""
    answer = await client.sim("POST", "partner/readings", body)
    assert answer.status == 400
    assert next(iter(body)) in answer.body["error"]["message"]  # type: ignore[call-overload]
