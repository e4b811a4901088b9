"""The rows of all tables in tests/architecture/access, as one."""

import importlib
import pkgutil

from chalicelib.identity import Role
from tests.architecture import access
from tests.architecture.access import Access, usual

Row = tuple[str, str]


def _table() -> dict[Row, Access]:
    rows: dict[Row, Access] = {}
    for module in pkgutil.iter_modules(access.__path__):
        own: dict[Row, Access | frozenset[Role]] = importlib.import_module(f"{access.__name__}.{module.name}").ROWS
        assert not rows.keys() & own.keys(), f"{module.name} repeats rows of another table"
        rows |= {row: found if isinstance(found, Access) else usual(found, *row) for row, found in own.items()}
    return rows


TABLE = _table()
