"""`/sim/wallet/`: the test wallets over HTTP, for tests and the JS bridge of the chat page."""

from typing import Any

from aiohttp import web

from sandbox.clock import CLOCK
from sandbox.control import RESETS, bad_request, read_object
from sandbox.wallet import ton_api
from sandbox.wallet.chain import CHAIN, Chain
from sandbox.wallet.wallet import CHAINS, FAULTS, VERSIONS, Rejected, TestWallet, domain_of

FIELDS = {"manifestUrl", "domain", "payload", "version", "chain", "fault", "skew", "provider"}


async def show(request: web.Request) -> web.Response:
    """`GET /sim/wallet/{index}`: public key, and the address of every version on every chain."""
    index = int(request.match_info["index"])
    first = TestWallet(index)
    wallets = {
        chain: {
            version: _addresses(TestWallet(index, version=version, chain=chain))
            for version in VERSIONS
        }
        for chain in CHAINS
    }
    return web.json_response(
        {
            "index": index,
            "address": first.address,
            "publicKey": first.public_key,
            "version": first.version,
            "chain": first.chain,
            "wallets": wallets,
            "faults": FAULTS,
        }
    )


async def connect(request: web.Request) -> web.Response:
    """`POST /sim/wallet/{index}/connect`: `{"wallet": Wallet or null, "event": ConnectEvent}`."""
    body = await read_object(request)
    try:
        wallet, options = _read(int(request.match_info["index"]), body)
        wallet = request.app[CHAIN].current(wallet)
        options["now"] = request.app[CLOCK]()
        event = wallet.connect_event(body.get("payload"), **options)
        answer = wallet.connect(body.get("payload"), **options)
    except Rejected:
        answer = None
    except ValueError as error:
        raise bad_request(str(error)) from error
    return web.json_response({"wallet": answer, "event": event})


async def change_contract(request: web.Request) -> web.Response:
    """`POST /sim/wallet/{index}/contract`: deploy or remove it, or rotate its key.

    The body is `{"version", "chain"?, "deployed"?, "rotations"?}`.
    """
    body = await read_object(request)
    deployed = body.pop("deployed", True)
    try:
        wallet = _read_contract(int(request.match_info["index"]), body, deployed)
    except (TypeError, ValueError) as error:
        raise bad_request(str(error)) from error
    contracts = request.app[CHAIN].wallets
    contracts.pop(wallet.address, None)
    if deployed:
        contracts[wallet.address] = wallet
    return web.json_response(
        {**_addresses(wallet), "deployed": deployed, "publicKey": wallet.public_key}
    )


def _read_contract(index: int, body: dict[str, Any], deployed: object) -> TestWallet:
    """Return the wallet; TypeError for an unknown field, ValueError for a wrong value."""
    wallet = TestWallet(index, **body)
    if type(deployed) is not bool or type(wallet.rotations) is not int or wallet.rotations < 0:
        raise ValueError("deployed is true or false, and rotations a number")
    return wallet


def setup(app: web.Application) -> None:
    """Add the wallet's routes, the blockchain and the stand-in of its HTTP API."""
    app[CHAIN] = Chain()
    app[RESETS].append(app[CHAIN].reset)
    ton_api.setup(app)
    app.router.add_post(r"/sim/wallet/{index:\d{1,6}}/contract", change_contract)
    app.router.add_get(r"/sim/wallet/{index:\d{1,6}}", show)
    app.router.add_post(r"/sim/wallet/{index:\d{1,6}}/connect", connect)


def _addresses(wallet: TestWallet) -> dict[str, str]:
    return {"address": wallet.address, "friendly": wallet.friendly_address}


def _read(index: int, body: dict[str, Any]) -> tuple[TestWallet, dict[str, Any]]:
    """Return the wallet and the arguments of `TestWallet.connect`; ValueError if invalid."""
    unknown = body.keys() - FIELDS
    if unknown:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    skew = body.get("skew", 0)
    texts = {name: body[name] for name in FIELDS - {"skew"} if body.get(name) is not None}
    if not all(isinstance(value, str) for value in texts.values()) or type(skew) is not int:
        raise ValueError("all fields are strings, except skew: whole seconds")
    if "domain" not in texts and "manifestUrl" not in texts:
        raise ValueError("manifestUrl or domain is required")
    wallet = {name: texts[name] for name in ("version", "chain") if name in texts}
    options: dict[str, Any] = {name: texts[name] for name in ("fault", "provider") if name in texts}
    options["domain"] = texts.get("domain") or domain_of(texts["manifestUrl"])
    return TestWallet(index, **wallet), {**options, "skew": skew}
