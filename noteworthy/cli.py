"""The command line: the commands of `noteworthy.commands` put together. Only it and they speak.

Exit status: 0 when all was done, 1 when some input was refused (everything else done), 2 for a wrong call. What a
command needs is imported inside it, so that ``noteworthy --help`` answers at once.
"""

import os
import signal
import sys
from typing import Any

import click

from corpus.errors import NoteworthyError
from noteworthy import __version__
from noteworthy.commands import bulletins, coding, learning, releasing, showing
from noteworthy.commands.speaking import HUNG_UP, STOPPED, TERMINATED, WRONG_CALL, say


class Commands(click.Group):
    """The one place where the root of the error tree is caught."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; turn an error of ours into its sentence and status 2."""
        # A request to end, or a terminal that is gone, is an orderly end: files half written go, and workers with them.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup stays nohup
            signal.signal(signal.SIGHUP, lambda *_: sys.exit(HUNG_UP))
        try:
            return super().invoke(context)
        except NoteworthyError as error:
            say(f"noteworthy: {error}")
            sys.exit(WRONG_CALL)
        except BrokenPipeError:
            # The reader of our output (head, a pager) has gone: no news, and nothing to tell it.
            # Else the interpreter complains of the closed pipe once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            say(f"noteworthy: cannot write: {error.strerror}; see that there is room, or name another file.")
            sys.exit(WRONG_CALL)
        except KeyboardInterrupt:
            say("Stopped, and nothing half made is left. A build goes on where it was cut off when it is run again.")
            sys.exit(STOPPED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="noteworthy")
def main() -> None:
    """Text mining for inspectors' narrative judgements.

    Codes notes by theme, polarity and practice, each coding on its exact words; builds and publishes the coded corpus.
    Works offline. Automated tags are aids, not inspection judgements.
    """


for command in (
    coding.code,
    coding.redact,
    coding.build,
    releasing.review,
    releasing.release,
    releasing.intruder,
    releasing.erase,
    showing.find,
    showing.serve,
    showing.export,
    bulletins.bulletin,
    learning.train,
    learning.evaluate,
    learning.agreement,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
