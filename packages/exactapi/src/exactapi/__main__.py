"""`python -m exactapi`, where the script `exactapi` is not on the path."""

import sys

from exactapi.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
