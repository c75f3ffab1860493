"""The model of the extra `smart`, which takes two seconds to load."""

import pytest

from bot.asks.matching.meaning import Meaning


@pytest.fixture(scope="session")
def model() -> Meaning:
    return Meaning()
