"""Entry point of `python -m training.lite`."""

from __future__ import annotations

import sys

from .cli import main

sys.exit(main())
