"""The namespaces and element names of feeds, as feedparser knows them.

Elements are named by the usual prefix of their namespace and their name in lower case
("dc_creator"); those of RSS and Atom themselves have no prefix, whichever they come from.
"""

from __future__ import annotations

ATOM = "http://www.w3.org/2005/Atom"
FOREIGN = "?"

_CORE = (
    "", ATOM, "http://backend.userland.com/rss", "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/",
    "http://example.com/newformat#", "http://example.com/necho", "http://purl.org/echo/",
    "uri/of/echo/namespace#", "http://purl.org/pie/", "http://purl.org/atom/ns#",
    "http://purl.org/rss/1.0/modules/rss091#",
)  # fmt: skip
_MODULES = {
    "admin": "http://webns.net/mvcb/",
    "audio": "http://media.tangent.org/rss/1.0/",
    "blogchannel": "http://backend.userland.com/blogChannelModule",
    "cc": "http://creativecommons.org/ns#license http://web.resource.org/cc/",
    "creativecommons": "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html "
    "http://backend.userland.com/creativeCommonsRssModule",
    "co": "http://purl.org/rss/1.0/modules/company",
    "cp": "http://my.theinfo.org/changed/1.0/rss/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "fm": "http://freshmeat.net/rss/fm/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "gml": "http://www.opengis.net/gml",
    "icbm": "http://postneo.com/icbm/",
    "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd http://example.com/DTDs/PodCast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss http://search.yahoo.com/mrss/",
    "pingback": "http://madskills.com/public/xml/rss/module/pingback/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "psc": "http://podlove.org/simple-chapters",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "str": "http://hacks.benhammersley.com/rss/streaming/",
    "szf": "http://schemas.pocketsoap.com/rss/myDescModule/",
    "trackback": "http://madskills.com/public/xml/rss/module/trackback/",
    "wfw": "http://wellformedweb.org/commentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_RSS_MODULES = {
    "ag": "aggregation", "annotate": "annotate", "content": "content", "email": "email",
    "ev": "event", "image": "image", "l": "link", "ref": "reference", "reqv": "richequiv",
    "search": "search", "slash": "slash", "ss": "servicestatus", "sub": "subscription",
    "sy": "syndication", "taxo": "taxonomy", "thr": "threading", "ti": "textinput", "wiki": "wiki",
}  # fmt: skip

# Namespace in lower case, as feedparser compares them, to prefix.
PREFIXES = {
    **{uri.lower(): "" for uri in _CORE},
    **{uri.lower(): prefix for prefix, uris in _MODULES.items() for uri in uris.split()},
    **{f"http://purl.org/rss/1.0/modules/{name}/": prefix for prefix, name in _RSS_MODULES.items()},
}
# With one of these for its prefix, an unknown namespace would be taken for a known one.
TAKEN = {*PREFIXES.values(), "author", "created", "published", "title", "updated"} - {""}

# Whole modules whose elements, below one another too, say nothing that an entry is made of …
IGNORED_MODULES = {
    FOREIGN, "ag", "annotate", "audio", "blogchannel", "dcterms", "fm", "geo", "icbm", "media",
    "pingback", "prism", "rdf", "slash", "sy", "taxo", "thr", "trackback", "wfw",
}  # fmt: skip
# … but for these, which stand where the elements of RSS and Atom could stand.
ACTING = {
    "dcterms_created", "dcterms_issued", "dcterms_modified", "dcterms_valid",
    "media_description", "media_title",
}  # fmt: skip

# Words of RSS and Atom that feedparser hears, or by which it keeps what it found; any other element
# without a prefix is only noted under its own name.
WORDS = {
    "abstract", "author", "authors", "body", "category", "channel", "cloud", "content",
    "contributor", "contributors", "copyright", "created", "date", "description", "email",
    "enclosure", "enclosures", "entries", "entry", "expirationdate", "expired", "feed", "fullitem",
    "generator", "geom", "geometry", "georssgeom", "guid", "guidislink", "height", "homepage", "href", "id",
    "image", "info", "issued", "item", "items", "keywords", "language", "lastbuilddate", "license",
    "link", "links", "managingeditor", "math", "modified", "name", "newlocation", "pos", "pubdate",
    "publisher", "publishers", "published", "rights", "rss", "source", "subtitle", "summary", "svg",
    "tagline", "tags", "textinput", "title", "updated", "uri", "url", "validity", "webmaster",
    "where", "width",
}  # fmt: skip
# Elements without children that are of no use to us, in an item and in a feed.
_LEAVES = {
    "category", "copyright", "keywords", "language", "rights", "subtitle", "tagline", "webmaster",
    "dc_contributor", "dc_coverage", "dc_format", "dc_identifier", "dc_language", "dc_modified",
    "dc_publisher", "dc_relation", "dc_rights", "dc_source", "dc_subject", "dc_type",
    "georss_box", "georss_elev", "georss_featurename", "georss_line", "georss_point",
    "georss_polygon",
    "itunes_block", "itunes_category", "itunes_duration", "itunes_episode", "itunes_episodetype",
    "itunes_explicit", "itunes_image", "itunes_keywords", "itunes_order", "itunes_season",
    "itunes_subtitle", "itunes_title", "itunes_type",
}  # fmt: skip
ITEM_LEAVES = _LEAVES | {"expirationdate"}
FEED_LEAVES = _LEAVES | {
    "cloud", "dc_creator", "dc_date", "dc_title", "generator", "lastbuilddate", "managingeditor",
    "modified", "pubdate", "published", "title", "updated", "admin_errorreportsto", "admin_generatoragent", "feedburner_info",
    "feedburner_emailserviceid", "feedburner_feedburnerhostname", "feedburner_feedflare",
    "itunes_author", "itunes_new-feed-url",
}  # fmt: skip
_PERSON = {"email", "homepage", "name", "uri", "url"}
ITEM_GROUPS = {"contributor": _PERSON}
FEED_GROUPS = {
    "author": _PERSON,
    "contributor": _PERSON,
    "image": {"description", "height", "link", "title", "url", "width"},
    "items": {"rdf_seq", "rdf_li"},
    "itunes_category": {"itunes_category"},
    "itunes_owner": {"itunes_email", "itunes_name"},
    "skipdays": {"day"},
    "skiphours": {"hour"},
    "textinput": {"description", "link", "name", "title"},
}
