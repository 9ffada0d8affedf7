"""Build the exact bytes of a request from an endpoint. No I/O."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gomining import errors, exact_json, signing
from gomining.endpoint import Auth, Endpoint
from gomining.exchange import Request

# The document's order of a signed query; a signed body ends with the last two of these.
_QUERY_ORDER = ("partnerUserId", "timestamp", "limit", "offset", "recvWindow")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEADER_VALUE = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class PartnerKeys:
    """The partner's key (sent as X-PARTNER-API-KEY) and secret (signs); both case sensitive."""

    key: str = field(repr=False)
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _HEADER_VALUE.fullmatch(self.key) or not self.secret:
            raise ValueError(
                "the partner key must be printable ASCII without spaces, the secret not empty"
            )


@dataclass(frozen=True)
class RequestBuilder:
    """Builds requests from what is the same for every call of one partner.

    `recv_window` is the milliseconds that a signed request stays valid.
    """

    base_url: str
    partner_id: str
    keys: PartnerKeys | None
    recv_window: int

    def build(
        self, endpoint: Endpoint[Any], path: str, *, access_token: str | None, now: datetime
    ) -> Request:
        """Return the request; `now` (aware) becomes the timestamp of a signed one.

        Raises:
            KeysMissing: the endpoint needs a key or a signature and `keys` is None.
            BadParameter: the endpoint needs an access token and has no valid one, or a value
                cannot be sent.
        """
        headers = {"Accept": "application/json", **self._credentials(endpoint, access_token)}
        params = endpoint.parameters()
        if endpoint.sends_partner_id:
            params = {"partnerId": self.partner_id, **params}
        try:
            url, body = self._url_and_body(endpoint, self.base_url + path, params, now)
        except (ValueError, TypeError) as error:
            problem = str(error)
        else:
            if body is not None:
                headers["Content-Type"] = "application/json"
            secrets = self._secrets(access_token, params)
            return Request(endpoint.route.method, url, headers, body, secrets)
        raise errors.BadParameter(endpoint.name, "parameters", problem)

    def _credentials(self, endpoint: Endpoint[Any], token: str | None) -> dict[str, str]:
        if endpoint.auth is Auth.OPEN:
            return {}
        if endpoint.auth is Auth.USER:
            if not token or not _HEADER_VALUE.fullmatch(token):
                raise errors.BadParameter(endpoint.name, "access_token", "a user's token is needed")
            return {"Authorization": f"Bearer {token}"}
        if self.keys is None:
            raise errors.KeysMissing(endpoint.name)
        return {"X-PARTNER-API-KEY": self.keys.key}

    def _url_and_body(
        self, endpoint: Endpoint[Any], url: str, params: Mapping[str, object], now: datetime
    ) -> tuple[str, bytes | None]:
        secret = self.keys.secret if self.keys and endpoint.auth is Auth.SIGNED else None
        if secret is not None:
            timestamp = (now - EPOCH) // timedelta(milliseconds=1)
            params = {**params, "timestamp": timestamp, "recvWindow": self.recv_window}
            params = _in_documents_order(endpoint, params)
        if endpoint.route.method == "POST":
            return url, exact_json.dumps(params) if secret is None else signing.sign_body(
                secret, params
            )
        query = (
            signing.encode_query(params) if secret is None else signing.sign_query(secret, params)
        )
        return f"{url}?{query}" if query else url, None

    def _secrets(self, token: str | None, params: Mapping[str, object]) -> tuple[str, ...]:
        keys = (self.keys.key, self.keys.secret) if self.keys else ()
        refresh = params.get("refreshToken")
        return tuple(s for s in (token, *keys, refresh) if isinstance(s, str) and s)


def _in_documents_order(
    endpoint: Endpoint[Any], params: Mapping[str, object]
) -> Mapping[str, object]:
    """Return the parameters in the order in which the partner's document shows them.

    A partner that builds the signed text from its own list of fields then gets the same text.
    """
    order = endpoint.order or (_QUERY_ORDER if endpoint.route.method == "GET" else ())
    return {name: params[name] for name in (*order, *params) if name in params}
