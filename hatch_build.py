"""hatchling's hook: the wheel carries the built page, so that a server needs no Node."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))


class PageHook(BuildHookInterface[Any]):
    """Builds the page into `webapp/page/dist` and takes it along."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files are gathered; an editable install builds by `make setup`."""
        if version == "editable":
            return
        from tools.build_page import BUILT, PAGE, build  # noqa: PLC0415 - found by the line above

        # A source distribution may carry the built page instead of what it is made of.
        if (PAGE / "package-lock.json").exists():
            build()
        build_data["force_include"][str(BUILT)] = "webapp/page/dist"
