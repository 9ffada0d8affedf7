"""One export per user over all processes, and a few per process."""

from contextlib import AsyncExitStack

import pytest

from portfolio.export_limit import ExportBusyError, ExportLimit
from tests.world import World


async def test_user_has_one_export_over_all_processes(world: World) -> None:
    """Another user has their own; afterwards the place is free."""
    redis = world.services.redis
    here, there = ExportLimit(redis, namespace="t"), ExportLimit(redis, namespace="t")
    async with here.slot(1), there.slot(2):
        for limit in (here, there):
            with pytest.raises(ExportBusyError) as refused:
                async with limit.slot(1):
                    pass
            assert refused.value.wait >= 1
    async with there.slot(1):
        pass


async def test_process_has_a_few_exports(world: World) -> None:
    """The next is refused; a failed one gives its place back."""
    limit = ExportLimit(world.services.redis, namespace="t", per_process=2)
    async with AsyncExitStack() as stack:
        for user in (1, 2):
            await stack.enter_async_context(limit.slot(user))
        with pytest.raises(ExportBusyError):
            await stack.enter_async_context(limit.slot(3))
    with pytest.raises(KeyError):
        async with limit.slot(3):
            raise KeyError
    async with limit.slot(3), limit.slot(4):
        pass
