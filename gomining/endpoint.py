"""Endpoints: one class for each operation, whose instances are calls with typed parameters. No I/O.

class ListMiners(Endpoint[Page[Miner]]):
    route = Route("GET", "/api/partner/c2s/nft/find-by-user")
    limit: Limit | None = None
    offset: Offset | None = None
"""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    Literal,
    NamedTuple,
    TypeVar,
    dataclass_transform,
    get_args,
    get_type_hints,
)

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    SecretStr,
    TypeAdapter,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from gomining import errors, redact

R_co = TypeVar("R_co", covariant=True)

# Strict: "20" is not a number, True is not 1, and a float is not accepted as an exact amount.
_STRICT = ConfigDict(strict=True, hide_input_in_errors=True)


class Route(NamedTuple):
    """HTTP method and default path of an operation; configuration may override the path."""

    method: Literal["GET", "POST"]
    path: str


class Auth(Enum):
    """The credentials that a request carries."""

    OPEN = "nothing"
    USER = "Authorization: Bearer"
    KEY = "X-PARTNER-API-KEY"
    SIGNED = "X-PARTNER-API-KEY and signature, timestamp, recvWindow"


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
class Parameters:
    """A frozen dataclass that validates its fields by their annotations when it is created.

    Raises:
        BadParameter: a value that the document does not allow. The error does not quote it.
    """

    _adapters: ClassVar[dict[str, TypeAdapter[Any]]]
    # JSON or query names of fields that are not sent under their name in camelCase.
    names: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init_subclass__(**kwargs)
        dataclasses.dataclass(frozen=True, repr=False)(cls)

    def __post_init__(self) -> None:
        for name, adapter in self._validators().items():
            problem = _problem(adapter, getattr(self, name))
            if problem:
                where, what = problem
                raise errors.BadParameter(type(self).__name__, ".".join((name, *where)), what)

    def __repr__(self) -> str:
        shown = redact.redact({name: getattr(self, name) for name in self._validators()})
        assert isinstance(shown, dict)  # noqa: S101  redact() of a dict returns a dict
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in shown.items())})"

    @classmethod
    def _validators(cls) -> dict[str, TypeAdapter[Any]]:
        """Return the validators by field, created at first use: all of them would slow imports."""
        if "_adapters" not in cls.__dict__:
            hints = get_type_hints(cls, include_extras=True)
            names = (field.name for field in dataclasses.fields(cls))  # type: ignore[arg-type]
            cls._adapters = {name: TypeAdapter(hints[name], config=_STRICT) for name in names}
        return cls._adapters

    def parameters(self) -> dict[str, object]:
        """Return what is sent: values by their JSON names, in order, without absent ones."""
        values = ((name, getattr(self, name)) for name in self._validators())
        return {
            self.names.get(name, to_camel(name)): _sent_value(value)
            for name, value in values
            if value is not None
        }


class Endpoint(Parameters, Generic[R_co]):
    """One operation of the partner API: its fields are the parameters, R_co is the answer.

    Attributes:
        route: method and default path.
        auth: the credentials it needs; by default the user's Bearer token.
        answer: the type of the answer, taken from the base class `Endpoint[...]`.
        operation: the name by which configuration overrides the path; the class name, or that of
            the class whose route a variant shares.
        safe: True if the call changes nothing, so that it may be repeated; by default for a GET.
        sends_partner_id: True if the client adds its `partnerId`.
        order: the names of a signed request in the order of the document, where that is neither
            its fields, `timestamp`, `recvWindow` (a body) nor `partnerUserId`, `timestamp`,
            paging, `recvWindow` (a query).
    """

    route: ClassVar[Route]
    auth: ClassVar[Auth] = Auth.USER
    answer: ClassVar[Any]
    operation: ClassVar[str]
    safe: ClassVar[bool]
    sends_partner_id: ClassVar[bool] = False
    order: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init_subclass__(**kwargs)
        (cls.answer,) = get_args(cls.__orig_bases__[0])  # type: ignore[attr-defined]
        cls.operation = cls.__dict__.get("operation", cls.__name__)
        cls.safe = cls.__dict__.get("safe", cls.route.method == "GET")

    @property
    def name(self) -> str:
        """The class name, for errors and logs."""
        return type(self).__name__


# Types of parameters, with the document's rules.
Limit = Annotated[int, Field(ge=1, le=999)]  # ^\d{1,3}$, "1-999"
IncomeLimit = Annotated[int, Field(ge=1, le=100)]  # "default: 20, max: 100"
Offset = Annotated[int, Field(ge=0, le=99_999)]  # ^\d{1,5}$
Text = Annotated[str, Field(min_length=1)]
Text255 = Annotated[str, Field(min_length=1, max_length=255)]
PositiveInt = Annotated[int, Field(ge=1)]
Number = Annotated[  # exact: a whole number or a Decimal, never a float
    Decimal | int,
    GetPydanticSchema(lambda _source, handler: handler(Decimal)),
    BeforeValidator(lambda value: Decimal(value) if type(value) is int else value),
    Field(ge=0, lt=10**30, max_digits=64),
]


def _problem(adapter: TypeAdapter[Any], value: object) -> tuple[tuple[str, ...], str] | None:
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        return tuple(map(str, first["loc"])), first["msg"]
    return None


def _sent_value(value: object) -> object:
    match value:
        case Parameters():
            return value.parameters()
        case SecretStr():
            return value.get_secret_value()
        case datetime():
            stamp = value.astimezone(UTC).isoformat(timespec="milliseconds")
            return stamp.replace("+00:00", "Z")
        case _:
            return value
