"""The files that other workflows keep with a class: asked for on a page, made by a worker, fetched from the class's list of files."""

from chalicelib.domains.classes.files.requests import make_file, request_file

__all__ = ["make_file", "request_file"]
