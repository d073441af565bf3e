"""One Hypothesis profile for all tests: the same sequences in every run, and nothing left behind."""

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from coppspec.reports.pictures import has_a_font

settings.register_profile("coppspec", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("coppspec")


@pytest.fixture(scope="session", autouse=True)
def _hypothesis_leaves_no_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    set_hypothesis_home_dir(tmp_path_factory.mktemp("hypothesis"))


@pytest.fixture(autouse=True)
def _a_font_where_one_is_needed(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("font") and not has_a_font():
        pytest.skip("there is no font on this machine for the text of a PNG")
