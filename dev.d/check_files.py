"""Checks on every file of the project that no linter makes: run by ./dev lint.

XML is well-formed; text ends with a newline and holds no conflict marks; no file names a package
registry's host or the folder in which the project happens to lie.
"""

import re
import subprocess
import sys
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
# Written in pieces, so that this file does not name them either.
HOSTS = [
    ("debian", "org"),
    ("pypi", "org"),
    ("python" + "hosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("postgresql", "org/pub"),
    ("nightly.odoo", "com"),
]
HOST = re.compile(r"(?<![\w@])(?:[\w-]+\.)*(?:%s)" % "|".join(rf"{name}\.{tld}" for name, tld in HOSTS), re.I)
FOLDER = re.compile(rf"(?<![\w./]){re.escape(str(ROOT))}(?![\w-])")
CONFLICT = re.compile(r"^(<{7} |>{7} |={7}$)", re.M)


def project_files():
    """Yield the files that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in sorted(set(filter(None, listed.split("\0")))):
        if (ROOT / name).is_file():
            yield name


def complaints(name):
    """Yield what is wrong with one file."""
    content = (ROOT / name).read_bytes()
    if name.endswith(".xml"):
        try:
            etree.fromstring(content)
        except etree.XMLSyntaxError as error:
            yield f"not well-formed XML: {error}"
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return  # a picture or the like
    if "\0" in text:
        return
    if text and not text.endswith("\n"):
        yield "no newline at the end"
    if CONFLICT.search(text):
        yield "a conflict mark of git"
    for pattern, what in ((HOST, "a package registry's host"), (FOLDER, "this machine's folder")):
        match = pattern.search(text)
        if match:
            line = text.count("\n", 0, match.start()) + 1
            yield f"line {line} names {what}: {match.group()}"


def main():
    found = [f"{name}: {complaint}" for name in project_files() for complaint in complaints(name)]
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
