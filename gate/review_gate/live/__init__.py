"""A pull request or issue on GitHub, live: read as evidence, and the decision written where it counts.

`reading` asks and puts together, `publishing` writes; `session` is the only shell, all else is handed to it.
Import from the modules: none of them should pay for the others.
"""
