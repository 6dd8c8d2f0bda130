"""The console command."""

import gc
import os
import sys


def main() -> None:
    """Run the command line."""
    gc.disable()  # a process this short has nothing to collect
    # What else is installed must not take part in validation, nor be searched for at every start.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    from typer import Abort
    from typer.exceptions import TyperException

    from review_gate.cli import app
    from review_gate.cli.shell import complain

    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        code = complain(error)
    except Abort:
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
