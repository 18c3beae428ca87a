"""`task revision`: write a migration; asks what it is for when no words are given."""

import sys

from scripts.dev.run import main

if __name__ == "__main__":
    message = " ".join(sys.argv[1:]) or input("What does this migration do? ").strip()
    if not message:
        sys.exit("a migration needs a message: ./scripts/task revision add nicknames")
    main(["alembic", "revision", "--autogenerate", "-m", message])
