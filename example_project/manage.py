#!/usr/bin/env python3
"""Django's command line for the example marketplace."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run one command; the package and its specimens are found beside this folder."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    from django.core.management import execute_from_command_line
    from marketplace.processes import end_with_supervisor

    end_with_supervisor()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
