"""One digest object, built once (`build`), kept by the store, and rendered in any format (`render`)."""

from monitor.digest.build import build, from_json, to_json
from monitor.digest.render import FORMATS, render, style
from monitor.digest.top import top

__all__ = ["FORMATS", "build", "from_json", "render", "style", "to_json", "top"]
