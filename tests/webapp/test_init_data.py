"""initData is accepted only as Telegram signed it, for this bot, and until it expires."""

import hashlib
import hmac
import importlib.util
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp import init_data
from webapp.init_data import InitData, InitDataError, Reason, User, verify_init_data

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "init-data.json").read_text())[
    "vectors"
]
TOKEN = "42:TEST"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
USER = '{"id":42,"first_name":"Test"}'


def signed(fields: dict[str, str] | None = None, *, token: str = TOKEN, **more: str) -> str:
    """Return initData with these fields, as Telegram would sign it."""
    fields = {"auth_date": str(int(NOW.timestamp())), "user": USER} if fields is None else fields
    fields = fields | more
    lines = sorted(f"{name}={value}" for name, value in fields.items())
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    digest = hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
    return urlencode(fields | {"hash": digest})


def verify(raw: Any, now: datetime | float = NOW, max_age: timedelta | float = DAY) -> InitData:
    """Verify for the bot of these tests."""
    return verify_init_data(raw, bot_token=TOKEN, now=now, max_age=max_age)


def reason_of(raw: Any, **more: Any) -> str:
    """Return why this initData is refused."""
    with pytest.raises(InitDataError) as refused:
        verify(raw, **more)
    return refused.value.reason


def own_time(raw: str) -> datetime:
    """Return the string's own `auth_date`, or the epoch."""
    text = dict(parse_qsl(raw)).get("auth_date", "")
    return datetime.fromtimestamp(int(text) if text.isdigit() else 0, UTC)


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if vector["expect_hmac"] is not None],
    ids=lambda vector: str(vector["id"]),
)
def test_published_vectors_are_accepted_or_refused(vector: dict[str, Any]) -> None:
    """Strings from the documents and tests of other validators, at their own time."""
    raw = vector["init_data"]
    ask = {"bot_token": vector["bot_token"], "now": own_time(raw), "max_age": DAY}
    if not vector["expect_hmac"]:
        with pytest.raises(InitDataError):
            verify_init_data(raw, **ask)
    else:
        verified = verify_init_data(raw, **ask)
        assert verified.user is not None
        assert verified.auth_date == own_time(raw)
        expected = dict(parse_qsl(raw, keep_blank_values=True))
        del expected["hash"]
        assert verified.fields == expected


def test_known_fields_are_typed() -> None:
    """The user, the time and the parameters of the launch; an unknown field is kept as text."""
    user = {
        "id": 279058397,
        "first_name": "Артём 🇺🇦",
        "last_name": "+ - ? /",
        "username": "vdkfrost",
        "language_code": "ru",
        "is_premium": True,
        "allows_write_to_pm": True,
        "photo_url": "https://t.me/i/userpic/320/x.svg",
        "added_by_a_later_version": 1,
    }
    verified = verify(
        signed(
            user=json.dumps(user),
            query_id="AAH",
            start_param="miner_42",
            chat_type="private",
            chat_instance="-1",
        )
    )
    known = dict(user)
    del known["added_by_a_later_version"]
    assert verified.user == User(**known)  # type: ignore[arg-type]
    assert verified.auth_date == NOW
    assert (verified.query_id, verified.start_param) == ("AAH", "miner_42")
    assert (verified.chat_type, verified.chat_instance) == ("private", "-1")
    assert "added_by_a_later_version" in verified.fields["user"]


def test_result_is_immutable() -> None:
    """One cached result is returned to many requests."""
    verified = verify(signed())
    with pytest.raises(AttributeError):
        verified.query_id = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        verified.fields["user"] = "x"  # type: ignore[index]


def test_unknown_and_blank_fields_are_part_of_the_signature() -> None:
    """Fields that Telegram adds later do not break the check."""
    verified = verify(signed(chat_join_request_query_id="7", signature="", new=""))
    assert verified.fields["chat_join_request_query_id"] == "7"
    assert verified.fields["signature"] == ""


def test_order_of_fields_is_free_and_plus_is_a_space() -> None:
    """Clients differ in both."""
    raw = signed(start_param="a b+c")
    turned = "&".join(reversed(raw.split("&")))
    assert verify(turned) == verify(raw) == verify(raw.replace("+", "%20"))
    assert verify(raw).start_param == "a b+c"


def test_init_data_without_a_user_has_none() -> None:
    """Telegram sends no user from some keyboard buttons; the admission middleware refuses that."""
    assert verify(signed({"auth_date": str(int(NOW.timestamp()))})).user is None


@pytest.mark.parametrize("name", ["user", "auth_date", "start_param"])
def test_changed_field_is_refused(name: str) -> None:
    """The hash covers every field."""
    fields = dict(parse_qsl(signed(start_param="x1")))
    fields[name] = fields[name].replace("1", "2")
    if name == "user":
        fields[name] = fields[name].replace("42", "43")
    assert reason_of(urlencode(fields)) == "bad_hash"


def test_init_data_of_another_bot_is_refused() -> None:
    """The hash depends on the bot's token."""
    assert reason_of(signed(token="43:TEST")) == "bad_hash"


@pytest.mark.parametrize(
    "given_hash",
    ["", "0" * 64, "0" * 63, "я" * 64, "я", "\ud83c", "%FF", "%ED%A0%80", "\x00"],
    ids=ascii,
)
def test_wrong_hash_is_refused(given_hash: str) -> None:
    """Empty, short, of other characters or not even text: InitDataError, not a crash."""
    raw = signed()
    raw = raw[: raw.index("hash=")] + "hash=" + given_hash
    assert reason_of(raw) in {"bad_hash", "malformed", "control_character"}


def test_hash_in_capitals_or_with_a_suffix_is_refused() -> None:
    """Telegram writes it in lower case."""
    raw = signed()
    head, _, digest = raw.rpartition("=")
    assert reason_of(f"{head}={digest.upper()}") == "bad_hash"
    assert reason_of(raw + "0") == "bad_hash"


def test_errors_do_not_contain_the_right_hash() -> None:
    """Otherwise an error message would give anybody a valid signature."""
    raw = signed()
    right = raw.rpartition("=")[2]
    with pytest.raises(InitDataError) as refused:
        verify(raw.replace(right, "0" * 64))
    error: BaseException | None = refused.value
    while error is not None:
        assert right not in str(error) + repr(error)
        error = error.__cause__


@pytest.mark.parametrize("name", ["user", "auth_date", "hash", "start_param"])
def test_duplicate_field_is_refused(name: str) -> None:
    """Two parsers could disagree on which one counts."""
    raw = signed(start_param="x")
    value = dict(parse_qsl(raw))[name]
    again = urlencode({name: value})
    assert reason_of(f"{raw}&{again}") == reason_of(f"{again}&{raw}") == "duplicate_field"
    assert reason_of(f"{raw}&{name}=") == "duplicate_field"
    assert reason_of(f"{raw}&%{ord(name[0]):x}{name[1:]}=1") == "duplicate_field"


@pytest.mark.parametrize("letter", [*map(chr, range(0x20)), "\x7f"], ids=ascii)
def test_signed_control_characters_are_refused(letter: str) -> None:
    """Above all the line break, with which one field passes for two."""
    assert reason_of(signed(start_param=f"a{letter}b")) == "control_character"
    assert reason_of(signed() + f"&x={letter}") == "control_character"


def test_line_break_cannot_join_two_fields() -> None:
    """The same signed text cannot be divided into other fields."""
    good = signed({"auth_date": str(int(NOW.timestamp())), "start_param": "x", "user": USER})
    joined = good.replace("&user=", "%0Auser%3D")
    assert joined != good
    assert reason_of(joined) == "control_character"


def test_names_with_joiners_and_marks_are_accepted() -> None:
    """They are part of emoji and scripts and no control characters."""
    name = "👩\u200d👩\u200d👧 \u200fשלום\u200e"
    user = json.dumps({"id": 1, "first_name": name}, ensure_ascii=False)
    verified = verify(signed(user=user))
    assert verified.user is not None
    assert verified.user.first_name == name


@pytest.mark.parametrize(
    "raw", ["", "&", "a", "a&b=1", "=", "hash", "hash=", "user=1&&hash=2", "?a=1", None, 5, b"x"]
)
def test_malformed_input_is_refused(raw: Any) -> None:
    """Empty, cut off, or no text at all."""
    assert reason_of(raw) in {"malformed", "bad_hash"}


def test_lone_surrogate_is_refused() -> None:
    """Such text cannot be encoded, so Telegram cannot have signed it."""
    assert reason_of(signed() + "&x=\ud800") == "malformed"


def test_signed_string_over_16_kib_is_refused() -> None:
    """Telegram's own have less than a twentieth of that."""
    assert reason_of(signed(start_param="x" * 16 * 1024)) == "too_large"
    assert verify(signed(start_param="x" * 16_000)).start_param == "x" * 16_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "test",
        "1.5",
        "1e9",
        "-5",
        "+5",
        " 5",
        "5 ",
        "0x5",
        "1_000",
        "٥٥٥",
        "²",
        "9" * 12,
        "9" * 30,
    ],
)
def test_signed_auth_date_that_is_no_unix_time_is_refused(text: str) -> None:
    """ASCII digits of a date that exists are accepted, nothing else."""
    assert reason_of(signed({"auth_date": text, "user": USER})) == "bad_auth_date"


def test_missing_auth_date_is_refused() -> None:
    """Without it the string would never expire."""
    assert reason_of(signed({"user": USER})) == "bad_auth_date"


def test_age_limits_are_inclusive() -> None:
    """Exactly `max_age` old and exactly a minute ahead are accepted, a second more is not."""
    raw, second = signed(), timedelta(seconds=1)
    assert verify(raw, now=NOW + DAY) == verify(raw, now=NOW - timedelta(seconds=60))
    assert reason_of(raw, now=NOW + DAY + second) == "expired"
    assert reason_of(raw, now=NOW - timedelta(seconds=61)) == "from_future"
    assert reason_of(raw, now=NOW + 2 * second, max_age=second) == "expired"


def test_now_and_max_age_may_be_numbers() -> None:
    """Unix seconds for the one, seconds for the other."""
    raw = signed()
    assert verify(raw, now=NOW.timestamp() + 60, max_age=60).auth_date == NOW
    assert reason_of(raw, now=NOW.timestamp() + 61, max_age=60) == "expired"


def test_cached_string_still_expires() -> None:
    """The cache holds the result of the hash, not of the age."""
    raw = signed()
    assert verify(raw) is verify(raw)
    assert reason_of(raw, now=NOW + DAY * 2) == "expired"
    assert verify(raw).auth_date == NOW


def test_cached_string_is_not_valid_for_another_bot() -> None:
    """The cache tells tokens apart."""
    raw = signed()
    verify(raw)
    with pytest.raises(InitDataError):
        verify_init_data(raw, bot_token="43:TEST", now=NOW, max_age=DAY)


NO_IDS = ["null", "true", "1.5", "0", "-1", "NaN", "Infinity", "1e400", "[42]", str(1 << 63), "{}"]
NO_IDS += ['"x"', '"٤٢"', '"42_0"', "9" * 5000, '"' + "9" * 5000 + '"']
NO_USERS = ["", "null", "[]", "42", "{}", "{", "[" * 5000, '{"id":42,"first_name":"\\ud83c"}']
NO_USERS += [f'{{"id":{no_id}}}' for no_id in NO_IDS]


@pytest.mark.parametrize("user", NO_USERS, ids=lambda text: text[:24] or "blank")
def test_signed_user_without_a_valid_id_is_refused(user: str) -> None:
    """InitDataError, not a crash."""
    assert reason_of(signed(user=user)) == "bad_user"


def test_user_fields_of_old_clients_are_read() -> None:
    """They sent numbers and flags as text; wrong or missing optional fields become None."""
    text = '{"id": "42", "is_premium": "true", "username": 5, "last_name": null}'
    assert verify(signed(user=text)).user == User(42, "", is_premium=True)


def test_repr_contains_neither_hash_nor_signature() -> None:
    """A result may end in a log."""
    raw = signed(signature="sig-nature")
    shown = repr(verify(raw))
    assert "sig-nature" not in shown
    assert raw.rpartition("=")[2] not in shown


NAMES = st.text(st.characters(categories=["Ll", "Lu", "Nd", "Po", "Sc"]), min_size=1)
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@settings(deadline=None)
@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_any_signed_fields_are_returned_unchanged(extra: dict[str, str]) -> None:
    """Whatever names and values Telegram could sign."""
    fields = {name.replace("=", "-"): value for name, value in extra.items()}
    for name in ("hash", "user", "auth_date"):
        fields.pop(name, None)
    expected = fields | {"auth_date": str(int(NOW.timestamp()))}
    assert verify(signed(expected)).fields == expected


@settings(deadline=None)
@given(st.text() | st.text("&=%+0123456789abcdefhusr", max_size=80))
def test_any_unsigned_text_raises_init_data_error(raw: str) -> None:
    """With a reason of the closed set."""
    for text in (raw, signed() + raw, raw + signed(), f"hash={raw}", f"{signed()}&{quote(raw)}"):
        try:
            verify(text)
        except InitDataError as refused:
            assert refused.reason in get_args(Reason)
        else:
            assert text == signed()


@settings(deadline=None)
@given(st.data())
def test_one_changed_character_is_refused(data: st.DataObject) -> None:
    """Unless it means the same, as %2d and %2D do."""
    raw = signed(start_param="é +", query_id="AAH")
    at = data.draw(st.integers(0, len(raw) - 1))
    changed = raw[:at] + data.draw(st.characters(codec="ascii")) + raw[at + 1 :]
    try:
        verified = verify(changed)
    except InitDataError:
        assert changed != raw
    else:
        assert verified == verify(raw)


@settings(deadline=None)
@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_yarls_decoder_decodes_like_urllibs(fields: dict[str, str]) -> None:
    """It is used for its speed alone."""
    raw = urlencode(fields)
    assert init_data._unquote(raw) == unquote_plus(raw)


def test_urllibs_decoder_is_used_without_yarls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later yarl may have none."""
    monkeypatch.setitem(sys.modules, "yarl._quoting", None)
    spec = importlib.util.spec_from_file_location("slow_init_data", init_data.__file__)
    assert spec is not None
    assert spec.loader is not None
    slow = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "slow_init_data", slow)
    spec.loader.exec_module(slow)
    assert slow._unquote is unquote_plus
    raw = signed(start_param="é + &=")
    again = slow.verify_init_data(raw, bot_token=TOKEN, now=NOW, max_age=DAY)
    assert again.fields == verify(raw).fields
    with pytest.raises(slow.InitDataError):
        slow.verify_init_data(raw + "0", bot_token=TOKEN, now=NOW, max_age=DAY)
