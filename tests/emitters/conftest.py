"""Hypothesis for every test below: a busy machine, and a draft that is long to draw, are no bugs."""

from hypothesis import HealthCheck, settings

settings.register_profile("emitters", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("emitters")
