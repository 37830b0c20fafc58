"""A static archive of the warehouse for a browser: no server, no request, nothing to patch."""

from monitor.site.pages import pages
from monitor.site.write import write

__all__ = ["pages", "write"]
