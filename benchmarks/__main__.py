"""`python -m benchmarks`: see `benchmarks.running`.

Nothing is imported unless this is run: the processes that verify signatures load this module anew, and
would pay for all that a benchmark needs where `exchange` itself makes them pay for nothing.
"""

import sys

if __name__ == "__main__":
    from benchmarks.running import main

    sys.exit(main(sys.argv[1:]))
