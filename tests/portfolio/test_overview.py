"""The overview's age of data and its sums; its parts are compared in tests/flows."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.world import World


async def test_overview_states_its_time_and_that_of_older_figures(world: World) -> None:
    """Own data is fetched each time, rates and today's figures are up to five minutes old."""
    await world.login()
    await world.get("/api/overview")
    world.clock.move(timedelta(minutes=2))
    before = world.clock()
    answer = (await world.get("/api/overview")).body
    assert datetime.fromisoformat(answer["asOf"]) >= before
    figures = datetime.fromisoformat(answer["item"]["figuresAsOf"])
    assert timedelta(minutes=2) <= before - figures < timedelta(minutes=5)
    assert answer["stale"] is False


async def test_overview_sums_of_net_are_those_of_its_days(world: World) -> None:
    """The last seven and thirty days; each day's net is gross less fees."""
    await world.login(wallet=2)
    overview = (await world.get("/api/overview")).body["item"]
    nets = [Decimal(day["net"]) for day in overview["days"]]
    assert Decimal(overview["netWeek"]) == sum(nets[-7:])
    assert Decimal(overview["netMonth"]) == sum(nets)
    for day in overview["days"]:
        assert Decimal(day["net"]) == Decimal(day["gross"]) - Decimal(day["fees"])
        assert Decimal(day["value"]) == Decimal(day["gross"])  # fees are paid in GOMINING
        assert day["feesPaidIn"] == "GOMINING"


async def test_overview_without_miners_has_no_net(world: World) -> None:
    """Neither an estimate nor a mined day."""
    await world.login(wallet=77)
    overview = (await world.get("/api/overview")).body["item"]
    for name in ("netToday", "netLastDay", "netWeek", "netMonth"):
        assert overview[name] is None, name
