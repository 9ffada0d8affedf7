"""The download of the income: an error is answered before any part of the file."""

from tests.world import World


async def test_error_while_the_file_is_made_is_answered_as_one(world: World) -> None:
    """With its status and code."""
    await world.login()
    path = (await world.post("/api/income/export")).body["path"]
    await world.inject_fault("broken")
    answer = await world.get(path, user=None)
    assert (answer.status, answer.code) == (502, "partner_broken")
