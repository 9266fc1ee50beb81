"""Settings of the tests of `keys`: no deadline, since machines that build are busy."""

from hypothesis import settings

settings.register_profile("exchange", deadline=None, max_examples=60)
settings.load_profile("exchange")
