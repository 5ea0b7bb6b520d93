"""Refuse an old Python at once, in one sentence; everything else is in setup.cfg.

Without this, pip 23 on Python 3.9 searches older releases of every dependency for minutes before
it reports the version of Python that setup.cfg requires.
"""

import sys

from setuptools import setup

if sys.version_info < (3, 10):  # noqa: UP036 - this is the one place that runs on an old Python
    sys.exit("mini-nova needs Python 3.10 or newer; this is Python %d.%d" % sys.version_info[:2])  # noqa: UP031

setup()
