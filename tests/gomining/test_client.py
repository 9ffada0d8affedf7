"""The client on a real loopback server: what arrives, byte for byte, and what comes back."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from gomining import Client, Page, PartnerKeys, open_session
from gomining import endpoints as e
from gomining.endpoint import Auth, Endpoint
from gomining.errors import BadParameter, KeysMissing
from gomining.models import Miner
from tests.gomining.conftest import KEYS
from tests.gomining.server import Heard, Partner
from tests.gomining.test_endpoint import DAY, WALLET

MAKE = Callable[..., Client]
AUTH_HEADERS = {"Authorization", "X-PARTNER-API-KEY", "Cookie"}
NASTY = " %+&=#?/;'\"\\\u00e9 Жук 矿 😀\n%2B%"

one_of_each: dict[str, Endpoint[Any]] = {
    type(endpoint).__name__: endpoint
    for endpoint in (
        e.GeneratePayload(),
        e.CheckProof(WALLET),
        e.RefreshTokens("r"),
        e.InitUser(NASTY, email="a+b@ж.example"),
        e.RefreshPartnerTokens("r"),
        e.ListMiners(20, 0),
        e.ListUserMiners(NASTY, 20, 0),
        e.TransferNft(NASTY, 1, NASTY),
        e.ListCollections(),
        e.ListPartnerCollections(),
        e.InitPayment(1, 2, NASTY),
        e.ConfirmPayment(NASTY, 1),
        e.GetIncomePerTh(),
        e.GetPartnerIncomePerTh(),
        e.GetTotalIncome(),
        e.ListIncome(20, 0),
        e.ListIncomeDays(20, 0),
        e.ListUserIncome(NASTY),
        e.ListUserIncomeByDate(NASTY, DAY, DAY, include_incomes_by_nfts=True),
        e.BindBitcoinWallet("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        e.ListWallets(1),
        e.ListBalances(offset=1),
        e.BindUserBitcoinWallet(NASTY, "bc1"),
        e.ListUserWallets(NASTY),
        e.ListUserBalances(NASTY),
        e.CreateWithdrawalOrder(NASTY, "bc1", Decimal("1E-8")),
        e.CreateFastWithdrawal(NASTY, "bc1", Decimal("0.12345678")),
        e.GetWithdrawalCommission(NASTY),
        e.GetIncentives(),
        e.ListRates(),
        e.GetUserStatistics(NASTY),
        e.CreateUpgradeRequest(e.PowerUpgrade(1, 2, 4)),
        e.CalculateUpgradePrice("nftPowerUpgrade", 1, 2, Decimal("4.5")),
    )
}
signed = [endpoint for endpoint in one_of_each.values() if endpoint.auth is Auth.SIGNED]


def hmac_of(message: bytes) -> str:
    """The signature of a message, computed apart from the code under test."""
    return hmac.new(KEYS.secret.encode(), message, hashlib.sha256).hexdigest()


def assert_signed(heard: Heard) -> None:
    """The raw bytes that arrived, without their signature, recompute to it."""
    if heard.method == "GET":
        message, _, signature = heard.query.rpartition("&signature=")
        assert hmac_of(message.encode()) == signature
    else:
        message, _, end = heard.body.decode().rpartition(',"signature":"')
        assert hmac_of(f"{message}}}".encode()) == end.removesuffix('"}')


async def ask(client: Client, partner: Partner, endpoint: Endpoint[Any]) -> Heard:
    """Send the endpoint with a user's token and return what arrived."""
    partner.says(
        '{"data":true}'
        if endpoint.answer is bool
        else '{"data":{"array":[],"payload":"p","accessToken":"a","refreshToken":"r"}}'
    )
    await client(endpoint, access_token="user-token" if endpoint.auth is Auth.USER else None)
    return partner.heard[-1]


def test_one_of_each() -> None:
    """The endpoints of these tests are all there are."""
    assert set(one_of_each) == {kind.__name__ for kind in e.ALL} | {"ListIncomeDays"}


@pytest.mark.parametrize("endpoint", one_of_each.values(), ids=one_of_each.keys())
async def test_each_arrives_at_its_address_with_its_own_credentials(
    client: Client, partner: Partner, endpoint: Endpoint[Any]
) -> None:
    """Method, path and credentials are those of the endpoint, and no others travel."""
    heard = await ask(client, partner, endpoint)
    assert (heard.method, heard.target.partition("?")[0]) == endpoint.route
    expected = {
        Auth.OPEN: {},
        Auth.USER: {"Authorization": "Bearer user-token"},
        Auth.KEY: {"X-PARTNER-API-KEY": KEYS.key},
        Auth.SIGNED: {"X-PARTNER-API-KEY": KEYS.key},
    }[endpoint.auth]
    assert {k: v for k, v in heard.headers.items() if k in AUTH_HEADERS} == expected
    if heard.method == "POST":
        assert heard.headers["Content-Type"] == "application/json"
        assert not heard.query


@pytest.mark.parametrize("endpoint", signed, ids=lambda endpoint: endpoint.name)
async def test_what_arrives_signed_recomputes(
    client: Client, partner: Partner, endpoint: Endpoint[Any]
) -> None:
    """The bytes on the wire are the bytes that were signed, whatever they hold."""
    assert_signed(await ask(client, partner, endpoint))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(user=st.text(st.characters(codec="utf-8"), min_size=1, max_size=255))
async def test_any_user_id_arrives_signed(client: Client, partner: Partner, user: str) -> None:
    """No text makes the HTTP client rewrite what was signed, in a query or in a body."""
    assert_signed(await ask(client, partner, e.GetUserStatistics(user)))
    assert_signed(await ask(client, partner, e.InitUser(user)))
    assert json.loads(partner.heard[-1].body)["partnerUserId"] == user


async def test_a_signed_query_on_the_wire(client: Client, partner: Partner) -> None:
    """Parameters, then timestamp in milliseconds, recvWindow, and the signature last."""
    heard = await ask(client, partner, e.ListUserMiners("a b%+&ж", 20, 0))
    assert heard.query.rpartition("&signature=")[0] == (
        "partnerUserId=a%20b%25%2B%26%D0%B6&limit=20&offset=0"
        "&timestamp=1788955200123&recvWindow=10000"
    )


async def test_a_signed_amount_on_the_wire(client: Client, partner: Partner) -> None:
    """One satoshi arrives as the number 0.00000001."""
    heard = await ask(client, partner, e.CreateFastWithdrawal("u", "bc1", Decimal("1E-8")))
    assert heard.body.startswith(
        b'{"partnerUserId":"u","walletAddress":"bc1","amount":0.00000001,'
        b'"timestamp":1788955200123,"recvWindow":10000,"signature":"'
    )


async def test_unsigned_calls_on_the_wire(client: Client, partner: Partner) -> None:
    """What needs no signature carries neither timestamp nor recvWindow."""
    heard = await ask(client, partner, e.GeneratePayload())
    assert heard.body == b'{"partnerId":"partner-1"}'
    heard = await ask(client, partner, e.ListIncomeDays(5, 0))
    assert heard.query == "limit=5&offset=0&groupByDays=true"
    heard = await ask(client, partner, e.CalculateUpgradePrice("nftPowerUpgrade", 7, 1, 2))
    assert heard.query == "type=nftPowerUpgrade&nftId=7&from=1&to=2"
    heard = await ask(client, partner, e.ListMiners())
    assert heard.target == "/api/partner/c2s/nft/find-by-user"
    heard = await ask(client, partner, e.CheckProof(WALLET))
    assert json.loads(heard.body) == {"tonWallet": WALLET}


async def test_a_typed_answer(client: Client, partner: Partner) -> None:
    """A page of miners comes back as models, its figures exact."""
    partner.says('{"data":{"array":[{"id":1,"power":0.1,"new":"kept"}],"count":9}}')
    page = await client(e.ListMiners(limit=1), access_token=SecretStr("user-token"))
    assert partner.heard[0].headers["Authorization"] == "Bearer user-token"
    assert isinstance(page, Page)
    assert page == Page[Miner](
        items=[Miner.model_validate({"id": 1, "power": Decimal("0.1"), "new": "kept"})], total=9
    )


async def test_a_path_is_overridden(make_client: MAKE, partner: Partner) -> None:
    """Another path is used as it is, for a variant as for its twin, and under a base path."""
    client = make_client(base_url=f"{partner.url}/v2/", paths={"ListIncome": "/other/%C3%A9"})
    assert (await ask(client, partner, e.ListIncome())).target == "/v2/other/%C3%A9"
    heard = await ask(client, partner, e.ListIncomeDays())
    assert heard.target == "/v2/other/%C3%A9?groupByDays=true"
    assert (await ask(client, partner, e.ListRates())).target == "/v2/api/partner/c2s/rates"


@pytest.mark.parametrize(
    "paths",
    [
        {"ListMinerz": "/x"},
        {"ListIncomeDays": "/x"},
        {"ListRates": ""},
        {"ListRates": "x"},
        {"ListRates": "//evil.example"},
        {"ListRates": "https://evil.example/x"},
        {"ListRates": "/x?y=1"},
        {"ListRates": "/x#y"},
        {"ListRates": "/x y"},
        {"ListRates": "/x\r\nHost: evil"},
        {"ListRates": "/ж"},
    ],
)
def test_a_bad_path_stops_the_start(make_client: MAKE, paths: dict[str, str]) -> None:
    """An unknown name or a path that is none is refused when the client is made."""
    with pytest.raises(ValueError, match=next(iter(paths))):
        make_client(paths=paths)


@pytest.mark.parametrize(
    "url",
    [
        "api.gomining.com",
        "ftp://x",
        "https://u:p@x",
        "https://x?y",
        "https://x#y",
        "https://ж",
        "https://x:99999",
        "https://x y",
        "https://",
    ],
)
def test_a_bad_base_url_stops_the_start(make_client: MAKE, url: str) -> None:
    """What is no plain HTTP address is refused when the client is made."""
    with pytest.raises(ValueError, match=r"base_url|[Pp]ort"):
        make_client(base_url=url)


async def test_a_session_with_cookies_is_refused(partner: Partner) -> None:
    """One user's cookie could travel with another's call, so no cookies are kept at all."""
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ValueError, match="cookies"):
            Client(session, base_url=partner.url, partner_id="p")


async def test_no_cookie_comes_back(client: Client, partner: Partner) -> None:
    """A cookie that the partner sets is not sent again."""
    partner.says('{"data":[]}', headers={"Set-Cookie": "owner=alice; Path=/"})
    await client(e.ListRates(), access_token="alice")
    assert "Cookie" not in (await ask(client, partner, e.ListRates())).headers


@pytest.mark.parametrize("endpoint", one_of_each.values(), ids=one_of_each.keys())
async def test_without_keys_only_the_users_family_works(
    make_client: MAKE, partner: Partner, endpoint: Endpoint[Any]
) -> None:
    """What needs the keys says so and names the settings, before any network."""
    client = make_client(keys=None)
    if endpoint.auth in {Auth.OPEN, Auth.USER}:
        await ask(client, partner, endpoint)
        return
    with pytest.raises(KeysMissing, match=r"GOMINING_API_KEY.*GOMINING_API_SECRET") as caught:
        await client(endpoint)
    assert caught.value.endpoint == endpoint.name
    assert not partner.heard


@pytest.mark.parametrize("token", [None, "", "a b", "a\r\nX-Evil: 1", "ж"])
async def test_a_users_call_needs_a_token(
    client: Client, partner: Partner, token: str | None
) -> None:
    """Without a token that fits a header nothing is sent."""
    with pytest.raises(BadParameter, match="access_token"):
        await client(e.ListMiners(), access_token=token)
    assert not partner.heard


async def test_what_cannot_be_written_is_not_sent(client: Client, partner: Partner) -> None:
    """A wallet object that no JSON can carry is a clear error before any network."""
    with pytest.raises(BadParameter, match="surrogate"):
        await client(e.CheckProof({**WALLET, "extra": "\ud800"}))
    with pytest.raises(BadParameter, match="NaN"):
        await client(e.CheckProof({**WALLET, "extra": float("nan")}))
    assert not partner.heard


@pytest.mark.parametrize("keys", [("", "s"), ("k", ""), ("k\n", "s"), ("k y", "s")])
def test_keys_must_be_usable(keys: tuple[str, str]) -> None:
    """A key that cannot be a header, or an empty secret, is refused at once."""
    with pytest.raises(ValueError, match="key"):
        PartnerKeys(*keys)


def test_keys_and_client_do_not_show(make_client: MAKE) -> None:
    """Neither the keys nor a client that holds them print a secret."""
    shown = f"{KEYS!r} {KEYS} {make_client()!r}"
    assert KEYS.key not in shown
    assert KEYS.secret not in shown


async def test_many_at_once_keep_apart(client: Client, partner: Partner) -> None:
    """Concurrent calls of many users each carry their own token and parameters."""
    for _ in range(50):
        partner.says('{"data":[]}')
    await asyncio.gather(
        *(client(e.ListMiners(limit=n), access_token=f"user-{n}") for n in range(1, 51))
    )
    arrived = {(heard.headers["Authorization"], heard.query) for heard in partner.heard}
    assert arrived == {(f"Bearer user-{n}", f"limit={n}") for n in range(1, 51)}


async def test_the_clock_signs(make_client: MAKE, partner: Partner) -> None:
    """The timestamp is the injected clock's time in whole milliseconds."""
    client = make_client(clock=lambda: datetime(2024, 7, 22, 14, 2, 7, 974999, tzinfo=UTC))
    heard = await ask(client, partner, e.InitUser("123"))
    assert json.loads(heard.body)["timestamp"] == 1721656927974


async def test_open_session_is_closed_by_its_caller() -> None:
    """The session is an ordinary one that closes with its block."""
    async with open_session(connections=3) as session:
        assert not session.closed
    assert session.closed
