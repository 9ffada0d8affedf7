"""`python -m worker`: the worker as one process, and the commands of its operator."""

import sys

from worker.command import parser, run_command


def main() -> None:
    """Run until stopped, or carry out a command."""
    asked = parser().parse_args()
    if asked.command:
        sys.exit(run_command(asked))
    from worker.serve import run  # noqa: PLC0415 - commands need no aiogram, which takes a second

    run()


if __name__ == "__main__":
    main()
