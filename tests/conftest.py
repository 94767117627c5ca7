"""What every test has in common."""

from hypothesis import HealthCheck, settings

# A loaded machine is slow for reasons that are not in the code.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("suite")
