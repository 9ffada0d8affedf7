"""All routes, each declared beside its handler."""

from webapp.routes import account, export, income, login, market, orders, portfolio, public
from webapp.routing import Route

ROUTES: tuple[Route, ...] = (
    *login.routes,
    *account.routes,
    *portfolio.routes,
    *income.routes,
    *market.routes,
    *orders.routes,
    *export.routes,
    *public.routes,
)
