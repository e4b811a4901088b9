"""One package per workflow, each with model (pure rules), store (one table), service (use cases), routes and, where it has work to do later, jobs."""
