"""Hypothesis for every test below: no deadline per example, because a busy machine is no bug."""

from hypothesis import settings

settings.register_profile("adapters", deadline=None)
settings.load_profile("adapters")
