"""A call of the Bot API from its parameters to its answer, with faults and a log."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.telegram.faults import Fault
from sandbox.telegram.methods import METHODS
from sandbox.telegram.methods.intake import Described
from sandbox.telegram.params import Uploads
from sandbox.telegram.refusals import Json, Refusal, not_modelled
from sandbox.telegram.schema import Schema
from sandbox.telegram.world import World

_HIDDEN = frozenset({"secret_token", "provider_token", "token"})
_MAX_LOGGED = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """A method with its parameters and files; `via` is `http` or a webhook's answer.

    `heard` tells whether somebody still waits for the answer: the long poll of a bot that was
    killed ends in a conflict that nobody sees, and so does not belong into the log.
    """

    method: str
    params: Json
    uploads: Uploads
    via: str = "http"
    heard: Callable[[], bool] = lambda: True

    def shown(self) -> Json:
        """Return the parameters as the log shows them: without secrets, files by their size."""
        params = {k: "<hidden>" if k in _HIDDEN else v for k, v in self.params.items()}
        for key, value in params.items():
            if isinstance(value, str) and len(value) > _MAX_LOGGED:
                params[key] = value[:_MAX_LOGGED] + "…"
        files = {k: f"<{file.name}, {len(file.data)} bytes>" for k, file in self.uploads.items()}
        return params | files


@dataclass(frozen=True, slots=True)
class Outcome:
    """What goes back: a body, or nothing but a closed connection, or rubbish."""

    body: Json
    dropped: bool = False
    garbled: bool = False

    @property
    def status(self) -> int:
        """The HTTP status, which is the error's code."""
        return 200 if self.body["ok"] else int(self.body["error_code"])


async def perform(world: World, schema: Schema, call: Call) -> Outcome:
    """Run one call in a bot's world."""
    begun = time.perf_counter()
    known = METHODS.get(call.method.lower())
    if known is None or known.params:  # a bot's first getMe need not wait for the schema
        await schema.load()
    name = known.name if known else schema.name(call.method) or call.method
    fault = world.faults.strike(name, call.params.get("chat_id"))
    kind = fault.kind if fault else None
    if fault and kind == "slow":
        await asyncio.sleep(fault.seconds)
    if kind == "drop":
        body = Refusal(0, "the connection was closed").body()
    else:
        body = await _answer(world, schema, call, fault)
    shown = {"method": name, "params": call.shown(), "via": call.via, "fault": kind}
    if call.heard():
        _log(world, shown, body, begun)
    return Outcome(body, dropped=kind in ("drop", "lost"), garbled=kind == "garbled")


async def _answer(world: World, schema: Schema, call: Call, fault: Fault | None) -> Json:
    try:
        if fault and (refusal := fault.refusal()):
            raise refusal
        result = await _run(world, schema, call)
    except Refusal as refusal:
        return refusal.body()
    if isinstance(result, Described):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}


async def _run(world: World, schema: Schema, call: Call) -> object:
    known = METHODS.get(call.method.lower())
    if known is None:
        name = schema.name(call.method)
        raise not_modelled(name) if name else Refusal(404, "Not Found")
    if not known.params:
        return await known.handler(world, {}, call.uploads)
    name = known.name
    for parameter in schema.fields(name) & call.params.keys():
        if parameter not in known.params and call.params[parameter] not in (None, "", False):
            raise not_modelled(f"the parameter {parameter} of {name}")
    return await known.handler(world, schema.check(name, call.params), call.uploads)


def _log(world: World, call: Json, body: Json, begun: float) -> None:
    """Write a call down and show it; a poll that brought nothing is not worth a line."""
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
    world.feed.emit("call", {"call": entry})
