"""Write apt sources for the private apt: the machine's own Debian archive, and unstable from it.

Usage: apt_sources.py FOLDER.  The machine's sources are only read; their URI and keyring are kept.
"""

import glob
import re
import shlex
import sys
from pathlib import Path

ETC = Path("/etc/apt")


def codename():
    release = dict(
        line.split("=", 1)
        for line in Path("/etc/os-release").read_text().splitlines()
        if "=" in line
    )
    return shlex.split(release.get("VERSION_CODENAME", "sid"))[0]


def deb822_stanzas(text):
    """Yield the fields of each stanza of a .sources file."""
    text = re.sub(r"^#.*\n", "", text, flags=re.M)
    for stanza in re.split(r"\n\s*\n", text):
        fields, key = {}, None
        for line in stanza.splitlines():
            if line[:1] in " \t" and key:
                fields[key] += "\n" + line
            elif ":" in line:
                key, value = line.split(":", 1)
                key = key.strip().lower()
                fields[key] = value.strip()
        if fields and fields.get("enabled", "yes").lower() != "no":
            yield fields


def one_line_stanzas(text):
    """Yield the same fields for each line of an old sources.list."""
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)", line)
        if not match:
            continue
        options, uri, suite, components = match.groups()
        fields = {"types": "deb", "uris": uri, "suites": suite}
        fields["components"] = components.split("#")[0].strip()
        signed_by = re.search(r"signed-by=(\S+)", options or "", re.I)
        if signed_by:
            fields["signed-by"] = signed_by.group(1)
        yield fields


def machine_stanzas():
    for path in sorted(glob.glob(str(ETC / "sources.list.d/*.sources"))):
        yield from deb822_stanzas(Path(path).read_text())
    lists = [str(ETC / "sources.list"), *sorted(glob.glob(str(ETC / "sources.list.d/*.list")))]
    for path in filter(lambda name: Path(name).exists(), lists):
        yield from one_line_stanzas(Path(path).read_text())


def main(folder):
    own = codename()
    for fields in machine_stanzas():
        if "deb" not in fields.get("types", "").split():
            continue
        if not {own, "stable", "testing", "unstable", "sid"} & set(fields["suites"].split()):
            continue
        if "main" not in fields.get("components", "").split():
            continue
        break
    else:
        sys.exit(f"No Debian archive for {own} among the machine's apt sources.")
    for name, suites in (("own", fields["suites"]), ("unstable", "sid")):
        text = f"Types: deb\nURIs: {fields['uris']}\nSuites: {suites}\nComponents: main\n"
        if "signed-by" in fields:
            text += f"Signed-By: {fields['signed-by']}\n"
        Path(folder, f"{name}.sources").write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
