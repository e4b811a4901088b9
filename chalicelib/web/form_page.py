"""The page of a form, opened for the first time or given back with what was wrong."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from chalicelib.errors import AppError, InvalidInput, TooMany
from chalicelib.web.field_rules import LONGEST_REASON
from chalicelib.web.http import Page
from chalicelib.web.value_rules import LONGEST_EMAIL

BOUNDS = {"reason": LONGEST_REASON, "email": LONGEST_EMAIL}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def form_page(
    template: str,
    values: Mapping[str, Any],
    error: AppError | None = None,
    *,
    about: str = "",
    typed: Mapping[str, Any] = _NOTHING,
    standing: Mapping[str, Any] = _NOTHING,
    cookies: Mapping[str, str] = _NOTHING,
) -> Page:
    """A page with the status of its error, 200 without one.

    Besides `values` the template gets `form`: what was typed, above what stands; `errors`: {field: what is wrong with it};
    `message`: what is wrong as a whole, or ""; `locked`: whether it was tried too often; `bounds`: how long the fields may be that
    are the same everywhere. `about` is the field that an error is about which names none.
    """
    fields = error.fields if isinstance(error, InvalidInput) else {about: error.message} if error and about else {}
    shown = {
        "form": {**standing, **typed},
        "errors": fields,
        "message": error.message if error else "",
        "locked": isinstance(error, TooMany),
        "bounds": BOUNDS,
    }
    return Page(template, {**values, **shown}, status=error.status if error else 200, cookies=cookies)
