"""The sample centre of make run, made through the services."""
