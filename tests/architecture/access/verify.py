"""Who may open the public pages of verification: anyone."""

from tests.architecture.access import Access, everyone

ROWS: dict[tuple[str, str], Access] = {
    ("GET", "/verify"): everyone(200),
    ("GET", "/verify/certificate"): everyone(303),
    ("GET", "/verify/{code}"): everyone(404),
    ("GET", "/verify/checks/{check_id}"): everyone(404),
}
