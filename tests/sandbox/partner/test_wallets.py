"""Wallets, balances and withdrawals."""

from decimal import Decimal

import pytest

from sandbox.partner.bitcoin import is_mainnet_address
from sandbox.wallet import TestWallet
from tests.sandbox.partner.client import Caller, Reply

SATOSHIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
P2SH = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"


@pytest.mark.parametrize("address", [SATOSHIS, SEGWIT, TAPROOT, P2SH, SEGWIT.upper()])
def test_mainnet_addresses(address: str) -> None:
    """Every kind of mainnet address counts."""
    assert is_mainnet_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "Bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
        "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv4",
        "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
        "bc1gmk9yu",
        "0x71C7656EC7ab88b098defB751B7401B5f6d8976F",
        "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1",
        "1А1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    ],
)
def test_other_texts(address: str) -> None:
    """A wrong checksum, another network, coin, mixed case or checksum kind does not count."""
    assert not is_mainnet_address(address)


async def kinds(caller: Caller, token: str) -> dict[str, str | None]:
    """Return the user's wallets as type to address."""
    rows = (await caller.user(token, "wallet/find-by-user?limit=999")).rows
    return {row["type"]: row["address"] for row in rows}


async def test_wallets_of_a_user(caller: Caller) -> None:
    """Every account has its virtual wallets; the wallet that logged in is there too."""
    found = await kinds(caller, await caller.access())
    assert found["TON"] == TestWallet(0).address
    assert found["VIRTUAL_BTC"] is None
    assert "BTC" not in found
    assert len(found) == 9


async def test_binding_a_bitcoin_address(caller: Caller) -> None:
    """A bound address shows among the wallets of both families; the next one replaces it."""
    token = await caller.access()
    assert (await caller.user(token, "wallet/bind", address=SATOSHIS)).data is True
    assert (await kinds(caller, token))["BTC"] == SATOSHIS
    bound = await caller.post("wallet/bind", partnerUserId="user123", address=TAPROOT)
    assert bound.data is True
    assert (await kinds(caller, token))["BTC"] == TAPROOT
    partners = await caller.get("wallet/find-by-user", partnerUserId="user123")
    own = await caller.user(token, "wallet/find-by-user")
    assert partners.data == own.data
    assert partners.data["count"] == 10


async def test_bad_address_is_not_bound(caller: Caller) -> None:
    """What is no mainnet address is refused, and nothing changes."""
    token = await caller.access(2)
    own = await caller.user(token, "wallet/bind", address="mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn")
    partners = await caller.post("wallet/bind", partnerUserId="recipient789", address="nonsense")
    assert (own.status, own.message) == (400, "Invalid Bitcoin address")
    assert partners.status == 400
    assert (await kinds(caller, token))["BTC"] == SATOSHIS


async def test_wallets_are_paged(caller: Caller) -> None:
    """The second page begins where the first ended."""
    whole = (await caller.get("wallet/find-by-user", partnerUserId="whale")).rows
    first = (await caller.get("wallet/find-by-user", partnerUserId="whale", limit=4)).rows
    rest = await caller.get("wallet/find-by-user", partnerUserId="whale", limit=9, offset=4)
    assert first + rest.rows == whole
    assert rest.data["count"] == len(whole) == 9


async def test_balances_in_every_currency(caller: Caller) -> None:
    """Balances are decimal strings of eight decimals, the same in both families."""
    own = (await caller.user(await caller.access(), "wallet/balances")).data
    assert own == (await caller.get("wallet/balances", partnerUserId="user123")).data
    assert {row["currency"] for row in own["array"]} == {
        *("BTC", "GOMINING", "USDT", "USDC", "ETH", "BNB", "SOL", "TON")
    }
    assert all(len(row["value"].partition(".")[2]) == 8 for row in own["array"])


async def withdraw(caller: Caller, kind: str, amount: object, who: str = "user123") -> Reply:
    """Ask for a payout to a good address."""
    return await caller.post(
        f"{kind}/create", partnerUserId=who, walletAddress=SEGWIT, amount=amount
    )


async def test_order_lowers_the_balance_by_its_amount(caller: Caller) -> None:
    """The 24-hour order costs nothing."""
    before = await caller.balance("user123")
    assert (await withdraw(caller, "income-withdraw-order", 0.001)).data is True
    assert await caller.balance("user123") == before - Decimal("0.001")


async def test_fast_withdrawal_costs_its_commission(caller: Caller) -> None:
    """The fast way lowers the balance by the amount and the announced commission."""
    terms = (await caller.get("income-withdraw/commission", partnerUserId="user123")).data
    assert terms == {"minAmount": Decimal("0.0002"), "commission": Decimal("0.00006")}
    before = await caller.balance("user123")
    assert (await withdraw(caller, "income-withdraw", 0.0002)).data is True
    after = await caller.balance("user123")
    assert after == before - terms["minAmount"] - terms["commission"]
    total = (await caller.user(await caller.access(), "nft-income/find-total-by-user")).data
    assert total["totalIncome"] == before


@pytest.mark.parametrize(
    ("kind", "amount", "message"),
    [
        ("income-withdraw", 0.00019999, "amount is below the minimum of 0.0002 BTC"),
        ("income-withdraw", 1, "Insufficient balance"),
        ("income-withdraw-order", 1, "Insufficient balance"),
        ("income-withdraw-order", 0, "amount must be more than 0"),
        ("income-withdraw-order", 0.0000000015, "amount has more than 8 decimals"),
    ],
)
async def test_withdrawals_that_are_refused(
    caller: Caller, kind: str, amount: float, message: str
) -> None:
    """Too little, too much or too fine is refused and leaves the balance alone."""
    before = await caller.balance("user123")
    reply = await withdraw(caller, kind, amount)
    assert (reply.status, reply.message) == (400, message)
    assert await caller.balance("user123") == before


async def test_whole_balance_and_not_a_satoshi_more(caller: Caller) -> None:
    """Everything can be ordered out once; then there is nothing left to withdraw."""
    everything = await caller.balance("user123")
    over = everything + Decimal("0.00000001")
    assert (await withdraw(caller, "income-withdraw-order", float(over))).status == 400
    assert (await withdraw(caller, "income-withdraw-order", float(everything))).data is True
    assert await caller.balance("user123") == 0
    assert (await withdraw(caller, "income-withdraw-order", 0.00000001)).status == 400
    caller.move(days=1)
    assert await caller.balance("user123") > 0


@pytest.mark.parametrize("kind", ["income-withdraw", "income-withdraw-order"])
async def test_payouts_go_to_bitcoin_addresses_only(caller: Caller, kind: str) -> None:
    """A payout to what is no mainnet address is refused."""
    reply = await caller.post(
        f"{kind}/create", partnerUserId="user123", walletAddress="elsewhere", amount=0.0005
    )
    assert (reply.status, reply.message) == (400, "Invalid Bitcoin address")


async def test_statistics(caller: Caller) -> None:
    """Who the user is, and how many wallets and miners there are."""
    shown = (await caller.get("users/statistics", partnerUserId="whale")).data
    assert shown == {
        "id": 1004,
        "partnerUserId": "whale",
        "email": "whale@example.com",
        "createdAt": "2025-10-23T12:00:00.000Z",
        "walletsCount": 9,
        "nftsCount": 137,
    }
