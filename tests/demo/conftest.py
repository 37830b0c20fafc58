import pytest

from monitor.demo import Web, load_web
from tests.demo.tiny import tiny_articles, write


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    return load_web(write(tmp_path_factory.mktemp("articles"), tiny_articles()))
