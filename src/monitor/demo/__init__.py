"""The bundled sample web that ``monitor demo`` reads: invented, offline, and with its own clock.

``load_web`` reads it, ``SampleWeb`` serves it on this machine, ``sources`` lists its feeds and
``labelled`` gives its articles with what is true about them.
"""

from monitor.demo.server import SampleWeb, in_thread
from monitor.demo.web import Web, labelled, load_web, sources

__all__ = ["SampleWeb", "Web", "in_thread", "labelled", "load_web", "sources"]
