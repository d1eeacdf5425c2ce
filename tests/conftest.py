"""What all tests share: none fails for a slow machine, or for the shell that it was started from."""

import signal
from types import FrameType

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pass_over(_: int, __: FrameType | None) -> None:
    """Do what ignoring a signal does, but in this process alone: children start with the default."""


# A background job ignores Ctrl-C, and nohup the terminal's end, in the tests' own processes too:
# those that are to be interrupted would never end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, pass_over)
