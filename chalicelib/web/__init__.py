"""The HTTP edge: the route decorator, requests and answers, cookies, pages and static files."""
