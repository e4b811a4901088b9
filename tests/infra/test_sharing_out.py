"""Who runs which tests."""

import pytest

from tests.support.sharing_out import share_of


@pytest.mark.parametrize(
    ("test", "share"),
    [
        ("tests/browser/test_leave.py::test_two_tabs[phone]", "tests/browser"),
        ("tests/engine/test_fees_races.py::test_a[moto]", "tests/engine"),
        ("tests/workflows/fees/test_fees_pages.py::test_b[a/b::c]", "tests/workflows/fees"),
        ("tests/everything/test_outages.py::test_e", "tests/everything"),
        ("tests/workflows/test_logs.py::test_c", "tests/workflows/test_logs.py"),
        ("tests/unit/test_chain.py::test_d", "tests/unit/test_chain.py"),
    ],
)
def test_what_shares_a_scene_a_centre_or_an_engine_stays_together(test, share):
    """Browsers, races and each workflow go to one worker as a whole, other modules one by one."""
    assert share_of(test) == share
