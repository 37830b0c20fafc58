"""The command line: one module for each group of commands, one place for how errors end."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import Annotated

import typer

from monitor.cli import (
    browsing,
    digests,
    filters,
    operating,
    questions,
    running,
    sourcing,
    story,
    watching,
)
from monitor.errors import ConfigError, MonitorError, UsageError

# Ended by Ctrl-C, as a shell counts it: 128 and the number of the signal.
STOPPED = 130

app = typer.Typer(
    name="monitor",
    help="Turns a brief into watchlists, reads the world's news against them, and tells each"
    " morning what is new.",
    epilog="""\b
Exit codes:
  0  done; sources that failed are reported
  1  something unexpected
  2  wrong usage or configuration, nothing was started
  3  another run is at work on the warehouse
  4  collected, not committed: the next run commits
  5  a digest was not delivered; its file exists

\b
Start with:
  monitor demo             the whole job on a bundled sample web, offline
  monitor COMMAND --help   what a command does, with an example
""",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: it reads the same in a terminal and a pipe, and is printed sooner.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
groups = (running, digests, questions, browsing, story, filters, watching, sourcing, operating)
for group in groups:
    group.add_to(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"monitor {version('monitor')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks; any command takes it.")
    ] = False,
) -> None:
    del version, debug  # the first has ended the program, the second was taken by `main`


def main() -> None:
    """Run the command line; the process ends with the exit code of what went wrong."""
    debug = "--debug" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--debug"]
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s %(message)s"
    )
    # Text from outside may hold half a character; JSON reads the escape, a terminal survives it.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = app(prog_name="monitor", standalone_mode=False)
        # A reader that went away (`| head`) is noticed here at the latest.
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except SystemExit as ended:
        # Typer ends with 1 where the reader went away while a command still wrote.
        code = 0 if isinstance(ended.__context__, BrokenPipeError) else ended.code
    except Exception as error:  # noqa: BLE001 - the last door: a sentence instead of a traceback
        if debug:
            traceback.print_exc()
        sentence, code = _ending(error)
        typer.echo(sentence, err=True)
    if code == STOPPED:
        typer.echo("stopped", err=True)
    sys.exit(code or 0)


def _ending(error: Exception) -> tuple[str, int]:
    """What to say of an error, and the exit code to end with."""
    if isinstance(error, ConfigError):
        mistakes = (error, *error.others)
        return "\n".join(f"error: {one}" for one in mistakes), error.exit_code
    if isinstance(error, MonitorError):
        return f"error: {error}", error.exit_code
    if isinstance(error, typer.TyperException):
        return _wrong_usage(error), UsageError.exit_code
    if isinstance(error, typer.Abort):
        return "stopped", STOPPED
    what = MonitorError(
        f"unexpected {type(error).__name__}: {error}",
        mend="this is a fault of the program; run the command again with --debug and report it",
    )
    return f"error: {what}", what.exit_code


def _wrong_usage(error: typer.TyperException) -> str:
    """What typer says of a wrong option or argument, in the form of all our errors."""
    said = error.format_message().replace("Value error, ", "")
    if said.startswith("Usage:"):
        return said  # no command was named: the help is the answer
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "monitor"
    return f"error: {said[0].lower()}{said[1:].rstrip('.')}\n  → see: {command} --help"
