"""One package per workflow: model and rules (pure), store (one table), use cases, routes; and jobs, what is done later, as tables."""

# Every workflow, in the order that their schedules run.
WORKFLOWS = (
    "attendance",
    "classes",
    "completion",
    "fees",
    "handouts",
    "leave",
    "licences",
    "meals",
    "payments",
    "people",
    "portal",
    "surveys",
    "voting",
)
