"""What is not taken from a list that somebody else made, unless a person says so.

Such a list could have the program read files of this machine, log into mailboxes with any secret of
its environment, or believe a false certificate.
"""

from __future__ import annotations

from monitor.model import Source
from monitor.sources import KINDS
from monitor.urls import canonical


def needs_trust(source: Source) -> bool:
    """Whether a source reads what is no public web address, or names a secret (``…_env``)."""
    address = KINDS[source.kind].address(source.url)
    return canonical(address or "") is None or any(
        str(option).endswith("_env") for option in source.options
    )
