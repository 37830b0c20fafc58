"""The browser tests would see what they look for."""

from tests.browser.conftest import PHONE, Visiting

PAGE = """<!doctype html><html lang=en><title>x</title><h1>x</h1>
<p style="color:#999;background:#fff">pale</p><p style="width:900px">wide</p>
<img alt="" src="http://192.0.2.1/p.png"><script>throw new Error("broken")</script>"""


def test_a_bad_page_is_seen_to_be_bad(visit: Visiting, tmp_path) -> None:
    place = tmp_path / "page.html"
    place.write_text(PAGE)
    seen = visit(place.as_uri(), viewport=PHONE)
    assert any("broken" in said for said in seen.errors)
    assert seen.requests == [place.as_uri(), "http://192.0.2.1/p.png"]
    assert seen.barriers()[0].startswith("color-contrast")
    assert seen.overflow() > 400
