"""``python -m duckgres``: the same as the ``duckgres`` command."""

import sys

from duckgres.cli import main

if __name__ == "__main__":
    sys.exit(main())
