"""`make bench`: all measurements of one run, as ratios against what a person would otherwise use."""

import sys

from benchmarks import commands, hostile, live, reading, startup

print(
    f"Python {sys.version.split()[0]}; medians, contenders interleaved; use the ratios, not the milliseconds."
)
commands.main()
reading.main()
live.main()
startup.main()
hostile.main()
