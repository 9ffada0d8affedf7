"""The public key that a wallet contract has on the blockchain now: what to ask, and the answer.

Pure: the caller sends the question to a TON HTTP API (toncenter v3, `POST /api/v3/runGetMethod`)
and passes on the answer. Source: https://toncenter.com/api/v3/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SUCCESS = frozenset({0, 1})
# The API reports -13 and a lite server -256 for an account that has no code to run. The same code
# stands for a frozen account, which must be unfrozen before it can pay.
_NOT_ACTIVE = frozenset({-13, -256})
_NUMBER = re.compile(r"0x([0-9a-fA-F]{1,64})", re.ASCII)


class AnswerError(Exception):
    """The answer has not the shape of an answer to `key_question`."""


@dataclass(frozen=True, slots=True)
class ChainKey:
    """What the blockchain says about the key of an address.

    Attributes:
        deployed: whether the contract exists there.
        key: the public key, 32 bytes; None if there is no contract, or it has no such get-method.
    """

    deployed: bool
    key: bytes | None


def key_question(address: str) -> dict[str, object]:
    """Return the JSON body of the request for the key of a raw address."""
    return {"address": address, "method": "get_public_key", "stack": []}


def read_key_answer(answer: object) -> ChainKey:
    """Return what the decoded JSON answer says.

    Raises:
        AnswerError: it is of another shape. No other exception is raised for any input.
    """
    if not isinstance(answer, Mapping):
        raise AnswerError("not an object")
    exit_code, stack = answer.get("exit_code"), answer.get("stack")
    if type(exit_code) is not int:
        raise AnswerError("exit_code is not an integer")
    if exit_code in _NOT_ACTIVE:
        return ChainKey(deployed=False, key=None)
    if exit_code not in _SUCCESS:
        return ChainKey(deployed=True, key=None)
    if not isinstance(stack, list) or len(stack) != 1 or not isinstance(stack[0], Mapping):
        raise AnswerError("stack is not one entry")
    return ChainKey(deployed=True, key=_number(stack[0]))


def _number(entry: Mapping[object, object]) -> bytes:
    value = entry.get("value")
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if entry.get("type") != "num" or match is None:
        raise AnswerError("the entry is not a number of 256 bits")
    return int(match[1], 16).to_bytes(32, "big")
