"""The route table: every route says who may use it, what it takes and what it answers.

Like aiohttp's `RouteTableDef`, with the models of query and body as arguments of the decorator:
mypy refuses a handler that is written for others, and the OpenAPI document is made of the rest.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, TypedDict, Unpack

from aiohttp import web
from pydantic import BaseModel

from webapp.models import Empty, RequestModel
from webapp.request import BodyT, QueryT, Request, read_request

Method = Literal["GET", "POST", "PUT"]
Handler = Callable[[Request[QueryT, BodyT]], Awaitable[BaseModel | web.StreamResponse]]
Decorator = Callable[[Handler[QueryT, BodyT]], Handler[QueryT, BodyT]]
HttpHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]

IDEMPOTENCY_KEY = "Idempotency-Key"


class Access(Enum):
    """Who may use a route. A route that does not say so is closed."""

    CLOSED = "closed"
    PUBLIC = "public"
    TICKET = "ticket"  # with a link that the API has made; the handler checks its ticket
    TELEGRAM_USER = "telegram_user"  # with valid initData
    MEMBER = "member"  # with valid initData and a GoMining login

    @property
    def needs_init_data(self) -> bool:
        """Whether the request must carry initData (a closed route is not served with it either)."""
        return self not in {Access.PUBLIC, Access.TICKET}


@dataclass(frozen=True)
class Link:
    """An OpenAPI link: the request that usually follows this one.

    Attributes:
        name: unique among the links of its route.
        operation_id: see `Route.operation_id`.
        description: what the link does not say by itself.
        parameters: parameters of that request, as runtime expressions over this answer.
    """

    name: str
    operation_id: str
    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


class RouteOptions(TypedDict, total=False):
    """What the decorators take besides models; `Route` describes each."""

    access: Access
    fresh: bool
    idempotent: bool
    media_type: str
    links: Sequence[Link]
    errors: Mapping[int, str]


@dataclass(frozen=True)
class Route:
    """One route.

    Attributes:
        answer: what the 200 response holds: a model, a union of models, or a built-in type.
        handle: validates, checks the login and calls the handler. Who the user is has been
            settled by the admission middleware.
        fresh: whether the initData may be 15 minutes old at most: for what changes where income
            is paid to, deletes, moves money, or hands out all data at once.
        idempotent: whether the handler reads the header IDEMPOTENCY_KEY, a UUID.
        media_type: of the 200 response.
        links: requests that usually follow.
        errors: what can go wrong here and not on every route with this access, by status.
    """

    method: Method
    path: str
    summary: str
    query: type[RequestModel]
    body: type[RequestModel]
    answer: object
    handle: HttpHandler
    access: Access = Access.CLOSED
    fresh: bool = False
    idempotent: bool = False
    media_type: str = "application/json"
    links: Sequence[Link] = ()
    errors: Mapping[int, str] = field(default_factory=dict)

    @property
    def operation_id(self) -> str:
        """The name of the route in the OpenAPI document."""
        return f"{self.method.lower()}{self.path}"


class RouteTable:
    """Collects routes by decorators, one method of it for each HTTP method in use."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def get(
        self,
        path: str,
        summary: str,
        *,
        query: type[QueryT],
        answer: object,
        **options: Unpack[RouteOptions],
    ) -> Decorator[QueryT, Empty]:
        """Add a route that reads."""
        return self._decorator(
            "GET", path, summary, query=query, body=Empty, answer=answer, options=options
        )

    def post(
        self,
        path: str,
        summary: str,
        *,
        body: type[BodyT],
        answer: object,
        **options: Unpack[RouteOptions],
    ) -> Decorator[Empty, BodyT]:
        """Add a route that acts."""
        return self._decorator(
            "POST", path, summary, query=Empty, body=body, answer=answer, options=options
        )

    def put(
        self,
        path: str,
        summary: str,
        *,
        body: type[BodyT],
        answer: object,
        **options: Unpack[RouteOptions],
    ) -> Decorator[Empty, BodyT]:
        """Add a route that replaces what is there."""
        return self._decorator(
            "PUT", path, summary, query=Empty, body=body, answer=answer, options=options
        )

    def _decorator(
        self,
        method: Method,
        path: str,
        summary: str,
        *,
        query: type[QueryT],
        body: type[BodyT],
        answer: object,
        options: RouteOptions,
    ) -> Decorator[QueryT, BodyT]:
        def add(handler: Handler[QueryT, BodyT]) -> Handler[QueryT, BodyT]:
            needs_login = options.get("access") is Access.MEMBER
            handle = _http_handler(handler, query, body, needs_login=needs_login)
            route = Route(method, path, summary, query, body, answer, handle, **options)
            self._routes.append(route)
            return handler

        return add


def _http_handler(
    handler: Handler[QueryT, BodyT], query: type[QueryT], body: type[BodyT], *, needs_login: bool
) -> HttpHandler:
    async def handle(http: web.Request) -> web.StreamResponse:
        request = await read_request(http, query, body)
        if needs_login:
            await request.member.session()  # LoggedOutError if there is none
        answer = await handler(request)
        return json_response(answer) if isinstance(answer, BaseModel) else answer

    return handle


def json_response(model: BaseModel, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a 200 response of a model."""
    text = model.model_dump_json(by_alias=True)
    return web.Response(text=text, content_type="application/json", headers=headers)
