"""The command line: one module for each group of commands, one place for how errors end."""

from __future__ import annotations

import logging
import os
import sys
import traceback

import typer

from monitor.cli import filters, operating, questions, running, sourcing, watching
from monitor.errors import MonitorError

app = typer.Typer(
    name="monitor",
    help="Turns a brief into watchlists, reads the world's news against them, and tells each"
    " morning what is new.",
    epilog="Exit codes: 0 done · 1 unexpected · 2 wrong usage or configuration · 3 another run holds"
    " the lock · 4 collected but not committed · 5 delivery failed."
    " Add --debug to any command for a traceback.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (running, questions, filters, watching, sourcing, operating):
    group.add_to(app)


def main() -> None:
    """Run the command line; the process ends with the exit code of what went wrong."""
    debug = "--debug" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--debug"]
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s %(message)s"
    )
    try:
        app()
    except MonitorError as error:
        if debug:
            traceback.print_exc()
        typer.secho(f"error: {error}", err=True, fg=None)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader went away (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        typer.secho("stopped", err=True)
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last door: a sentence instead of a traceback
        if debug:
            traceback.print_exc()
        typer.secho(
            f"error: unexpected {type(error).__name__}: {error}\n"
            "  → this is a fault of the program; run the command again with --debug and report it",
            err=True,
        )
        sys.exit(1)
