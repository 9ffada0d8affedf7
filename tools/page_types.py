"""Generate the page's types of the API: `python -m tools.page_types`."""

import subprocess
import tempfile
from pathlib import Path

from tools.build_page import PAGE, find_node, install
from webapp.openapi import describe
from webapp.routes import ROUTES


def main() -> None:
    """Generate them from the models that validate the requests and answers."""
    install(dev=True)
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder) / "openapi.json"
        schema.write_bytes(describe(ROUTES))
        cli = PAGE / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
        subprocess.run(
            [find_node(), cli, schema, "-o", PAGE / "src" / "data" / "api-types.ts"],
            cwd=PAGE,
            check=True,
        )


if __name__ == "__main__":
    main()
