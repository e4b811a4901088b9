"""One measure, and how it is shown."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """`floor` None: nothing to compare with."""

    name: str
    value: float
    unit: str
    floor: float | None
    limit: float

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.floor, 2) if self.floor else None

    @property
    def ok(self) -> bool:
        return self.value <= self.limit

    def to_json(self) -> str:
        """In the order of the package's docstring."""
        values = asdict(self)
        limit = values.pop("limit")
        return json.dumps({**values, "ratio": self.ratio, "limit": limit, "ok": self.ok}, ensure_ascii=False)


def table(lines: list[Line]) -> str:
    """All of them, for people."""
    head = f"{'name':44} {'value':>9} {'floor':>9} {'ratio':>6} {'limit':>9}  unit"
    rows = [
        f"{line.name:44} {line.value:9.3f} {_shown(line.floor):>9} {_shown(line.ratio):>6} {line.limit:9.3f}  {line.unit}"
        + ("" if line.ok else "   ← too much")
        for line in lines
    ]
    return "\n".join([head, *rows])


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"
