"""Making the ledger that is measured, in the database of DATABASE_URL."""

import argparse

import django

django.setup()
# Models can be imported only now.
from tests.benchmarks import loading  # noqa: E402

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("number", "entries", "workers"):
        parser.add_argument(f"--{name}", type=int, required=True)
    loading.prepare(**vars(parser.parse_args()))
