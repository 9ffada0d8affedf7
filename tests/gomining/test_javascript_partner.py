"""Signatures that a partner in JavaScript verifies, whichever text it signs."""

import asyncio
import json
import random
import subprocess
from decimal import Decimal

import pytest

from gomining import signing
from sandbox.partner import javascript
from sandbox.partner.signature import reserialized_query
from tools.build_page import find_node

SECRET = "123a6fd0-f542-46dc-a91b-627146deb6c9"

# Each line of the input is a request. The partner verifies it over the received text without its
# signature, and over the request parsed and serialized again; it answers the text of the latter.
VERIFY = r"""
const {createHmac} = require("node:crypto");
const sign = (text) => createHmac("sha256", process.argv[1]).update(text).digest("hex");
const escape = (text) => encodeURIComponent(text).replace(
    /[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const body = (raw) => {
    const {signature, ...rest} = JSON.parse(raw);
    return [signature, raw.replace(/,?"signature":"[0-9a-f]{64}"/, ""), JSON.stringify(rest)];
};
const query = (raw) => {
    const parsed = new URLSearchParams(raw);
    const signature = parsed.get("signature");
    parsed.delete("signature");
    const pairs = [...parsed].map(([name, value]) => `${escape(name)}=${escape(value)}`);
    return [signature, raw.replace(/&?signature=[0-9a-f]{64}/, ""), pairs.join("&")];
};
const lines = require("node:fs").readFileSync(0, "utf8").trimEnd().split("\n");
for (const line of lines) {
    const raw = JSON.parse(line);
    const [signature, received, written] = raw.startsWith("{") ? body(raw) : query(raw);
    const verified = [received, written].map((text) => sign(text) === signature);
    console.log(JSON.stringify([...verified, written]));
}
"""


async def in_node(requests: list[str]) -> list[tuple[bool, bool, str]]:
    """Return for each request whether it verifies as received and as written, and the latter."""
    given = "".join(json.dumps(request) + "\n" for request in requests)
    command = [str(find_node()), "-e", VERIFY, SECRET]
    done = await asyncio.to_thread(
        subprocess.run, command, input=given, capture_output=True, text=True, check=True
    )
    return [tuple(json.loads(line)) for line in done.stdout.split("\n")[:-1]]


def amounts() -> list[Decimal]:
    """Return amounts with up to 8 decimals, of all sizes, with and without zeros at the end."""
    pick = random.Random(1)  # noqa: S311 - test data
    chosen = [Decimal(pick.randrange(10 ** pick.randrange(1, 16))).scaleb(-8) for _ in range(3000)]
    shorter = [Decimal(pick.randrange(10**6)).scaleb(-pick.randrange(9)) for _ in range(1000)]
    edges = "0.10 1.0 0.00100000 0.00000001 -0 0 0.0 1E+2 0.000001 0.0000001 20999999.99999999"
    return [*chosen, *shorter, *map(Decimal, edges.split())]


async def test_node_verifies_every_amount_in_both_ways() -> None:
    """Amounts with up to 8 decimals, as received and serialized again."""
    signed = [signing.sign_body(SECRET, {"amount": n, "timestamp": 1}).decode() for n in amounts()]
    for request, (received, written, _) in zip(signed, await in_node(signed), strict=True):
        assert received, request
        assert written, request


TEXTS = [
    "user123",
    " %+&=#?/;'\"\\é Жук 矿 😀\n%2B%",
    "!'()*-._~",
    "\x00\x1f\x7f\u2028\u2029\ufeff",
    "</script>",
]


@pytest.mark.parametrize("text", TEXTS)
async def test_node_verifies_any_text_in_both_ways(text: str) -> None:
    """In a body and in a query."""
    params = {"partnerUserId": text, "timestamp": 1721656927974, "ok": True, "limit": 20}
    signed = [signing.sign_body(SECRET, params).decode(), signing.sign_query(SECRET, params)]
    assert [done[:2] for done in await in_node(signed)] == [(True, True), (True, True)]


async def test_node_refuses_another_spelling_when_it_serializes_again() -> None:
    """So the tests above can fail."""
    unsigned = '{"amount":0.10}'
    signature = signing.sign_query(SECRET, {})  # a signature of another text
    request = unsigned[:-1] + f',"signature":"{signature.removeprefix("signature=")}"}}'
    assert (await in_node([request]))[0][:2] == (False, False)


async def test_sandbox_serializes_as_node_does() -> None:
    """Numbers of all sizes, order of names, escapes; queries as well."""
    pick = random.Random(2)  # noqa: S311 - test data
    numbers = [f"{pick.random()}e{pick.randrange(-30, 30)}" for _ in range(500)]
    bodies = [
        f'{{"b":[{",".join(numbers)}],"10":-0,"2":1.50,"a":{{"x":null,"1":true}}}}',
        '{"n":[123456789012345678901234567890,1e21,1e-7,100,0.000001,5e-324,1e400]}',
        r'{"t":"\u0000\u001f\u007f\u2028\ud800 \ud83d\ude00 \/ é","e":"Ж"}',
    ]
    for request, (*_, written) in zip(bodies, await in_node(bodies), strict=True):
        assert javascript.reserialize(request, without="signature") == written
    queries = ["a=%7e%21b+c&d=%D0%B6", "x=1&y="]
    for request, (*_, written) in zip(queries, await in_node(queries), strict=True):
        assert reserialized_query(f"{request}&signature=00").decode() == written
