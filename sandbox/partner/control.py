"""`/sim/partner/`: inject faults, choose readings, read the call log and the state."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from sandbox.control import bad_request, read_object
from sandbox.partner import table
from sandbox.partner.answers import iso
from sandbox.partner.faults import ALIASES, FAULT_KINDS, Fault
from sandbox.partner.operations.wallet import wallets_of
from sandbox.partner.readings import Readings
from sandbox.partner.state import PARTNER, Call, Partner
from sandbox.partner.world import User


class FaultRequest(BaseModel):
    """Body of `POST /sim/partner/fault`; only `kind` is required."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)

    kind: str
    operation: str | int | None = None
    times: Annotated[int, Field(ge=1)] | None = None
    seconds: Annotated[float, Field(gt=0, le=1e9)] | None = None
    delay: Annotated[float, Field(ge=0, le=3600)] = 2.0
    retry_after: Annotated[int, Field(ge=0)] = 1
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    body: Any = None

    @field_validator("kind")
    @classmethod
    def _check_kind(cls, value: str) -> str:
        if value not in FAULT_KINDS:
            raise ValueError(f"must be one of {', '.join(FAULT_KINDS)}")
        return value

    @field_validator("operation")
    @classmethod
    def _operation_number(cls, value: str | int | None) -> int | None:
        if value is None:
            return None
        operation = table.find(value)
        if operation is None:
            raise ValueError("must be an operation's number, path, or path after /api/partner/")
        return operation.number


async def add_fault(request: web.Request) -> web.Response:
    """`POST /sim/partner/fault`."""
    try:
        asked = FaultRequest.model_validate(_without_aliases(await read_object(request)))
    except ValidationError as error:
        raise _invalid(error) from error
    partner = request.app[PARTNER]
    until = partner.clock() + timedelta(seconds=asked.seconds) if asked.seconds else None
    fields = asked.model_dump(exclude={"seconds"})
    partner.faults.add(Fault(**fields, until=until))
    return _faults_response(partner)


async def show_faults(request: web.Request) -> web.Response:
    """`GET /sim/partner/fault`."""
    return _faults_response(request.app[PARTNER])


async def clear_faults(request: web.Request) -> web.Response:
    """`DELETE /sim/partner/fault`."""
    request.app[PARTNER].faults.clear()
    return _faults_response(request.app[PARTNER])


async def show_readings(request: web.Request) -> web.Response:
    """`GET /sim/partner/readings`."""
    return _readings_response(request.app[PARTNER])


async def set_readings(request: web.Request) -> web.Response:
    """`POST /sim/partner/readings`: change the given ones, keep the others."""
    partner = request.app[PARTNER]
    known = partner.readings.model_dump(by_alias=True)
    try:
        changed = Readings.model_validate(known | await read_object(request))
    except ValidationError as error:
        raise _invalid(error) from error
    partner.set_readings(changed)
    return _readings_response(partner)


async def reset_readings(request: web.Request) -> web.Response:
    """`DELETE /sim/partner/readings`."""
    request.app[PARTNER].set_readings(Readings())
    return _readings_response(request.app[PARTNER])


async def show_calls(request: web.Request) -> web.Response:
    """`GET /sim/partner/calls`, optionally with `?operation=`."""
    partner = request.app[PARTNER]
    wanted = request.query.get("operation")
    calls = [
        _call(call)
        for call in partner.log.calls
        if wanted in {None, call.operation, call.path, str(call.number)}
    ]
    return web.json_response({"calls": calls, "counters": _counters(partner)})


async def clear_calls(request: web.Request) -> web.Response:
    """`DELETE /sim/partner/calls`: empty the log; the token counters stay."""
    request.app[PARTNER].log.clear()
    return web.json_response({"ok": True})


async def show_state(request: web.Request) -> web.Response:
    """`GET /sim/partner/state`."""
    partner = request.app[PARTNER]
    world, now = partner.world, partner.clock()
    faults = partner.faults.describe(now)
    return web.json_response(
        {
            "now": iso(now),
            "users": [_user(user, partner) for user in world.users.values()],
            "payments": [
                {
                    "externalId": payment.external_id,
                    "userId": payment.user_id,
                    "status": payment.status,
                }
                for payment in world.payments.values()
            ],
            "upgrades": [
                {"id": upgrade.id, "type": upgrade.type, "nftId": upgrade.nft_id}
                for upgrade in world.upgrades
            ],
            "payloadsWaiting": len(partner.payloads),
            "faults": faults,
            ALIASES["faults"]: faults,
            "counters": _counters(partner),
        }
    )


async def remove_miner(request: web.Request) -> web.Response:
    """`DELETE /sim/partner/miner?id=`: let a miner vanish, with the income that it has brought."""
    partner, number = request.app[PARTNER], request.query.get("id", "")
    miner = partner.world.miners.pop(int(number), None) if number.isdigit() else None
    if miner is None:
        raise bad_request('"id" must be the id of a miner')
    owners = [user for user in partner.world.users.values() if miner.id in user.miner_ids]
    for user in owners:
        user.miner_ids.discard(miner.id)
    partner.ledger.invalidate(*owners)
    return web.json_response({"ok": True})


def setup(app: web.Application) -> None:
    """Add the control routes."""
    for name in ("fault", ALIASES["fault"]):
        app.router.add_get(f"/sim/partner/{name}", show_faults)
        app.router.add_post(f"/sim/partner/{name}", add_fault)
        app.router.add_delete(f"/sim/partner/{name}", clear_faults)
    app.router.add_get("/sim/partner/readings", show_readings)
    app.router.add_post("/sim/partner/readings", set_readings)
    app.router.add_delete("/sim/partner/readings", reset_readings)
    app.router.add_get("/sim/partner/calls", show_calls)
    app.router.add_delete("/sim/partner/calls", clear_calls)
    app.router.add_get("/sim/partner/state", show_state)
    app.router.add_delete("/sim/partner/miner", remove_miner)


def _invalid(error: ValidationError) -> web.HTTPBadRequest:
    first = error.errors()[0]
    return bad_request(f"{'.'.join(map(str, first['loc']))}: {first['msg']}")


def _readings_response(partner: Partner) -> web.Response:
    readings = partner.readings.model_dump(by_alias=True)
    return web.json_response({"readings": readings, "known": Readings.choices()})


def _faults_response(partner: Partner) -> web.Response:
    faults = partner.faults.describe(partner.clock())
    return web.json_response({"faults": faults, ALIASES["faults"]: faults, "known": FAULT_KINDS})


def _without_aliases(body: dict[str, Any]) -> dict[str, Any]:
    """Return a request's fields with the older name of `kind` replaced."""
    return {"kind" if name == ALIASES["kind"] else name: value for name, value in body.items()}


def _call(call: Call) -> dict[str, Any]:
    return {
        "at": iso(call.at),
        "number": call.number,
        "operation": call.operation,
        "method": call.method,
        "path": call.path,
        "userId": call.user_id,
        "status": call.status,
        "fault": call.fault,
        ALIASES["fault"]: call.fault,
    }


def _counters(partner: Partner) -> dict[str, Any]:
    return {
        "byOperation": dict(partner.log.by_operation),
        "byStatus": {str(status): count for status, count in partner.log.by_status.items()},
        "tokensIssued": partner.tokens.issued,
        "refreshed": partner.tokens.refreshed,
        "refreshReused": partner.tokens.reused,
    }


def _user(user: User, partner: Partner) -> dict[str, Any]:
    now = partner.clock()
    return {
        "id": user.id,
        "partnerUserId": user.partner_user_id,
        "email": user.email,
        "wallets": {row["type"]: row["address"] for row in wallets_of(user) if row["address"]},
        "miners": [miner.id for miner in partner.world.owned(user)],
        "btc": _text(partner.ledger.bitcoin(user, now)),
        "gmt": _text(partner.ledger.gmt(user, now)),
        "withdrawals": [
            {
                "id": paid.id,
                "kind": paid.kind,
                "address": paid.address,
                "amount": _text(paid.amount),
                "commission": _text(paid.commission),
                "createdAt": iso(paid.created_at),
            }
            for paid in user.withdrawals
        ],
    }


def _text(amount: Decimal) -> str:
    return f"{amount:.8f}"
