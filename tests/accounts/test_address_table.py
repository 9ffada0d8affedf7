"""The table of addresses that the page's tests read says what the server does."""

import json
from collections import Counter
from typing import get_args

from accounts.bitcoin import Reason, check_address
from tests.accounts import address_table as table


def test_table_says_what_the_server_does() -> None:
    """`python -m tests.accounts.address_table` regenerates it after an intended change."""
    assert json.loads(table.TABLE.read_text()) == table.rows()


def test_table_has_every_verdict_often_enough() -> None:
    """At least 200 texts, and every reason among them."""
    counted = Counter(row["verdict"] for row in table.rows())
    assert sum(counted.values()) >= 200
    assert counted.keys() == {"good", *get_args(Reason)}


def test_invisible_marks_around_an_address_do_no_harm() -> None:
    """Messengers and web pages add them when something is copied; inside they are refused."""
    for address in table.GOOD:
        for mark in table.MARKS + table.BLANKS:
            assert check_address(f"{mark}{address}{mark}{mark}") == address
            assert table.verdict(address[:9] + mark + address[9:]) != "good"


def test_cut_address_is_unfinished_where_its_length_shows_it() -> None:
    """A version 0 address may have 42 or 62 characters, so that 42 of 62 are not recognised."""
    for length in range(4, 62):
        assert table.verdict(table.TAPROOT[:length]) == "unfinished"
        wanted = "checksum" if length == 42 else "unfinished"
        assert table.verdict(table.SCRIPT_HASH[:length]) == wanted
    for address in (table.GENESIS, table.TO_SCRIPT):
        assert {table.verdict(address[:length]) for length in range(4, 34)} == {"unfinished"}


def test_payment_link_without_an_address_says_what_it_asks_for() -> None:
    """The parameters of BIP-321."""
    assert check_address(f"bitcoin:?bc={table.TAPROOT}") == table.TAPROOT
    assert table.verdict(f"bitcoin:?sp={table.SILENT}") == "silent_payment"
    assert table.verdict(f"bitcoin:?lno={table.OFFER}") == "lightning"
    assert table.verdict("bitcoin:?amount=1") == "empty"
