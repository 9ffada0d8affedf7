"""All routes, each declared beside its handler."""

from webapp.routes import account, export, income, login, market, portfolio, public
from webapp.routing import Route

ROUTES: tuple[Route, ...] = (
    *login.routes,
    *account.routes,
    *portfolio.routes,
    *income.routes,
    *market.routes,
    *export.routes,
    *public.routes,
)
