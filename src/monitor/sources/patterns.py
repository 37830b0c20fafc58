"""Regular expressions as options: checked where the list is read, not where a page is."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"'{text}' is no regular expression: {error}") from None
    return text


Pattern = Annotated[str, AfterValidator(_expression)]
