"""`/sim/wallet/`: the test wallets over HTTP, for tests and for a page's injected JS bridge."""

from typing import Any

from aiohttp import web

from sandbox.clock import CLOCK
from sandbox.control import read_object, refuse
from sandbox.wallet.wallet import CHAINS, FAULTS, VERSIONS, Rejected, TestWallet, domain_of

FIELDS = {"manifestUrl", "domain", "payload", "version", "chain", "fault", "skew", "provider"}


async def show(request: web.Request) -> web.Response:
    """`GET /sim/wallet/{index}`: the key and the address of every version on every chain."""
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
    asked = await read_object(request)
    try:
        wallet, how = _read(int(request.match_info["index"]), asked)
        how["now"] = request.app[CLOCK]()
        event = wallet.connect_event(asked.get("payload"), **how)
        answer = wallet.connect(asked.get("payload"), **how)
    except Rejected:
        answer = None
    except ValueError as error:
        raise refuse(str(error)) from error
    return web.json_response({"wallet": answer, "event": event})


def setup(app: web.Application) -> None:
    """Add the wallet's routes."""
    app.router.add_get(r"/sim/wallet/{index:\d{1,6}}", show)
    app.router.add_post(r"/sim/wallet/{index:\d{1,6}}/connect", connect)


def _addresses(wallet: TestWallet) -> dict[str, str]:
    return {"address": wallet.address, "friendly": wallet.friendly_address}


def _read(index: int, asked: dict[str, Any]) -> tuple[TestWallet, dict[str, Any]]:
    """Return the wallet and what `TestWallet.connect` takes; ValueError says what is wrong."""
    unknown = asked.keys() - FIELDS
    if unknown:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    skew = asked.get("skew", 0)
    texts = {name: asked[name] for name in FIELDS - {"skew"} if asked.get(name) is not None}
    if not all(isinstance(value, str) for value in texts.values()) or type(skew) is not int:
        raise ValueError("every field is a string, but skew, which is whole seconds")
    if "domain" not in texts and "manifestUrl" not in texts:
        raise ValueError("manifestUrl or domain is required")
    kind = {name: texts[name] for name in ("version", "chain") if name in texts}
    how: dict[str, Any] = {name: texts[name] for name in ("fault", "provider") if name in texts}
    how["domain"] = texts.get("domain") or domain_of(texts["manifestUrl"])
    return TestWallet(index, **kind), {**how, "skew": skew}
