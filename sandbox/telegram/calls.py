"""Execution of a Bot API call, with injected faults and a log."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.telegram.errors import ApiError, Json, not_modelled
from sandbox.telegram.faults import Fault
from sandbox.telegram.methods import METHODS
from sandbox.telegram.methods.updates import ResultWithDescription
from sandbox.telegram.params import Uploads
from sandbox.telegram.schema import Schema
from sandbox.telegram.world import World

_HIDDEN = frozenset({"secret_token", "provider_token", "token"})
_MAX_LOGGED = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """A method with its parameters and files; `via` is `http` or `webhook` (a webhook's answer).

    `is_connected` returns whether the client still waits: the long poll of a bot that was killed
    ends in a conflict that nobody receives, and is therefore not logged.
    """

    method: str
    params: Json
    uploads: Uploads
    via: str = "http"
    is_connected: Callable[[], bool] = lambda: True

    def log_params(self) -> Json:
        """Return the parameters for the log: secrets hidden, files as name and size."""
        params = {k: "<hidden>" if k in _HIDDEN else v for k, v in self.params.items()}
        for key, value in params.items():
            if isinstance(value, str) and len(value) > _MAX_LOGGED:
                params[key] = value[:_MAX_LOGGED] + "…"
        files = {k: f"<{file.name}, {len(file.data)} bytes>" for k, file in self.uploads.items()}
        return params | files


@dataclass(frozen=True, slots=True)
class CallResult:
    """The answer of a call; it may be dropped or replaced by HTML."""

    body: Json
    dropped: bool = False
    garbled: bool = False

    @property
    def status(self) -> int:
        """HTTP status, which equals the error code."""
        return 200 if self.body["ok"] else int(self.body["error_code"])


async def perform(world: World, schema: Schema, call: Call) -> CallResult:
    """Execute one call of a bot."""
    begun = time.perf_counter()
    known = METHODS.get(call.method.lower())
    if known is None or known.params:  # a first getMe does not wait for the schema
        await schema.load()
    name = known.name if known else schema.name(call.method) or call.method
    fault = world.faults.take(name, call.params.get("chat_id"))
    kind = fault.kind if fault else None
    if fault and kind == "slow":
        await asyncio.sleep(fault.seconds)
    if kind == "drop":
        body = ApiError(0, "the connection was closed").body()
    else:
        body = await _run_with_fault(world, schema, call, fault)
    shown = {"method": name, "params": call.log_params(), "via": call.via, "fault": kind}
    if call.is_connected():
        _log(world, shown, body, begun)
    return CallResult(body, dropped=kind in ("drop", "lost"), garbled=kind == "garbled")


async def _run_with_fault(world: World, schema: Schema, call: Call, fault: Fault | None) -> Json:
    try:
        if fault and (error := fault.api_error()):
            raise error
        result = await _run(world, schema, call)
    except ApiError as error:
        return error.body()
    if isinstance(result, ResultWithDescription):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}


async def _run(world: World, schema: Schema, call: Call) -> object:
    known = METHODS.get(call.method.lower())
    if known is None:
        name = schema.name(call.method)
        raise not_modelled(name) if name else ApiError(404, "Not Found")
    if not known.params:
        return await known.handler(world, {}, call.uploads)
    name = known.name
    for parameter in schema.fields(name) & call.params.keys():
        if parameter not in known.params and call.params[parameter] not in (None, "", False):
            raise not_modelled(f"the parameter {parameter} of {name}")
    return await known.handler(world, schema.check(name, call.params), call.uploads)


def _log(world: World, call: Json, body: Json, begun: float) -> None:
    """Log a call and emit it as an event; getUpdates without updates is left out."""
    if call["method"] == "getUpdates" and body["ok"] and not body["result"]:
        return
    world.call_count += 1
    entry = {
        "n": world.call_count,
        "at": round(world.clock().timestamp(), 3),
        **call,
        "ok": body["ok"],
        "error_code": body.get("error_code"),
        "description": body.get("description"),
        "result": body.get("result"),
        "ms": round((time.perf_counter() - begun) * 1000, 1),
    }
    world.calls.append(entry)
    world.events.emit("call", {"call": entry})
