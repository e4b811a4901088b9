"""Who may open the pages of payments and the inbox. Whose turn it is, tests/workflows/payments/test_payments_applying.py holds."""

from chalicelib.identity import Role
from tests.architecture.access import Access, only

MAKERS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
APPROVERS = frozenset({Role.HEAD, Role.ACCOUNTANT, Role.DIRECTOR})
STAFF = MAKERS | APPROVERS
PAYERS = frozenset({Role.ACCOUNTANT})
TAX = frozenset({Role.ACCOUNTANT, Role.ADMINISTRATOR})

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/inbox"): STAFF,
    ("GET", "/inbox/count"): STAFF,
    ("GET", "/inbox/delegations"): STAFF,
    ("POST", "/inbox/delegations"): APPROVERS,
    ("POST", "/inbox/delegations/{delegation_id}/end"): STAFF,
    ("GET", "/payments"): STAFF,
    ("GET", "/payments/new"): MAKERS,
    ("POST", "/payments/applications"): MAKERS,
    ("GET", "/payments/applications/{application_id}"): STAFF,
    ("POST", "/payments/applications/{application_id}/approve"): STAFF,
    ("POST", "/payments/applications/{application_id}/return"): STAFF,
    ("POST", "/payments/applications/{application_id}/recall"): MAKERS,
    ("POST", "/payments/applications/{application_id}/seen"): MAKERS,
    ("GET", "/payments/applications/{application_id}/papers/{what}"): STAFF,
    ("GET", "/payments/batches"): PAYERS,
    ("POST", "/payments/batches"): PAYERS,
    ("GET", "/payments/batches/{batch_id}"): PAYERS,
    ("POST", "/payments/batches/{batch_id}/file"): PAYERS,
    ("POST", "/payments/batches/{batch_id}/again"): PAYERS,
    ("POST", "/payments/batches/{batch_id}/void"): PAYERS,
    ("GET", "/payments/results"): PAYERS,
    ("GET", "/payments/results/{result_id}"): PAYERS,
    ("GET", "/payments/withholding"): TAX,
    ("POST", "/payments/withholding"): TAX,
    ("GET", "/payments/withholding/{year_id}"): TAX,
    ("GET", "/payments/withholding/{year_id}/download"): TAX,
    ("GET", "/payments/levels"): STAFF,
    ("POST", "/payments/levels"): only({Role.ADMINISTRATOR}, 400),
}
