"""The console command."""

import gc


def main() -> None:
    """Run the command line; a process this short has nothing to collect."""
    gc.disable()
    from review_gate.cli import app

    app()


if __name__ == "__main__":
    main()
