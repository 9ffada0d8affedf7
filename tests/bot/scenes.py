"""Screens over fixed figures, to be compared with `golden/<language>/<scene>.txt`.

After an intended change `python -m tests.bot.scenes` regenerates the files; review the diff.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from accounts.bitcoin import AddressError
from accounts.login_errors import OrderOpenError, WayNotOfferedError
from accounts.member import LoggedOutError, WalletNeededError
from accounts.preferences import LANGUAGES
from bot import errors
from bot.callbacks import Open
from bot.commands import CommandInfo
from bot.middlewares.throttling import too_fast
from bot.screen import Does, Screen
from bot.translate import Words, words
from bot.views import market, portfolio, recovery, security, settings, shop, start, wallet
from bot.views.buttons import with_ways
from gomining import errors as partner
from gomining.models import Balance, Collection, Id, IncentiveLevel, IncomePerTh, Miner, Rate
from market.calculator import calculate
from market.shop import Catalogue, Pricing, make_offers
from portfolio.export import Export
from portfolio.miners import MinersToday
from portfolio.net import Terms, as_calculation, estimate, total
from portfolio.overview import MinedDay, Overview
from runtime.settings import LoginWay
from tests.bot.order_scenes import ORDER_SCENES

# Not the bot's own list: a new command would change this file as well.
HELP = (CommandInfo("status"), CommandInfo("delete_me"), CommandInfo("start", listed=False))
GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 22, 12, 44, 19, tzinfo=UTC)
TODAY = NOW.date()
WAYS: tuple[LoginWay, ...] = ("wallet", "start")
D = Decimal
ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TON = ("0:a4be02facc" + "b7" * 27, "-239")
PER_TH = IncomePerTh(
    btc_course_in_usd=D("73077.14"),
    kilowatt_hour=D("0.05"),
    total_income_per_th_today=D("0.033872"),
    c1_value_per_th_per_wt_today=D("0.0012"),
    c2_value_per_th_today=D("0.0089"),
)
RATES = [Rate(symbol="GOMINING", price=D("0.4312")), Rate(symbol="BTC", price=D("73077.14"))]
# More than eight decimals, so that a sum of what is not shown would differ.
DAYS = [
    MinedDay(date=date(2026, 11, 21) - timedelta(days=n), value=D("0.0000149" + str(39 - n) + "9"))
    for n in reversed(range(30))
]
IN_GOMINING = [
    day.model_copy(update={"net": day.value / 4, "fees_paid_in": "GOMINING"}) for day in DAYS
]
MINERS = [
    Miner(id=101, name="MINEBOX <S3>", power=D(32), energy_efficiency=D(15), status="active"),
    Miner(id=102, name="Old & tired", power=D(8), energy_efficiency=D(28), status="listed"),
    Miner(id=103),
]
LEVELS = [
    IncentiveLevel(level="Bronze I", min_power=D(0), maintenance_discount=D(0),
                   card_cashback=D("0.005"), travel_cashback=D("0.01")),
    IncentiveLevel(level="Silver I", min_power=D(10), maintenance_discount=D("0.006"),
                   card_cashback=D("0.01"), travel_cashback=D("0.016")),
    IncentiveLevel(level="Gold I", min_power=D(100), maintenance_discount=D("0.015"),
                   card_cashback=D("0.015"), travel_cashback=D("0.022")),
]  # fmt: skip
MANY_LEVELS = [
    IncentiveLevel(level=f"Level {n}", min_power=D(n * 10), maintenance_discount=D(n) / 1000)
    for n in range(21)
]
ON_SALE = [
    Collection(id=n, power=D(power), energy_efficiency=D(efficiency), price_usdt=D(price))
    for n, (power, efficiency, price) in enumerate(
        [
            ("1", "15", "14.99"), ("0.75", "12", "12.99"), ("16", "15", "216.99"),
            ("5000", "12", "86228.99"), ("100", "40", "99.99"), ("2", "12", "34.5"),
            ("4", "12", "68"), ("8", "12", "133.99"), ("1", "12", "18.99"),
        ],
        start=1,
    )
]  # fmt: skip
BALANCES = [
    Balance(type="VIRTUAL_BTC", currency="BTC", value=D("0.01234567")),
    Balance(type="VIRTUAL_GMT", currency="GOMINING", value=D("12.5")),
    Balance(type="VIRTUAL_TON", currency="TON", value=D(0)),
]


def _overview(**others: object) -> Overview:
    values: dict[str, object] = {
        "miners": 3, "power": D(40), "efficiency": D("17.60"), "days": DAYS,
        "last_day": DAYS[-1].value, "week": None, "month": None, "total": D("1.23456789"),
        "net_today": _miners().total, "figures_as_of": NOW - timedelta(minutes=2),
        "balances": BALANCES, "bitcoin_address": ADDRESS, "rates": RATES,
        "income_per_th": PER_TH, "as_of": NOW, "stale": False,
    }  # fmt: skip
    return Overview.model_validate(values | others)


def _miners(count: int = 19) -> MinersToday:
    """A page of miners of which the last is not known; the total is that of the others."""
    terms: dict[Id, Terms] = {
        101: Terms(D("0.2"), "BTC", TODAY),
        102: Terms(D("0.2"), "GOMINING", TODAY),
    }
    nets = [estimate(miner, PER_TH, terms) for miner in MINERS]
    return MinersToday(MINERS, count, nets, total(nets[:2]), PER_TH, NOW, NOW)


def _shop(
    page: int = 1, *, payback: bool = False, figures: IncomePerTh = PER_TH, stale: bool = False
) -> Callable[[Words], Screen]:
    offers = make_offers(ON_SALE, figures, Pricing(D("0.013"), show_payback=payback))
    made = Catalogue(offers, NOW, NOW - timedelta(minutes=2), stale, payback)
    return lambda w: shop.shop(w, made, page)


def _calculation(power: str, efficiency: str, discount: str = "0") -> Callable[[Words], Screen]:
    made = calculate(PER_TH, power=D(power), efficiency=D(efficiency), discount=D(discount))
    return lambda w: market.calculation(w, made, NOW, stale=False)


def _calc_own(w: Words) -> Screen:
    """Miners of which one would lose, so that its fees are not charged in full."""
    miners = [MINERS[0], Miner(id=104, power=D(64), energy_efficiency=D(40))]
    known = total([estimate(miner, PER_TH, {}) for miner in miners])
    assert known is not None
    made = as_calculation(known, PER_TH)
    assert made is not None
    return market.calculation(w, made, NOW, stale=False)


def _error(error: Exception) -> Callable[[Words], Screen]:
    return lambda w: errors.explain(error, w, again=Open(command="status").pack())


def _notification(
    kind: str, who: tuple[str, str] | None, target: str | None = None, *, is_logged_in: bool
) -> Callable[[Words], Screen]:
    def make(w: Words) -> Screen:
        screen = settings.notification(
            w, kind, is_logged_in=is_logged_in, wallet=who, target=target
        )
        assert screen is not None
        return screen

    return make


SCENES: dict[str, Callable[[Words], Screen]] = {
    "start-stranger": lambda w: start.start(w, name="Ann <b>"),
    "start-member": lambda w: start.with_menu(
        w, portfolio.status(w, _overview(), today=TODAY)
    ),
    "start-stranger-ways": lambda w: with_ways(
        w, start.start(w, name="Ann", ways=WAYS), WAYS
    ),
    "login": lambda w: start.login(w, logged_in=None),
    "login-ways": lambda w: with_ways(w, start.login(w, logged_in=None, ways=WAYS), WAYS),
    "login-again": lambda w: start.login(w, logged_in="wallet"),
    "login-again-start": lambda w: start.login(w, logged_in="start", ways=WAYS),
    "begin-other": start.ask_switch,
    "link-done": start.linked,
    "link-invalid": lambda w: start.link_refused(w, "link_invalid"),
    "link-expired": lambda w: start.link_refused(w, "link_expired"),
    "link-taken": lambda w: start.link_refused(w, "link_taken"),
    "help": lambda w: start.help_(w, HELP, logged_in=True),
    "help-stranger": lambda w: start.help_(w, HELP, logged_in=False),
    "outdated": lambda w: start.outdated(w, logged_in=True),
    "too-fast": too_fast,
    "unknown": lambda w: start.unknown(w, logged_in=False),
    "group": lambda w: start.in_group(w, username="gomining_sandbox_bot"),
    "privacy": lambda w: start.privacy(
        w, url="https://example.com/privacy", days=180, years=5
    ),
    "paysupport": lambda w: start.paysupport(w, contact="@help_desk"),
    "status": lambda w: portfolio.status(w, _overview(), today=TODAY),
    "status-empty": lambda w: portfolio.status(
        w,
        _overview(miners=0, power=None, efficiency=None, days=[], net_today=None, total=None,
                  balances=[], bitcoin_address=None, rates=[], stale=True),
        today=TODAY,
    ),
    "miners": lambda w: portfolio.miners(w, _miners(), 2),
    "miners-none": lambda w: portfolio.miners(w, MinersToday([], 0, [], None, PER_TH, NOW, NOW), 1),
    "income": lambda w: portfolio.income(
        w, IN_GOMINING, D("1.23456789"), D("73077.14"), NOW, chart=b"PNG"
    ),
    "income-none": lambda w: portfolio.income(w, [], None, None, NOW, chart=None),
    "days": lambda w: portfolio.income_days(w, DAYS[:19:-1], 365, 1, NOW),
    "days-last-year": lambda w: portfolio.income_days(
        w, [MinedDay(date=date(2025, 12, 31), value=D("0.5"))], 1, 1, NOW
    ),
    "export": lambda w: portfolio.exported(w, Export(365, True, b"CSV"), "csv", today=TODAY),
    "export-incomplete": lambda w: portfolio.exported(
        w, Export(1, False, b"XLSX"), "xlsx", today=TODAY
    ),
    "rates": lambda w: market.rates(w, RATES, PER_TH, NOW, stale=False),
    "rates-stale": lambda w: market.rates(w, RATES, None, NOW, stale=True),
    "calc-how": lambda w: market.calc_how(w, own=True),
    "calc-own": _calc_own,
    "calc-own-unknown": market.calc_own_unknown,
    "calc-wrong": market.calc_wrong,
    "calc-which": lambda w: market.calc_which(w, [[D(1), D(200), D(15)], [D(1200), D(15)]]),
    "calc": _calculation("1234.5", "15"),
    "calc-discount": _calculation("100", "15", "0.2"),
    "calc-small": _calculation("1", "12"),
    "calc-loses": _calculation("100", "40"),
    "shop": _shop(),
    "shop-last": _shop(99, stale=True),
    "shop-payback": _shop(payback=True),
    "shop-payback-never": _shop(2, payback=True),
    "shop-without-figures": _shop(figures=IncomePerTh()),
    "shop-none": lambda w: shop.shop(w, Catalogue((), NOW, NOW, False, False), 1),
    "incentives": lambda w: market.incentives(w, LEVELS, D(40), NOW, stale=False),
    "incentives-many": lambda w: market.incentives(w, MANY_LEVELS, D(95), NOW, stale=False),
    "incentives-none": lambda w: market.incentives(w, [], D(40), NOW, stale=False),
    "wallet": lambda w: wallet.wallet(w, ton=TON, known=BALANCES, bitcoin=ADDRESS, as_of=NOW),
    "wallet-new": lambda w: wallet.wallet(
        w, ton=(TON[0], "-3"), known=[], bitcoin=None, as_of=NOW
    ),
    "wallet-none": lambda w: wallet.wallet(
        w, ton=None, can_connect=True, known=[], bitcoin=None, as_of=NOW
    ),
    "bind-ask": wallet.ask_address,
    "bind-wrong": lambda w: wallet.wrong_address(w, AddressError("checksum")),
    "secret": lambda w: start.secret(w, deleted=True),
    "secret-not-deleted": lambda w: start.secret(w, deleted=False),
    "bind-confirm": lambda w: wallet.confirm_address(w, ADDRESS, token="t0", old=None),
    "bind-replace": lambda w: wallet.confirm_address(
        w, ADDRESS, token="t0", old="1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
    ),
    "bind-same": lambda w: wallet.confirm_address(w, ADDRESS, token="t0", old=ADDRESS),
    "bind-done": lambda w: wallet.bound(w, ADDRESS),
    "bind-over": wallet.over,
    "settings": lambda w: settings.settings(w, logged_in=True),
    "settings-recovery": lambda w: settings.settings(w, logged_in=True, can_recover=True),
    "recovery-offer": recovery.offer,
    "recovery-ask": recovery.ask,
    "recovery-wrong": lambda w: recovery.wrong(w, deleted=True),
    "recovery-given": lambda w: recovery.given(w, deleted=True),
    "recovery-not-deleted": lambda w: recovery.given(w, deleted=False),
    "recovery-declined": recovery.declined,
    "recovery-not-needed": recovery.not_needed,
    "logout-ask": settings.ask_logout,
    "logout-done": settings.logged_out,
    "logout-nobody": settings.nobody_logged_in,
    "delete-ask": lambda w: settings.ask_delete(w, back="settings"),
    "delete-done": settings.deleted,
    "cancel": lambda w: settings.cancelled(w, something=True),
    "news-logged-in": _notification("logged_in", TON, is_logged_in=True),
    "news-logged-in-target": _notification(
        "logged_in", TON, Open(command="income").pack(), is_logged_in=True
    ),
    "news-started": _notification("logged_in", None, is_logged_in=True),
    "news-logged-out": _notification("logged_out", None, is_logged_in=False),
    "news-expired": _notification("expired", None, is_logged_in=False),
    "notice-payout": lambda w: security.notice(w, "payout_changed", {"address": ADDRESS}),
    "notice-login": lambda w: security.notice(
        w, "new_login", {"address": TON[0], "chain": TON[1], "device": "wallet <b>, ios"}
    ),
    "notice-login-start": lambda w: security.notice(
        w, "new_login", {"address": "", "chain": "", "device": "Telegram"}
    ),
    "notice-deleted": lambda w: security.notice(w, "erased", {"language": w.language}),
    "not-me-payout": lambda w: security.disowned(
        w, "payout_changed", before="<b>Before</b>", contact="@help_desk"
    ),
    "not-me-login": lambda w: security.disowned(w, "new_login", before="", contact=None),
    "error-login": _error(LoggedOutError(expired=False)),
    "error-expired": _error(LoggedOutError(expired=True)),
    "error-wallet-needed": _error(WalletNeededError("ListMiners", 401)),
    "error-way": _error(WayNotOfferedError()),
    "error-order-open": _error(OrderOpenError()),
    "error-down": _error(partner.Unreachable("ListMiners", "no route")),
    "error-timeout": _error(partner.TimedOut("ListMiners", "10 s")),
    "error-busy": _error(partner.RateLimited("ListMiners", 429, retry_after=21)),
    "error-internal": _error(KeyError("secret")),
    **ORDER_SCENES,
}  # fmt: skip


def as_text(screen: Screen) -> str:
    """Return a screen as text: its message, then its buttons with what they do."""
    kinds = {Does.TAP: "", Does.APP: "app ", Does.LINK: "link ", Does.SHARE: "share "}
    lines = [
        " ".join(f"[{button.label} -> {kinds[button.does]}{button.to}]" for button in row)
        for row in screen.rows
    ]
    head = [f"<{file.name}>" for file in (screen.photo, screen.document) if file]
    tail = [f"window: {screen.toast}"] if screen.alert else []
    # Plain spaces, so that editors show the difference.
    text = "\n".join([*head, screen.text, "", *lines, *tail])
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") + "\n"


def write() -> None:
    """Regenerate all files."""
    for language in LANGUAGES:
        folder = GOLDEN / language
        folder.mkdir(parents=True, exist_ok=True)
        for name, make in SCENES.items():
            (folder / f"{name}.txt").write_text(as_text(make(words(language))))


if __name__ == "__main__":
    write()
