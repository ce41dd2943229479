"""The command `eventwire`: one module a command, nothing heavy imported before it is needed."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from streams.errors import EventwireError

#: Exit codes: 1 where the work failed, 2 where the command was used wrongly, 130 after Ctrl-C.
FAILURE, USAGE, INTERRUPTED = 1, 2, 130


class CommandFailed(EventwireError):
    """Ends the command with one line on standard error and an exit code."""

    def __init__(self, told: str, *, code: int = FAILURE) -> None:
        super().__init__(told)
        self.code = code


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command and exits; no traceback reaches the user but a defect's of ours."""
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: Sequence[str]) -> int:
    from streams.cli.app import app

    try:
        code = app(args=list(arguments), prog_name="eventwire", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except CommandFailed as failure:
        return _tell(str(failure), code=failure.code)
    except EventwireError as error:
        return _tell(str(error), code=FAILURE)
    except Exception as error:  # noqa: BLE001 - the last place where it can be told in one line
        # Typer's own complaints: they carry a message and the code to exit with.
        told = getattr(error, "format_message", None)
        if told is not None:
            return _tell(told(), code=getattr(error, "exit_code", USAGE))
        if type(error).__name__ == "Abort":
            return INTERRUPTED
        return _tell_defect(error)
    return code if isinstance(code, int) else 0


def _tell(told: str, *, code: int) -> int:
    line = " ".join(told.split())
    if line:
        print(f"eventwire: {line}", file=sys.stderr)
    return code


def _tell_defect(error: Exception) -> int:
    """A defect of ours in one line; EVENTWIRE_TRACEBACK=1 shows where it comes from."""
    if os.environ.get("EVENTWIRE_TRACEBACK"):
        traceback.print_exception(error)
    hint = "" if os.environ.get("EVENTWIRE_TRACEBACK") else " (EVENTWIRE_TRACEBACK=1 tells more)"
    return _tell(f"unexpected {type(error).__name__}: {error}{hint}", code=FAILURE)


def _let_go_of_stdout() -> None:
    """Keeps the interpreter from writing to the closed pipe once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
