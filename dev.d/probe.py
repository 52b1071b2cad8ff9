"""Ask the demo server whether it answers; with --log-in also whether its users get in.

Usage: probe.py PORT [--log-in].  Logins come on standard input, one a line; login = password.
"""

import json
import sys
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener


def opener():
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))


def log_in(address, login):
    """Log in as the web client does, and open it."""
    browser = opener()
    params = {"db": "demo", "login": login, "password": login}
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
    request = Request(
        f"{address}/web/session/authenticate",
        body.encode(),
        {"Content-Type": "application/json"},
    )
    answer = json.load(browser.open(request, timeout=60))
    if not answer.get("result", {}).get("uid"):
        sys.exit(f"{login} cannot log in: {answer.get('error', answer)}")
    page = browser.open(f"{address}/odoo", timeout=60)
    if page.status != 200 or "/web/login" in page.url:
        sys.exit(f"{login} does not get the web client: {page.status} {page.url}")
    print(f"-- {login} is in", file=sys.stderr)


def main(port, *options):
    address = f"http://127.0.0.1:{port}"
    opener().open(f"{address}/web/health", timeout=60).read()
    if "--log-in" in options:
        for login in ["admin", *sys.stdin.read().split()]:
            log_in(address, login)


if __name__ == "__main__":
    main(*sys.argv[1:])
