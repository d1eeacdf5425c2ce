"""What all tests share: none fails for a slow machine, or for the shell that it was started from."""

import signal

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # In a background job Ctrl-C is ignored, by the tests' own processes too: those that are to be
    # interrupted would never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
