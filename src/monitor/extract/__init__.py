"""From the bytes of a page to the text of an article.

The only place that knows trafilatura, lxml and py3langid. ``read_page`` and ``read_file`` meet
bytes from strangers and belong in a worker process; ``article_from`` only decides.
"""

from monitor.extract.article import article_from
from monitor.extract.files import read_file, read_files
from monitor.extract.language import detect_language
from monitor.extract.page import read_page
from monitor.extract.text import plain_text

__all__ = [
    "article_from",
    "detect_language",
    "plain_text",
    "read_file",
    "read_files",
    "read_page",
]
