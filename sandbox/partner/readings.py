"""How the partner behaves where its document allows several readings. The tests try each."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Unit = Literal["days", "records"]


class Readings(BaseModel):
    """One reading of each open point; the defaults are those of a freshly started sandbox.

    Attributes:
        signature: what a signature covers: the text as received without its `signature`
            ("received"), or that text parsed and serialized again in JavaScript ("reserialized").
        income_limit, income_offset: what `limit` and `offset` count in the income by days. With
            "records" a page can begin or end within a day.
        max_rows: the most rows in one page of any list, whatever `limit` says.
        count: what the number beside a list is: all rows ("all"), the rows of this page ("page"),
            or left out ("none").
        new_day_after: after this many pages of the income by days one more mined day is listed
            in front, as if it was credited between two pages.
        wallets: the order of wallets by creation.
        accounts: whether a wallet login and an `auth/init` login of one person are two accounts
            ("two") or one ("one"). `World.pair` says which logins count as one person's.
        init_tokens: what `c2s/` operations do with access tokens of `auth/init`: accept them
            ("accepted") or answer 401 or 403 ("refused_401", "refused_403").
        refresh: whether each of the two refresh operations takes the refresh tokens of its own
            login only ("separate") or those of both ("both").
        init_user_id: whether the answer of `auth/init` names `userId` ("named") or not ("absent").
        token_claims: what an access token says of its user: `sub` and `userId` ("user_id") or
            `sub` alone ("sub").
        payment_price: whether `nft-payment/init` answers with a price ("named") or not ("absent").
        second_confirm: the answer to the second confirmation of a payment: 409 ("conflict") or
            plain success without a second miner ("success").
    """

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True
    )

    signature: Literal["received", "reserialized"] = "received"
    income_limit: Unit = "days"
    income_offset: Unit = "days"
    max_rows: Annotated[int, Field(ge=1)] | None = None
    count: Literal["all", "page", "none"] = "all"
    new_day_after: Annotated[int, Field(ge=1)] | None = None
    wallets: Literal["oldest_first", "newest_first"] = "oldest_first"
    accounts: Literal["two", "one"] = "two"
    init_tokens: Literal["accepted", "refused_401", "refused_403"] = "accepted"
    refresh: Literal["separate", "both"] = "separate"
    init_user_id: Literal["named", "absent"] = "named"
    token_claims: Literal["user_id", "sub"] = "user_id"
    payment_price: Literal["named", "absent"] = "named"
    second_confirm: Literal["conflict", "success"] = "conflict"

    @classmethod
    def choices(cls) -> dict[str, list[str]]:
        """Return the values of each reading that is a choice, the default first."""
        properties = cls.model_json_schema()["properties"]
        return {name: field["enum"] for name, field in properties.items() if "enum" in field}

    def limit(self, asked: int) -> int:
        """Return the number of rows of a page for which `asked` were asked."""
        return asked if self.max_rows is None else min(asked, self.max_rows)
