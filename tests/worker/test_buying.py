"""A miner is bought for Stars: order, invoice, payment, delivery."""

from tests.selling import ALICE, a_worker, open_shop
from tests.servers import PostgresServer


async def test_miner_is_bought(redis_url: str, postgres: PostgresServer) -> None:
    """Every step is recorded, and the miner is in the list."""
    async with open_shop(redis_url, postgres) as selling, a_worker(selling):
        await selling.bind()
        order = await selling.order()
        await selling.set_stars(5000)
        assert (await selling.pay(order))["status"] == "paid"
        done = await selling.reaches(order["id"], "done")
        assert [step["state"] for step in done["steps"]] == [
            "quoted", "awaiting", "paid", "fulfilling", "done",
        ]  # fmt: skip
        miners = (await selling.world.get("/api/miners", ALICE)).body["items"]
        assert done["miner"] in {str(miner["id"]) for miner in miners}
