"""Countries as GDELT spells them: in CAMEO codes where they act, in FIPS codes where things happen."""

from __future__ import annotations

# ISO 3166 code: (CAMEO, FIPS 10-4).
CODES = {
    "AE": ("ARE", "AE"),
    "BY": ("BLR", "BO"),
    "CN": ("CHN", "CH"),
    "CU": ("CUB", "CU"),
    "DE": ("DEU", "GM"),
    "EG": ("EGY", "EG"),
    "FR": ("FRA", "FR"),
    "GB": ("GBR", "UK"),
    "ID": ("IDN", "ID"),
    "IL": ("ISR", "IS"),
    "IN": ("IND", "IN"),
    "IR": ("IRN", "IR"),
    "JP": ("JPN", "JA"),
    "KH": ("KHM", "CB"),
    "KP": ("PRK", "KN"),
    "KR": ("KOR", "KS"),
    "KZ": ("KAZ", "KZ"),
    "LA": ("LAO", "LA"),
    "MN": ("MNG", "MG"),
    "MY": ("MYS", "MY"),
    "PK": ("PAK", "PK"),
    "PL": ("POL", "PL"),
    "RU": ("RUS", "RS"),
    "SG": ("SGP", "SN"),
    "SY": ("SYR", "SY"),
    "TH": ("THA", "TH"),
    "TR": ("TUR", "TU"),
    "TW": ("TWN", "TW"),
    "UA": ("UKR", "UP"),
    "US": ("USA", "US"),
    "VE": ("VEN", "VE"),
    "VN": ("VNM", "VM"),
}
BY_CAMEO = {cameo: iso for iso, (cameo, _) in CODES.items()}
BY_FIPS = {fips: iso for iso, (_, fips) in CODES.items()}
