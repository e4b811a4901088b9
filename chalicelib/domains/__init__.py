"""One package per workflow: model (pure rules), store (one table), service (use cases), routes, and jobs for what is done later."""
