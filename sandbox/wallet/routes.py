"""`/sim/wallet/`: the test wallets over HTTP, for tests and the JS bridge of the chat page."""

from typing import Any

from aiohttp import web

from sandbox.clock import CLOCK
from sandbox.control import bad_request, read_object
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
        options["now"] = request.app[CLOCK]()
        event = wallet.connect_event(body.get("payload"), **options)
        answer = wallet.connect(body.get("payload"), **options)
    except Rejected:
        answer = None
    except ValueError as error:
        raise bad_request(str(error)) from error
    return web.json_response({"wallet": answer, "event": event})


def setup(app: web.Application) -> None:
    """Add the wallet's routes."""
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
