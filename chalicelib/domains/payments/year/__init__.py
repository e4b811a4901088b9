"""The year's lists for tax and premium."""
