"""The question for the key of a contract, and answers of every shape."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ton.chain_key import AnswerError, ChainKey, key_question, read_key_answer

ADDRESS = "0:" + "a" * 64
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def answer(value: object, **more: Any) -> dict[str, Any]:
    """Return a successful answer with this number."""
    return {"gas_used": 9, "exit_code": 0, "stack": [{"type": "num", "value": value}]} | more


def test_question_runs_get_public_key_at_the_address() -> None:
    """As `POST /api/v3/runGetMethod` takes it."""
    expected = {"address": ADDRESS, "method": "get_public_key", "stack": []}
    assert key_question(ADDRESS) == expected


@pytest.mark.parametrize("digits", ["0", "1", "00ff", "AbC", "f" * 64])
@pytest.mark.parametrize("exit_code", [0, 1])
def test_number_is_the_key_in_32_bytes(digits: str, exit_code: int) -> None:
    """Leading zeros may be missing."""
    found = read_key_answer(answer(f"0x{digits}", exit_code=exit_code))
    assert found == ChainKey(deployed=True, key=int(digits, 16).to_bytes(32, "big"))


@pytest.mark.parametrize("exit_code", [-13, -256])
def test_account_without_a_contract_is_not_deployed(exit_code: int) -> None:
    """Whatever the stack is."""
    for stack in ([], None, [{"type": "num", "value": "0x1"}]):
        found = read_key_answer({"exit_code": exit_code, "stack": stack})
        assert found == ChainKey(deployed=False, key=None)


@pytest.mark.parametrize("exit_code", [2, 7, 11, 32, 65535, -14])
def test_contract_that_fails_has_no_key(exit_code: int) -> None:
    """It has no such get-method, or cannot run it."""
    found = read_key_answer({"exit_code": exit_code, "stack": []})
    assert found == ChainKey(deployed=True, key=None)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "0x1",
        {},
        {"ok": False, "error": "busy"},
        {"exit_code": 0},
        {"exit_code": None, "stack": []},
        {"exit_code": "-13", "stack": []},
        {"exit_code": -13.0, "stack": []},
        {"exit_code": False, "stack": [{"type": "num", "value": "0x1"}]},
        {"exit_code": 0, "stack": []},
        {"exit_code": 0, "stack": {"type": "num", "value": "0x1"}},
        {"exit_code": 0, "stack": [["num", "0x1"]]},
        {"exit_code": 0, "stack": [{"type": "num", "value": "0x1"}] * 2},
        answer("1"),
        answer("0x"),
        answer("-0x1"),
        answer("0x" + "1" * 65),
        answer("0x1 "),
        answer("0x1\n"),
        answer("0x1_0"),
        answer("0x٣"),
        answer(1),
        answer(None),
        answer("0x1", stack=[{"type": "cell", "value": "0x1"}]),
        answer("0x1", stack=[{"value": "0x1"}]),
    ],
    ids=ascii,
)
def test_other_shapes_are_refused(wrong: object) -> None:
    """A guess could let somebody in."""
    with pytest.raises(AnswerError):
        read_key_answer(wrong)


@given(JSON | st.builds(answer, JSON) | st.builds(lambda s: answer(0, stack=s), JSON))
def test_no_answer_raises_another_error(anything: object) -> None:
    """Whatever the API sends."""
    try:
        found = read_key_answer(anything)
    except AnswerError:
        return
    assert found.key is None or len(found.key) == 32
