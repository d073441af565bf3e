"""One Hypothesis profile for all tests: the same sequences in every run."""

from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from coppspec.reports.pictures import has_a_font

settings.register_profile("coppspec", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("coppspec")

# Hypothesis writes a folder even without a database; this one goes with the process.
HOME = TemporaryDirectory()
set_hypothesis_home_dir(HOME.name)


@pytest.fixture(autouse=True)
def _a_font_where_one_is_needed(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("font") and not has_a_font():
        pytest.skip("there is no font on this machine for the text of a PNG")
