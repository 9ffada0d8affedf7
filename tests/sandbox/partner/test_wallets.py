"""Wallets, balances and withdrawals."""

from decimal import Decimal

import pytest

from sandbox.partner.bitcoin import is_mainnet_address
from sandbox.wallet import TestWallet
from tests.sandbox.partner.client import PartnerClient, Reply

LEGACY = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
P2SH = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"


@pytest.mark.parametrize("address", [LEGACY, SEGWIT, TAPROOT, P2SH, SEGWIT.upper()])
def test_mainnet_address_of_each_kind_is_valid(address: str) -> None:
    """P2PKH, P2SH, SegWit and Taproot addresses are valid."""
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
def test_other_text_is_not_a_mainnet_address(address: str) -> None:
    """A wrong checksum, another network or coin, or mixed case is invalid."""
    assert not is_mainnet_address(address)


async def addresses_by_type(client: PartnerClient, token: str) -> dict[str, str | None]:
    """Return the user's wallet addresses by wallet type."""
    rows = (await client.call_as_user(token, "wallet/find-by-user?limit=999")).rows
    return {row["type"]: row["address"] for row in rows}


async def test_account_has_virtual_wallets_and_its_login_wallet(client: PartnerClient) -> None:
    """The TON wallet of the login is listed with the eight virtual ones."""
    found = await addresses_by_type(client, await client.access_token())
    assert found["TON"] == TestWallet(0).address
    assert found["VIRTUAL_BTC"] is None
    assert "BTC" not in found
    assert len(found) == 9


async def test_bound_address_is_listed_and_replaced_by_the_next(client: PartnerClient) -> None:
    """User and partner operations list the same wallets."""
    token = await client.access_token()
    assert (await client.call_as_user(token, "wallet/bind", address=LEGACY)).data is True
    assert (await addresses_by_type(client, token))["BTC"] == LEGACY
    bound = await client.post_signed("wallet/bind", partnerUserId="user123", address=TAPROOT)
    assert bound.data is True
    assert (await addresses_by_type(client, token))["BTC"] == TAPROOT
    partners = await client.get_signed("wallet/find-by-user", partnerUserId="user123")
    own = await client.call_as_user(token, "wallet/find-by-user")
    assert partners.data == own.data
    assert partners.data["count"] == 10


async def test_invalid_address_is_not_bound(client: PartnerClient) -> None:
    """The answer is 400, and the bound address stays."""
    token = await client.access_token(2)
    own = await client.call_as_user(
        token, "wallet/bind", address="mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"
    )
    partners = await client.post_signed(
        "wallet/bind", partnerUserId="recipient789", address="nonsense"
    )
    assert (own.status, own.message) == (400, "Invalid Bitcoin address")
    assert partners.status == 400
    assert (await addresses_by_type(client, token))["BTC"] == LEGACY


async def test_wallets_are_paged(client: PartnerClient) -> None:
    """Consecutive pages make up the whole list."""
    whole = (await client.get_signed("wallet/find-by-user", partnerUserId="whale")).rows
    first = (await client.get_signed("wallet/find-by-user", partnerUserId="whale", limit=4)).rows
    rest = await client.get_signed("wallet/find-by-user", partnerUserId="whale", limit=9, offset=4)
    assert first + rest.rows == whole
    assert rest.data["count"] == len(whole) == 9


async def test_balances_are_strings_of_8_decimals(client: PartnerClient) -> None:
    """User and partner operations return the same balances in all currencies."""
    own = (await client.call_as_user(await client.access_token(), "wallet/balances")).data
    assert own == (await client.get_signed("wallet/balances", partnerUserId="user123")).data
    assert {row["currency"] for row in own["array"]} == {
        *("BTC", "GOMINING", "USDT", "USDC", "ETH", "BNB", "SOL", "TON")
    }
    assert all(len(row["value"].partition(".")[2]) == 8 for row in own["array"])


async def withdraw(
    client: PartnerClient, kind: str, amount: object, user: str = "user123"
) -> Reply:
    """Request a withdrawal to a valid address."""
    return await client.post_signed(
        f"{kind}/create", partnerUserId=user, walletAddress=SEGWIT, amount=amount
    )


async def test_withdrawal_order_lowers_the_balance_by_its_amount(client: PartnerClient) -> None:
    """The 24-hour order has no commission."""
    before = await client.balance("user123")
    assert (await withdraw(client, "income-withdraw-order", 0.001)).data is True
    assert await client.balance("user123") == before - Decimal("0.001")


async def test_fast_withdrawal_also_charges_the_commission(client: PartnerClient) -> None:
    """The balance falls by the amount and the published commission."""
    terms = (await client.get_signed("income-withdraw/commission", partnerUserId="user123")).data
    assert terms == {"minAmount": Decimal("0.0002"), "commission": Decimal("0.00006")}
    before = await client.balance("user123")
    assert (await withdraw(client, "income-withdraw", 0.0002)).data is True
    after = await client.balance("user123")
    assert after == before - terms["minAmount"] - terms["commission"]
    total = (
        await client.call_as_user(await client.access_token(), "nft-income/find-total-by-user")
    ).data
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
async def test_invalid_withdrawal_amount_is_400(
    client: PartnerClient, kind: str, amount: float, message: str
) -> None:
    """The balance does not change."""
    before = await client.balance("user123")
    reply = await withdraw(client, kind, amount)
    assert (reply.status, reply.message) == (400, message)
    assert await client.balance("user123") == before


async def test_whole_balance_can_be_withdrawn_once(client: PartnerClient) -> None:
    """One satoshi more is rejected; afterwards the balance is 0."""
    everything = await client.balance("user123")
    over = everything + Decimal("0.00000001")
    assert (await withdraw(client, "income-withdraw-order", float(over))).status == 400
    assert (await withdraw(client, "income-withdraw-order", float(everything))).data is True
    assert await client.balance("user123") == 0
    assert (await withdraw(client, "income-withdraw-order", 0.00000001)).status == 400
    client.move_clock(days=1)
    assert await client.balance("user123") > 0


@pytest.mark.parametrize("kind", ["income-withdraw", "income-withdraw-order"])
async def test_withdrawal_to_invalid_address_is_400(client: PartnerClient, kind: str) -> None:
    """The address must be a Bitcoin mainnet address."""
    reply = await client.post_signed(
        f"{kind}/create", partnerUserId="user123", walletAddress="elsewhere", amount=0.0005
    )
    assert (reply.status, reply.message) == (400, "Invalid Bitcoin address")


async def test_statistics_have_user_and_counts(client: PartnerClient) -> None:
    """The answer has the user and the number of wallets and miners."""
    shown = (await client.get_signed("users/statistics", partnerUserId="whale")).data
    assert shown == {
        "id": 1004,
        "partnerUserId": "whale",
        "email": "whale@example.com",
        "createdAt": "2025-10-23T12:00:00.000Z",
        "walletsCount": 9,
        "nftsCount": 137,
    }
