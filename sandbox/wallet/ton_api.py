"""A stand-in of a TON HTTP API (toncenter v3) that runs one get-method, with injected faults."""

import asyncio
import json
from typing import Any

from aiohttp import web

from sandbox.control import bad_request, read_object
from sandbox.wallet.chain import CHAIN, FAULT_KINDS, Chain, Fault


async def run_get_method(request: web.Request) -> web.StreamResponse:
    """`POST /api/v3/runGetMethod` with `{"address", "method", "stack"}`."""
    body = await read_object(request)
    address, method = body.get("address"), body.get("method")
    if not isinstance(address, str) or not isinstance(method, str):
        return web.json_response({"error": "address and method are required"}, status=422)
    chain = request.app[CHAIN]
    fault = chain.take_fault()
    kind = fault.kind if fault else None
    with_key = "X-API-Key" in request.headers
    chain.calls.append({"address": address, "method": method, "withKey": with_key, "fault": kind})
    if fault is None:
        return web.json_response(chain.run_get_method(address, method))
    if fault.kind == "slow":
        await asyncio.sleep(fault.delay)
        return web.json_response(chain.run_get_method(address, method))
    return _fault_response(request, fault)


def _fault_response(request: web.Request, fault: Fault) -> web.Response:
    if fault.kind == "down" and request.transport is not None:
        request.transport.abort()
    if fault.kind == "garbled":
        return web.Response(text='{"exit_code": 0, "sta', content_type="application/json")
    status = {"limited": 429, "broken": 500}.get(fault.kind, fault.status)
    return web.json_response(fault.body, status=status)


async def add_fault(request: web.Request) -> web.Response:
    """`POST /sim/ton/fault` with `{"kind", "times"?, "delay"?, "status"?, "body"?}`."""
    body = await read_object(request)
    try:
        request.app[CHAIN].faults.insert(0, _read_fault(body))
    except (TypeError, ValueError) as error:
        raise bad_request(str(error)) from error
    return _faults(request.app[CHAIN])


def _read_fault(body: dict[str, Any]) -> Fault:
    """Return the fault; TypeError for an unknown field, ValueError for a wrong value."""
    fault = Fault(**body)
    if fault.kind not in FAULT_KINDS:
        raise ValueError(f"kind must be one of {', '.join(FAULT_KINDS)}")
    if fault.times is not None and (type(fault.times) is not int or fault.times < 1):
        raise ValueError("times must be a number of calls")
    if type(fault.delay) not in {int, float} or not 0 <= fault.delay <= 3600:
        raise ValueError("delay must be 0 to 3600 seconds")
    if type(fault.status) is not int or not 200 <= fault.status <= 599:
        raise ValueError("status must be 200 to 599")
    return fault


async def clear_faults(request: web.Request) -> web.Response:
    """`DELETE /sim/ton/fault`."""
    request.app[CHAIN].faults.clear()
    return _faults(request.app[CHAIN])


async def show_calls(request: web.Request) -> web.Response:
    """`GET /sim/ton/calls`."""
    return web.json_response({"calls": request.app[CHAIN].calls})


def _faults(chain: Chain) -> web.Response:
    faults = [{"kind": fault.kind, "times": fault.times} for fault in chain.faults]
    text = json.dumps({"faults": faults, "known": FAULT_KINDS})
    return web.Response(text=text, content_type="application/json")


def setup(app: web.Application) -> None:
    """Add the API and its control routes; `app[CHAIN]` must be set."""
    app.router.add_post("/api/v3/runGetMethod", run_get_method)
    app.router.add_post("/sim/ton/fault", add_fault)
    app.router.add_delete("/sim/ton/fault", clear_faults)
    app.router.add_get("/sim/ton/calls", show_calls)
