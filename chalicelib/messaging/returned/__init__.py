"""Mail that did not arrive, kept by what it was about, for the page of whoever sent it."""
