"""`/sim/partner/`: switch moods on and off, read the log, look at the state."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from sandbox.control import read_object, refuse
from sandbox.partner import table
from sandbox.partner.answers import iso
from sandbox.partner.faults import MOODS, Mood
from sandbox.partner.operations.wallet import wallets_of
from sandbox.partner.state import PARTNER, Call, Partner
from sandbox.partner.world import User


class MoodRequest(BaseModel):
    """The body of `POST /sim/partner/mood`; only `mood` is required."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)

    mood: str
    operation: str | int | None = None
    times: Annotated[int, Field(ge=1)] | None = None
    seconds: Annotated[float, Field(gt=0, le=1e9)] | None = None
    delay: Annotated[float, Field(ge=0, le=3600)] = 2.0
    retry_after: Annotated[int, Field(ge=0)] = 1
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    body: Any = None

    @field_validator("mood")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in MOODS:
            raise ValueError(f"must be one of {', '.join(MOODS)}")
        return value

    @field_validator("operation")
    @classmethod
    def _numbered(cls, value: str | int | None) -> int | None:
        if value is None:
            return None
        operation = table.find(value)
        if operation is None:
            raise ValueError("must be an operation's number, path, or path after /api/partner/")
        return operation.number


async def add_mood(request: web.Request) -> web.Response:
    """`POST /sim/partner/mood`."""
    try:
        asked = MoodRequest.model_validate(await read_object(request))
    except ValidationError as error:
        first = error.errors()[0]
        raise refuse(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    partner = request.app[PARTNER]
    until = partner.clock() + timedelta(seconds=asked.seconds) if asked.seconds else None
    fields = asked.model_dump(exclude={"seconds"})
    partner.moods.add(Mood(**fields, until=until))
    return _moods(partner)


async def show_moods(request: web.Request) -> web.Response:
    """`GET /sim/partner/mood`."""
    return _moods(request.app[PARTNER])


async def clear_moods(request: web.Request) -> web.Response:
    """`DELETE /sim/partner/mood`."""
    request.app[PARTNER].moods.clear()
    return _moods(request.app[PARTNER])


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
    return web.json_response(
        {
            "now": iso(now),
            "users": [_user(user, partner) for user in world.users.values()],
            "payments": [
                {"externalId": each.external_id, "userId": each.user_id, "status": each.status}
                for each in world.payments.values()
            ],
            "upgrades": [
                {"id": each.id, "type": each.type, "nftId": each.nft_id} for each in world.upgrades
            ],
            "payloadsWaiting": len(partner.payloads),
            "moods": partner.moods.describe(now),
            "counters": _counters(partner),
        }
    )


def setup(app: web.Application) -> None:
    """Add the control routes."""
    app.router.add_get("/sim/partner/mood", show_moods)
    app.router.add_post("/sim/partner/mood", add_mood)
    app.router.add_delete("/sim/partner/mood", clear_moods)
    app.router.add_get("/sim/partner/calls", show_calls)
    app.router.add_delete("/sim/partner/calls", clear_calls)
    app.router.add_get("/sim/partner/state", show_state)


def _moods(partner: Partner) -> web.Response:
    moods = partner.moods.describe(partner.clock())
    return web.json_response({"moods": moods, "known": MOODS})


def _call(call: Call) -> dict[str, Any]:
    return {
        "at": iso(call.at),
        "number": call.number,
        "operation": call.operation,
        "method": call.method,
        "path": call.path,
        "userId": call.user_id,
        "status": call.status,
        "mood": call.mood,
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
                "id": each.id,
                "kind": each.kind,
                "address": each.address,
                "amount": _text(each.amount),
                "commission": _text(each.commission),
                "createdAt": iso(each.created_at),
            }
            for each in user.withdrawals
        ],
    }


def _text(amount: Decimal) -> str:
    return f"{amount:.8f}"
