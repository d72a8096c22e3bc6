"""Names browsers, as people tell their machines apart."""

BROWSERS = {
    'Edg': 'Edge',
    'OPR': 'Opera',
    'Firefox': 'Firefox',
    'FxiOS': 'Firefox',
    'Chrom': 'Chrome',
    'Safari': 'Safari',
}
SYSTEMS = {
    'Android': 'Android',
    'iPhone': 'iPhone',
    'iPad': 'iPad',
    'Windows': 'Windows',
    'Mac OS': 'Mac',
    'Linux': 'Linux',
}


def name(user_agent: str) -> str:
    """*Firefox on Windows*, from the header `User-Agent`; of what it does not name, nothing."""
    # In this order: each names others after itself as well.
    browser = next((word for mark, word in BROWSERS.items() if mark in user_agent), '')
    system = next((word for mark, word in SYSTEMS.items() if mark in user_agent), '')
    return ' on '.join(filter(None, (browser, system)))
