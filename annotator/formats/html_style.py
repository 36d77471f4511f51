"""The style sheet of the page of reports, in the colours of the program's themes."""

from __future__ import annotations

import base64
import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_THEMES = Path(__file__).resolve().parents[2] / "resources" / "themes"
_ROLES = ("paper", "panel", "text", "muted", "border", "accent", "target")
_LANES = 8
_SHEET = """
* { box-sizing: border-box; }
html { color-scheme: light dark; background: var(--panel); color: var(--text); }
body { max-width: 54rem; margin: 0 auto; padding: 2rem 1.25rem; }
body { font: 1rem/1.5 system-ui, "Noto Sans", "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 1.25rem 0 .35rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
.small { color: var(--muted); font-size: .875rem; margin: .15rem 0; overflow-wrap: anywhere; }
.legend { list-style: none; margin: 1rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; }
.legend b { color: var(--c); font-size: .75rem; margin-inline-end: .3rem; }
.legend .small { margin-inline-start: .3rem; }
nav ol { margin: .25rem 0 0; padding-inline-start: 2.25rem; }
nav li { margin: .3rem 0; overflow-wrap: anywhere; }
nav .small { margin-inline-start: .5rem; }
nav .small bdi { display: inline-block; }
article { background: var(--paper); border: 1px solid var(--border); border-radius: 8px; }
article { margin: 1.75rem 0; padding: 1.25rem 1.5rem; }
.text { font-size: 1.05rem; line-height: 2.3; margin: 1rem 0 0; }
.text.deep { line-height: 2.9; }
.text.deeper { line-height: 3.8; }
.text p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; text-align: start; }
.text p.b { line-height: 1.2; }
.e { background: linear-gradient(var(--c), var(--c)) left bottom / 100% 2px no-repeat, var(--t); }
.e { border-radius: 2px; padding-block: .1em; }
.e.n1 { padding-block: .24em; }
.e.n2 { padding-block: .38em; }
.e.n3, .e.n4, .e.n5, .e.n6, .e.n7 { padding-block: .52em; }
.c { --s: 0px; --z: 0px; background:
  linear-gradient(var(--c), var(--c)) left bottom / 100% 2px no-repeat,
  linear-gradient(var(--c), var(--c)) left bottom / var(--s) 6px no-repeat,
  linear-gradient(var(--c), var(--c)) right bottom / var(--z) 6px no-repeat; }
.c.f { --s: 2px; } .c.z { --z: 2px; }
.c:dir(rtl) { --s: 0px; --z: 0px; } .c.f:dir(rtl) { --z: 2px; } .c.z:dir(rtl) { --s: 2px; }
.f::before { content: attr(data-k); position: absolute; margin-top: -.15em; pointer-events: none; }
.f::before { font: 700 .62em/1 system-ui, sans-serif; color: var(--c); }
.f:empty::after { content: "\\2205"; color: var(--c); }
.f:target { outline: 3px solid var(--target); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: start; font-weight: 600; color: var(--muted); }
th, td { border-top: 1px solid var(--border); padding: .35rem .75rem .35rem 0; vertical-align: top; }
td { overflow-wrap: anywhere; }
td:first-child { width: 45%; }
td:nth-child(2) { width: 22%; }
td ul { list-style: none; margin: 0; padding: 0; }
td b { color: var(--c); font-size: .75rem; margin-inline-end: .3rem; }
@media (max-width: 40rem) {
  body { padding: 1rem .6rem; }
  article { padding: 1rem .8rem; }
  thead { display: none; }
  tr { display: block; border-top: 1px solid var(--border); padding: .35rem 0; }
  td { display: block; border: 0; padding: .1rem 0; }
  td:nth-child(n) { width: auto; }
}
@page { margin: 16mm; }
@media print {
  html { background: #fff; }
  body { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
  article { border: 0; padding: 0; break-before: page; }
  h2, h3 { break-after: avoid; }
  tr, .text p { break-inside: avoid-page; orphans: 3; widows: 3; }
}
"""


@cache
def style_sheet() -> str:
    """The whole sheet; the dark colours hold on dark screens, never on paper."""
    rules = [f":root {{ {_colours('light')} }}"]
    rules += [f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_colours('dark')} }} }}"]
    rules += [f".{role} {{ --c: var(--{role}); --t: var(--{role}-tint); }}" for role in label_roles()]
    rules += [_SHEET.strip()]
    rules += [f".c.n{lane} {{ padding-bottom: {0.3 + 0.26 * lane:.2f}em; }}" for lane in range(_LANES)]
    rules += [
        f".o{place}::before {{ margin-inline-start: {0.85 * place:.2f}em; }}" for place in range(1, _LANES + 1)
    ]
    return "\n".join(rules) + "\n"


@cache
def policy() -> str:
    """A Content-Security-Policy that lets this style sheet in and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style_sheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def label_roles() -> tuple[str, ...]:
    """The colours that a label may have."""
    return tuple(_theme("light")["labels"])


@cache
def _theme(name: str) -> dict[str, Any]:
    theme: dict[str, Any] = tomllib.loads((_THEMES / f"{name}.toml").read_text(encoding="utf-8"))
    return theme


def _colours(name: str) -> str:
    theme = _theme(name)
    pairs = {role: theme["colors"][theme["roles"][role]] for role in _ROLES}
    for role, colours in theme["labels"].items():
        pairs |= {role: colours["strong"], f"{role}-tint": colours["tint"]}
    return " ".join(f"--{name}: {colour};" for name, colour in pairs.items())
