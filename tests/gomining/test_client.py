"""The client against a loopback server: the bytes that arrive, the answers that return."""

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
from gomining import operations as e
from gomining.endpoint import Auth, Endpoint
from gomining.errors import BadParameter, KeysMissing
from gomining.models import Miner
from runtime.clock import Time
from tests.gomining.conftest import KEYS
from tests.gomining.server import Partner, ReceivedRequest
from tests.gomining.test_endpoint import DAY, WALLET

MakeClient = Callable[..., Client]
AUTH_HEADERS = {"Authorization", "X-PARTNER-API-KEY", "Cookie"}
TEXT_TO_ENCODE = " %+&=#?/;'\"\\\u00e9 Жук 矿 😀\n%2B%"

ENDPOINTS: dict[str, Endpoint[Any]] = {
    type(endpoint).__name__: endpoint
    for endpoint in (
        e.GeneratePayload(),
        e.CheckProof(WALLET),
        e.RefreshTokens("r"),
        e.InitUser(TEXT_TO_ENCODE, email="a+b@ж.example"),
        e.RefreshPartnerTokens("r"),
        e.ListMiners(20, 0),
        e.ListUserMiners(TEXT_TO_ENCODE, 20, 0),
        e.TransferNft(TEXT_TO_ENCODE, 1, TEXT_TO_ENCODE),
        e.ListCollections(),
        e.ListPartnerCollections(),
        e.InitPayment(1, 2, TEXT_TO_ENCODE),
        e.ConfirmPayment(TEXT_TO_ENCODE, 1),
        e.GetIncomePerTh(),
        e.GetPartnerIncomePerTh(),
        e.GetTotalIncome(),
        e.ListIncome(20, 0),
        e.ListIncomeDays(20, 0),
        e.ListUserIncome(TEXT_TO_ENCODE),
        e.ListUserIncomeByDate(TEXT_TO_ENCODE, DAY, DAY, include_incomes_by_nfts=True),
        e.BindBitcoinWallet("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        e.ListWallets(1),
        e.ListBalances(offset=1),
        e.BindUserBitcoinWallet(TEXT_TO_ENCODE, "bc1"),
        e.ListUserWallets(TEXT_TO_ENCODE),
        e.ListUserBalances(TEXT_TO_ENCODE),
        e.CreateWithdrawalOrder(TEXT_TO_ENCODE, "bc1", Decimal("1E-8")),
        e.CreateFastWithdrawal(TEXT_TO_ENCODE, "bc1", Decimal("0.12345678")),
        e.GetWithdrawalCommission(TEXT_TO_ENCODE),
        e.GetIncentives(),
        e.ListRates(),
        e.GetUserStatistics(TEXT_TO_ENCODE),
        e.CreateUpgradeRequest(e.PowerUpgrade(1, 2, 4)),
        e.CalculateUpgradePrice("nftPowerUpgrade", 1, 2, Decimal("4.5")),
    )
}
STAMP = ["timestamp", "recvWindow"]
QUERY = ["partnerUserId", "timestamp", "limit", "offset", "recvWindow"]
SIGNED = [endpoint for endpoint in ENDPOINTS.values() if endpoint.auth is Auth.SIGNED]


def hmac_of(message: bytes) -> str:
    """Return the signature of a message, computed independently of the code under test."""
    return hmac.new(KEYS.secret.encode(), message, hashlib.sha256).hexdigest()


def check_signature(received: ReceivedRequest) -> None:
    """Check that the received bytes without their signature give that signature."""
    if received.method == "GET":
        message, _, signature = received.query.rpartition("&signature=")
        assert hmac_of(message.encode()) == signature
    else:
        message, _, end = received.body.decode().rpartition(',"signature":"')
        assert hmac_of(f"{message}}}".encode()) == end.removesuffix('"}')


async def call(client: Client, partner: Partner, endpoint: Endpoint[Any]) -> ReceivedRequest:
    """Call the endpoint with a user token if it needs one and return the received request."""
    partner.answer_with(
        '{"data":true}'
        if endpoint.answer is bool
        else '{"data":{"array":[],"payload":"p","accessToken":"a","refreshToken":"r"}}'
    )
    await client(endpoint, access_token="user-token" if endpoint.auth is Auth.USER else None)
    return partner.requests[-1]


def test_endpoints_of_these_tests_are_complete() -> None:
    """ENDPOINTS has every operation of the package."""
    assert set(ENDPOINTS) == {kind.__name__ for kind in e.ALL} | {"ListIncomeDays"}


@pytest.mark.parametrize("endpoint", ENDPOINTS.values(), ids=ENDPOINTS.keys())
async def test_request_has_method_path_and_credentials_of_its_endpoint(
    client: Client, partner: Partner, endpoint: Endpoint[Any]
) -> None:
    """No other credentials are sent."""
    received = await call(client, partner, endpoint)
    assert (received.method, received.target.partition("?")[0]) == endpoint.route
    expected = {
        Auth.OPEN: {},
        Auth.USER: {"Authorization": "Bearer user-token"},
        Auth.KEY: {"X-PARTNER-API-KEY": KEYS.key},
        Auth.SIGNED: {"X-PARTNER-API-KEY": KEYS.key},
    }[endpoint.auth]
    assert {k: v for k, v in received.headers.items() if k in AUTH_HEADERS} == expected
    if received.method == "POST":
        assert received.headers["Content-Type"] == "application/json"
        assert not received.query


@pytest.mark.parametrize("endpoint", SIGNED, ids=lambda endpoint: endpoint.name)
async def test_signature_covers_the_bytes_that_arrive(
    client: Client, partner: Partner, endpoint: Endpoint[Any]
) -> None:
    """For every signed endpoint, also with text that needs encoding."""
    check_signature(await call(client, partner, endpoint))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(user=st.text(st.characters(codec="utf-8"), min_size=1, max_size=255))
async def test_signature_covers_any_user_id(client: Client, partner: Partner, user: str) -> None:
    """The HTTP library rewrites no signed text, neither in a query nor in a body."""
    check_signature(await call(client, partner, e.GetUserStatistics(user)))
    check_signature(await call(client, partner, e.InitUser(user)))
    assert json.loads(partner.requests[-1].body)["partnerUserId"] == user


@pytest.mark.parametrize(
    ("endpoint", "sent"),
    [
        (e.InitUser("u", email="a@b"), ["partnerUserId", *STAMP, "email"]),
        (e.ListUserMiners("u", 20, 0), QUERY),
        (e.TransferNft("u", 1, "v"), ["partnerUserId", "nftId", "toPartnerUserId", *STAMP]),
        (e.InitPayment(1, 2, "x"), ["userId", "nftCollectionId", "externalId", *STAMP]),
        (e.ConfirmPayment("x", 1), ["externalId", *STAMP, "userId"]),
        (e.GetPartnerIncomePerTh(), STAMP),
        (e.ListUserIncome("u", 20, 0), QUERY),
        (
            e.ListUserIncomeByDate("u", DAY, DAY, 20, 0, include_incomes_by_nfts=True),
            [*QUERY, "includeIncomesByNfts", "startDate", "endDate"],
        ),
        (e.BindUserBitcoinWallet("u", "bc1"), ["partnerUserId", "address", *STAMP]),
        (e.ListUserWallets("u", 20, 0), QUERY),
        (e.ListUserBalances("u", 20, 0), QUERY),
        (
            e.CreateWithdrawalOrder("u", "bc1", 1),
            ["walletAddress", "amount", "partnerUserId", *STAMP],
        ),
        (
            e.CreateFastWithdrawal("u", "bc1", 1),
            ["partnerUserId", "walletAddress", "amount", *STAMP],
        ),
        (e.GetWithdrawalCommission("u"), ["partnerUserId", *STAMP]),
        (e.GetUserStatistics("u"), ["partnerUserId", *STAMP]),
    ],
    ids=lambda value: value.name if isinstance(value, Endpoint) else "",
)
async def test_signed_parameters_are_in_the_documents_order(
    client: Client, partner: Partner, endpoint: Endpoint[Any], sent: list[str]
) -> None:
    """As its tables and samples list them; the signature is the last one, as in its examples."""
    received = await call(client, partner, endpoint)
    if received.method == "POST":
        names = list(json.loads(received.body))
    else:
        names = [part.partition("=")[0] for part in received.query.split("&")]
    assert names == [*sent, "signature"]


async def test_signed_query_has_the_timestamp_in_milliseconds_and_is_encoded(
    client: Client, partner: Partner
) -> None:
    """Everything but letters, digits and -._~ is percent-encoded."""
    received = await call(client, partner, e.ListUserMiners("a b%+&ж", 20, 0))
    assert received.query.rpartition("&signature=")[0] == (
        "partnerUserId=a%20b%25%2B%26%D0%B6&timestamp=1788955200123&limit=20&offset=0"
        "&recvWindow=10000"
    )


async def test_signed_amount_is_spelled_as_ecmascript_does(
    client: Client, partner: Partner
) -> None:
    """One satoshi is sent as 1e-8."""
    received = await call(client, partner, e.CreateFastWithdrawal("u", "bc1", Decimal("1E-8")))
    assert received.body.startswith(
        b'{"partnerUserId":"u","walletAddress":"bc1","amount":1e-8,'
        b'"timestamp":1788955200123,"recvWindow":10000,"signature":"'
    )


async def test_amount_that_cannot_be_sent_exactly_is_rejected(
    client: Client, partner: Partner
) -> None:
    """Before anything is sent."""
    with pytest.raises(BadParameter, match="more digits"):
        await client(e.CreateFastWithdrawal("u", "bc1", Decimal("0.1000000000000000001")))
    assert not partner.requests


async def test_unsigned_request_has_neither_timestamp_nor_recv_window(
    client: Client, partner: Partner
) -> None:
    """Bodies and queries contain the parameters only."""
    received = await call(client, partner, e.GeneratePayload())
    assert received.body == b'{"partnerId":"partner-1"}'
    received = await call(client, partner, e.ListIncomeDays(5, 0))
    assert received.query == "limit=5&offset=0&groupByDays=true"
    received = await call(client, partner, e.CalculateUpgradePrice("nftPowerUpgrade", 7, 1, 2))
    assert received.query == "type=nftPowerUpgrade&nftId=7&from=1&to=2"
    received = await call(client, partner, e.ListMiners())
    assert received.target == "/api/partner/c2s/nft/find-by-user"
    received = await call(client, partner, e.CheckProof(WALLET))
    assert json.loads(received.body) == {"tonWallet": WALLET}


async def test_answer_is_a_page_of_models(client: Client, partner: Partner) -> None:
    """Amounts are exact and unknown fields are kept."""
    partner.answer_with('{"data":{"array":[{"id":1,"power":0.1,"new":"kept"}],"count":9}}')
    page = await client(e.ListMiners(limit=1), access_token=SecretStr("user-token"))
    assert partner.requests[0].headers["Authorization"] == "Bearer user-token"
    assert isinstance(page, Page)
    assert page == Page[Miner](
        items=[Miner.model_validate({"id": 1, "power": Decimal("0.1"), "new": "kept"})], total=9
    )


async def test_path_override_applies_to_an_operation_and_its_variant(
    make_client: MakeClient, partner: Partner
) -> None:
    """The path is used unchanged, below the path of the base URL."""
    client = make_client(base_url=f"{partner.url}/v2/", paths={"ListIncome": "/other/%C3%A9"})
    assert (await call(client, partner, e.ListIncome())).target == "/v2/other/%C3%A9"
    received = await call(client, partner, e.ListIncomeDays())
    assert received.target == "/v2/other/%C3%A9?groupByDays=true"
    assert (await call(client, partner, e.ListRates())).target == "/v2/api/partner/c2s/rates"


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
def test_client_rejects_invalid_path_overrides(
    make_client: MakeClient, paths: dict[str, str]
) -> None:
    """An unknown operation or an invalid path is a ValueError of the constructor."""
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
def test_client_rejects_invalid_base_urls(make_client: MakeClient, url: str) -> None:
    """Anything but a plain HTTP address is a ValueError of the constructor."""
    with pytest.raises(ValueError, match=r"base_url|[Pp]ort"):
        make_client(base_url=url)


async def test_client_rejects_a_session_with_cookies(partner: Partner) -> None:
    """A cookie of one user could be sent with the call of another."""
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ValueError, match="cookies"):
            Client(session, base_url=partner.url, partner_id="p")


async def test_cookies_are_not_sent_back(client: Client, partner: Partner) -> None:
    """A cookie that the partner sets is dropped."""
    partner.answer_with('{"data":[]}', headers={"Set-Cookie": "owner=alice; Path=/"})
    await client(e.ListRates(), access_token="alice")
    assert "Cookie" not in (await call(client, partner, e.ListRates())).headers


@pytest.mark.parametrize("endpoint", ENDPOINTS.values(), ids=ENDPOINTS.keys())
async def test_client_without_keys_calls_user_endpoints_only(
    make_client: MakeClient, partner: Partner, endpoint: Endpoint[Any]
) -> None:
    """Other endpoints raise KeysMissing, which names the settings, before anything is sent."""
    client = make_client(keys=None)
    if endpoint.auth in {Auth.OPEN, Auth.USER}:
        await call(client, partner, endpoint)
        return
    with pytest.raises(KeysMissing, match=r"GOMINING_API_KEY.*GOMINING_API_SECRET") as caught:
        await client(endpoint)
    assert caught.value.endpoint == endpoint.name
    assert not partner.requests


@pytest.mark.parametrize("token", [None, "", "a b", "a\r\nX-Evil: 1", "ж"])
async def test_user_endpoint_needs_a_valid_access_token(
    client: Client, partner: Partner, token: str | None
) -> None:
    """Without one that fits a header nothing is sent."""
    with pytest.raises(BadParameter, match="access_token"):
        await client(e.ListMiners(), access_token=token)
    assert not partner.requests


async def test_parameters_that_json_cannot_represent_are_rejected(
    client: Client, partner: Partner
) -> None:
    """A lone surrogate or NaN in a wallet object is an error before anything is sent."""
    with pytest.raises(BadParameter, match="surrogate"):
        await client(e.CheckProof({**WALLET, "extra": "\ud800"}))
    with pytest.raises(BadParameter, match="NaN"):
        await client(e.CheckProof({**WALLET, "extra": float("nan")}))
    assert not partner.requests


@pytest.mark.parametrize("keys", [("", "s"), ("k", ""), ("k\n", "s"), ("k y", "s")])
def test_partner_keys_reject_invalid_values(keys: tuple[str, str]) -> None:
    """A key that does not fit a header and an empty secret are a ValueError."""
    with pytest.raises(ValueError, match="key"):
        PartnerKeys(*keys)


def test_repr_of_keys_and_client_has_no_secret(make_client: MakeClient) -> None:
    """Neither prints the key or the secret."""
    shown = f"{KEYS!r} {KEYS} {make_client()!r}"
    assert KEYS.key not in shown
    assert KEYS.secret not in shown


async def test_concurrent_calls_keep_their_tokens_and_parameters(
    client: Client, partner: Partner
) -> None:
    """50 users call at the same time through one client."""
    for _ in range(50):
        partner.answer_with('{"data":[]}')
    await asyncio.gather(
        *(client(e.ListMiners(limit=n), access_token=f"user-{n}") for n in range(1, 51))
    )
    arrived = {(received.headers["Authorization"], received.query) for received in partner.requests}
    assert arrived == {(f"Bearer user-{n}", f"limit={n}") for n in range(1, 51)}


async def test_timestamp_is_the_injected_time(make_client: MakeClient, partner: Partner) -> None:
    """In whole milliseconds, rounded down."""
    now = datetime(2024, 7, 22, 14, 2, 7, 974999, tzinfo=UTC)
    client = make_client(time=Time(now=lambda: now))
    received = await call(client, partner, e.InitUser("123"))
    assert json.loads(received.body)["timestamp"] == 1721656927974


async def test_open_session_is_an_async_context_manager() -> None:
    """Its caller closes it."""
    async with open_session(connections=3) as session:
        assert not session.closed
    assert session.closed
