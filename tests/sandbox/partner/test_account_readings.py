"""Readings of the document about logins: accounts, and what each login's tokens are good for."""

from typing import Any

import pytest

from tests.sandbox.partner.client import PartnerClient
from tests.sandbox.partner.test_login import claims


async def choose(client: PartnerClient, **readings: str) -> None:
    """Choose readings."""
    reply = await client.sim("POST", "partner/readings", readings)
    assert reply.status == 200, reply.body


async def log_in(client: PartnerClient, partner_user_id: str) -> dict[str, Any]:
    """Log in with `auth/init` and return the answer."""
    answer: dict[str, Any] = (
        await client.post_signed("auth/init", partnerUserId=partner_user_id)
    ).data
    return answer


async def wallet_account(client: PartnerClient, index: int) -> int:
    """Log in a test wallet and return its account."""
    return int(claims(await client.access_token(index))["sub"])


async def test_wallet_and_init_login_are_two_accounts_by_default(client: PartnerClient) -> None:
    """In either order."""
    wallet = await wallet_account(client, 10)
    first = (await log_in(client, "tg-1"))["userId"]
    assert len({wallet, first, await wallet_account(client, 11)}) == 3


async def test_init_login_joins_the_account_of_the_latest_wallet(client: PartnerClient) -> None:
    """Later logins of both find it again, and another person gets another account."""
    await choose(client, accounts="one")
    wallet = await wallet_account(client, 10)
    assert (await log_in(client, "tg-1"))["userId"] == wallet
    assert await wallet_account(client, 10) == wallet
    assert (await log_in(client, "tg-1"))["userId"] == wallet
    other = (await log_in(client, "tg-2"))["userId"]
    assert other != wallet
    shown = (await client.get_signed("users/statistics", partnerUserId="tg-1")).data
    assert (shown["id"], shown["partnerUserId"]) == (wallet, "tg-1")


async def test_wallet_login_joins_the_account_of_the_latest_init_login(
    client: PartnerClient,
) -> None:
    """The order of the two logins does not matter; each account is joined once."""
    await choose(client, accounts="one")
    account = (await log_in(client, "tg-1"))["userId"]
    assert await wallet_account(client, 10) == account
    assert await wallet_account(client, 11) != account


async def test_init_login_can_join_a_seeded_account(client: PartnerClient) -> None:
    """Its miners then belong to the new partnerUserId as well as to the seeded one."""
    await choose(client, accounts="one")
    assert await wallet_account(client, 0) == 1001
    assert (await log_in(client, "tg-1"))["userId"] == 1001
    for name in ("tg-1", "user123"):
        owned = await client.get_signed("nft/find-by-user", partnerUserId=name)
        assert owned.data["count"] == 5


async def test_account_with_both_logins_is_not_joined_again(client: PartnerClient) -> None:
    """The wallet of a seeded user and its own partnerUserId are one person's logins already."""
    await choose(client, accounts="one")
    assert await wallet_account(client, 0) == 1001
    assert (await log_in(client, "user123"))["userId"] == 1001
    assert (await log_in(client, "tg-1"))["userId"] > 2000


@pytest.mark.parametrize(
    ("reading", "status"), [("accepted", 200), ("refused_401", 401), ("refused_403", 403)]
)
async def test_user_operations_accept_or_refuse_tokens_of_init(
    client: PartnerClient, reading: str, status: int
) -> None:
    """Refreshed tokens count as of the same login; wallet tokens are always accepted."""
    await choose(client, initTokens=reading)
    made = await log_in(client, "tg-1")
    assert (await client.call_as_user(made["accessToken"], "rates")).status == status
    fresh = (await client.post_public("auth/refresh", refreshToken=made["refreshToken"])).data
    assert (await client.call_as_user(fresh["accessToken"], "rates")).status == status
    wallet = await client.access_token(3)
    assert (await client.call_as_user(wallet, "rates")).status == 200


@pytest.mark.parametrize("path", ["auth/refresh", "c2s/auth/refresh"])
async def test_both_refresh_operations_can_take_tokens_of_both_logins(
    client: PartnerClient, path: str
) -> None:
    """The new pair keeps the login of the old one."""
    await choose(client, refresh="both", initTokens="refused_401")
    wallet, made = await client.login(3), await log_in(client, "tg-1")
    of_wallet = (await client.post_public(path, refreshToken=wallet["refreshToken"])).data
    of_init = (await client.post_public(path, refreshToken=made["refreshToken"])).data
    assert (await client.call_as_user(of_wallet["accessToken"], "rates")).status == 200
    assert (await client.call_as_user(of_init["accessToken"], "rates")).status == 401
    again = await client.post_public(path, refreshToken=made["refreshToken"])
    assert again.message == "Refresh token has already been used"


@pytest.mark.parametrize(("reading", "named"), [("named", True), ("absent", False)])
async def test_init_answer_may_not_name_the_user(
    client: PartnerClient, reading: str, *, named: bool
) -> None:
    """The tokens are there in any case."""
    await choose(client, initUserId=reading)
    made = await log_in(client, "tg-1")
    assert ("userId" in made) is named
    assert made["accessToken"]
    assert made["refreshToken"]


@pytest.mark.parametrize(("reading", "named"), [("user_id", True), ("sub", False)])
async def test_access_token_may_claim_its_user_by_sub_alone(
    client: PartnerClient, reading: str, *, named: bool
) -> None:
    """Tokens of both logins, new and refreshed, still open the account."""
    await choose(client, tokenClaims=reading)
    made = await log_in(client, "tg-1")
    fresh = (await client.post_public("auth/refresh", refreshToken=made["refreshToken"])).data
    for token in (made["accessToken"], fresh["accessToken"], await client.access_token(3)):
        assert ("userId" in claims(token)) is named
        assert claims(token)["sub"]
        assert (await client.call_as_user(token, "nft/find-by-user")).status == 200


async def test_control_api_lists_the_choices_default_first(client: PartnerClient) -> None:
    """The chat page builds its switches from this."""
    shown = (await client.sim("GET", "partner/readings")).body
    assert shown["known"]["accounts"] == ["two", "one"]
    for name, values in shown["known"].items():
        assert shown["readings"][name] == values[0]
    assert "maxRows" not in shown["known"]
