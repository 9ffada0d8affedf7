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

    def limit(self, asked: int) -> int:
        """Return the number of rows of a page for which `asked` were asked."""
        return asked if self.max_rows is None else min(asked, self.max_rows)
