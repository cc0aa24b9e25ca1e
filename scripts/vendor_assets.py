#!/usr/bin/env python3
"""Copy the front-end files that pages use from npm into static/vendor.

For maintainers, after a change of frontend/package.json or frontend/icons.txt:

    python scripts/vendor_assets.py

Needs npm; running and testing the product does not. The result is committed, and
static/vendor/vendor.lock.json says for each file where it came from and its sha256.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
NODE_MODULES = FRONTEND / "node_modules"
VENDOR = ROOT / "static" / "vendor"
LOCK_NAME = "vendor.lock.json"
ICONS = "bootstrap-icons"

FILES = {
    "bootstrap": ("dist/css/bootstrap.min.css", "dist/js/bootstrap.bundle.min.js"),
    "chart.js": ("dist/chart.umd.min.js",),
    "tom-select": ("dist/css/tom-select.bootstrap5.min.css", "dist/js/tom-select.base.min.js"),
}
# Packages whose code stands inside a copied file, so that their licences travel too.
BUNDLED = ("@kurkle/color", "@popperjs/core", "@orchidjs/sifter", "@orchidjs/unicode-variants")

_SOURCE_MAP = re.compile(rb"^\s*(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$", re.MULTILINE)
_SVG = re.compile(r"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>", re.DOTALL)


def main() -> int:
    """Install with npm, copy, and write the lock file. Return the exit code."""
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("npm was not found. Install Node.js; only this script needs it.\n")
        return 2
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FRONTEND, check=True)  # noqa: S603 - fixed arguments
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    packages = {name: _copy(name, paths) for name, paths in FILES.items()}
    packages[ICONS] = _write_sprite()
    packages |= {name: _entry(name, _copy_licence(name)) for name in BUNDLED}
    text = json.dumps({"packages": packages}, indent=2, sort_keys=True)
    (VENDOR / LOCK_NAME).write_text(text + "\n", encoding="utf-8")
    return 0


def _copy(name: str, paths: tuple[str, ...]) -> dict[str, Any]:
    copied = _copy_licence(name)
    for path in paths:
        content = (NODE_MODULES / name / path).read_bytes()
        # Hashed static files refuse to build when a named source map is missing.
        copied.append(_write(Path(path).name, _SOURCE_MAP.sub(b"", content).rstrip() + b"\n"))
    return _entry(name, copied)


def _write_sprite() -> dict[str, Any]:
    """Make one file of the icons named in frontend/icons.txt; the package's own is over a megabyte."""
    symbols = []
    for icon in sorted((FRONTEND / "icons.txt").read_text(encoding="utf-8").split()):
        svg = (NODE_MODULES / ICONS / "icons" / f"{icon}.svg").read_text(encoding="utf-8")
        match = _SVG.search(svg)
        if match is None:
            msg = f"{icon}.svg is not drawn as expected: no viewBox was found."
            raise ValueError(msg)
        view_box, shapes = match.groups()
        symbols.append(f'<symbol id="{icon}" viewBox="{view_box}">{" ".join(shapes.split())}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n{}\n</svg>\n'.format("\n".join(symbols))
    return _entry(ICONS, [*_copy_licence(ICONS), _write("icons.svg", sprite.encode())])


def _copy_licence(name: str) -> list[str]:
    licences = sorted((NODE_MODULES / name).glob("LICENSE*"))
    stem = name.replace("@", "").replace("/", "-")
    return [_write(f"{stem}.LICENSE", licence.read_bytes()) for licence in licences[:1]]


def _write(name: str, content: bytes) -> str:
    (VENDOR / name).write_bytes(content)
    return name


def _entry(name: str, files: list[str]) -> dict[str, Any]:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    package = lock["packages"][f"node_modules/{name}"]
    return {
        "version": package["version"],
        "licence": package["license"],
        "integrity": package["integrity"],
        "files": {file: hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() for file in files},
    }


if __name__ == "__main__":
    sys.exit(main())
