"""The one door to the network: polite to hosts, closed to private addresses, bounded in all things.

Nothing else in the project may open a connection to a site. The address is checked where the
socket is made, after the name was resolved, so the checked address is the connected one. Time
limits cover the whole answer, size limits count unpacked bytes, redirects are followed by hand.
"""

from monitor.http.client import Client
from monitor.http.policy import NetworkPolicy

__all__ = ["Client", "NetworkPolicy"]
