"""The page of reports: it shows every text and annotation, however they overlap, and can do no harm."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest

from annotator.app.colour_checks import contrast
from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.domain.labels import Label, LabelSchema
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.export import export_reports
from annotator.formats.html_check import PageReader, seen_in
from annotator.formats.html_page import HtmlFormat, HtmlWriter
from annotator.formats.html_style import style_sheet
from annotator.formats.html_text import Look, body, shown
from tests.formats.conformance import sample
from tests.formats.reading import plain_record, span

HTML = HtmlFormat()
SCHEMA = LabelSchema("s", (Label("Actor", "a", "label2"), Label("Claim", "c", "label4", "claim")))
LOOKS = {"Actor": Look("A", "label2", True), "Claim": Look("C", "label4", False)}
EVIL = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"


def page(folder: Path, *records: ReportRecord, schema: LabelSchema | None = SCHEMA) -> str:
    path = folder / "reports.html"
    export_reports(records, path, HTML, schema=schema)
    return path.read_text(encoding="utf-8")


def markup(text: str, *spans: SpanRecord) -> str:
    """The paragraphs, with tags cut down to what tells: label, and whether a piece is the first or last."""
    ordered = sorted(spans, key=SpanRecord.order)
    found = "".join(body(shown(text), ordered, LOOKS, [f"i{n}" for n in range(len(ordered))]))

    def short(match: re.Match[str]) -> str:
        classes = match[1].split()
        look = next(look for look in LOOKS.values() if look.role == classes[1])
        return "<" + look.letter + "".join(mark for mark in "fz" if mark in classes) + ">"

    return (
        re.sub(r'<span class="([^"]*)"[^>]*>', short, found).replace("</span>", "</>").replace(' dir="auto"', "")
    )


class Elements(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


TEXT = "Rebels shelled Mosul."


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "Rebels shelled Mosul."),
        ([(0, 6, "Actor")], "<Afz>Rebels</> shelled Mosul."),
        ([(0, 20, "Claim"), (0, 6, "Actor")], "<Cfz><Afz>Rebels</> shelled Mosul</>."),
        ([(0, 14, "Claim"), (7, 20, "Claim")], "<Cfz>Rebels <Cf>shelled</></><Cz> Mosul</>."),
        ([(0, 14, "Claim"), (7, 20, "Actor"), (7, 9, "Claim")],
         "<Cfz>Rebels <Af><Cfz>sh</>elled</></><Az> Mosul</>."),
        ([(0, 6, "Actor"), (0, 6, "Claim")], "<Afz><Cfz>Rebels</></> shelled Mosul."),
        ([(0, 3, "Actor"), (3, 6, "Actor")], "<Afz>Reb</><Afz>els</> shelled Mosul."),
        ([(20, 21, "Claim")], "Rebels shelled Mosul<Cfz>.</>"),
    ],
)  # fmt: skip
def test_nested_spans_nest_and_crossing_ones_are_parted(spans: list[tuple[int, int, str]], expected: str) -> None:
    assert markup(TEXT, *(span(TEXT, *place) for place in spans)) == f"<p>{expected}</p>\n"


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("One\nTwo", (2, 5), "<p>On<Cf>e</></p>\n<p><Cz>T</>wo</p>\n"),
        ("One\r\nTwo", (2, 6), "<p>On<Cf>e</></p>\n<p><Cz>T</>wo</p>\n"),
        ("One\nTwo", (2, 4), "<p>On<Cfz>e</></p>\n<p>Two</p>\n"),
        ("One\nTwo", (3, 4), "<p>One<Cfz></></p>\n<p>Two</p>\n"),
        ("One\r\n\r\nTwo", (4, 7), '<p>One<Cfz></></p>\n<p class="b"><br></p>\n<p>Two</p>\n'),
        ("One\n\nTwo", (3, 6), '<p>One</p>\n<p class="b"><br></p>\n<p><Cfz>T</>wo</p>\n'),
        ("\n", (0, 1), '<p><Cfz></></p>\n<p class="b"><br></p>\n'),
        ("a\rb\0", (1, 4), "<p>a<Cfz>\u240db\u2400</></p>\n"),
        ("<&>\u202e", (0, 4), "<p><Cfz>&lt;&amp;&gt;\u202e</></p>\n"),
    ],
)
def test_line_ends_controls_and_markup(text: str, place: tuple[int, int], expected: str) -> None:
    assert markup(text, span(text, *place, "Claim")) == expected


def test_letters_that_begin_in_one_place_stand_side_by_side() -> None:
    found = "".join(body(TEXT, [span(TEXT, 0, 20, "Claim"), span(TEXT, 0, 6)], LOOKS, ["x", "y"]))
    assert 'class="c label4 n0 f o0 z" data-n="0" title="Claim" id="x" data-k="C"' in found
    assert 'class="e label2 n0 f o1 z" data-n="1" title="Actor" id="y" data-k="A"' in found


def test_the_longer_of_two_lines_that_overlap_lies_below() -> None:
    spans = [span(TEXT, 0, 20, "Claim"), span(TEXT, 0, 6, "Claim"), span(TEXT, 7, 14, "Claim")]
    found = "".join(body(TEXT, spans, LOOKS, ["x", "y", "z"]))
    assert re.findall(r'n(\d) f o\d z" data-n="(\d)"', found) == [("1", "0"), ("0", "1"), ("0", "2")]


def test_whatever_overlaps_is_seen_where_it_stands() -> None:
    random = Random(7)
    for _ in range(300):
        text = "".join(random.choice("ab <\n\r&\0💥ش") for _ in range(random.randrange(1, 40)))
        spans = []
        for _ in range(random.randrange(8)):
            start = random.randrange(len(text))
            spans.append(
                span(text, start, random.randint(start + 1, len(text)), random.choice(["Actor", "Claim"]))
            )
        spans.sort(key=SpanRecord.order)
        reader = PageReader()
        reader.feed(f'<div class="text">{"".join(body(shown(text), spans, LOOKS, ["x"] * 8))}</div>')
        assert reader.seen == [hash(seen_in(shown(text), spans))], text
        assert not reader.fault


def test_the_sample_is_shown_whole_in_one_page_that_needs_nothing_else(tmp_path: Path) -> None:
    content = page(tmp_path, *sample())
    elements = Elements(content).found
    assert not {"script", "link", "img", "iframe", "form", "object", "base"} & {tag for tag, _ in elements}
    assert [
        value for _, known in elements for key, value in known.items() if key.startswith(("on", "style", "src"))
    ] == []
    assert all(str(known["href"]).startswith("#") for tag, known in elements if tag == "a")
    ids = [known["id"] for _, known in elements if "id" in known]
    assert len(ids) == len(set(ids))
    assert {str(known["href"])[1:] for tag, known in elements if tag == "a"} <= set(ids)
    assert content.count("<article ") == len(sample())
    assert '<p class="small">5 reports, 6 annotations, 2 relations</p>' in content


def test_nothing_a_report_says_becomes_markup(tmp_path: Path) -> None:
    text = EVIL + "\u2028" + EVIL
    facts = Facts(EVIL, EVIL, EVIL, 'en" onload="x', "javascript:alert(1)", {EVIL: EVIL, "deep": [EVIL]})
    marked = (
        span(text, 0, 20, EVIL, uid=EVIL, note=EVIL, annotator=EVIL, attributes={EVIL: EVIL}),
        span(text, 4, 30, uid="b"),
    )
    related = (
        RelationRecord(type=EVIL, head=EVIL, child="b"),
        RelationRecord(type="t", head="b", child=EVIL, child_document=EVIL),
    )
    record = ReportRecord(text, facts, EVIL, marked, related, "accept", EVIL, EVIL, True)
    content = page(tmp_path, record, plain_record(2))
    assert "<script" not in content
    assert "<img" not in content
    assert "javascript:" in content  # as text
    assert {tag for tag, _ in Elements(content).found} <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "ul", "ol", "li", "nav",
        "main", "article", "div", "span", "b", "bdi", "br", "a", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip


def test_the_policy_lets_in_this_style_sheet_and_nothing_else(tmp_path: Path) -> None:
    content = page(tmp_path, plain_record(1))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', content)
    style = re.search("<style>(.*?)</style>", content, re.DOTALL)
    assert policy is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].replace("&#x27;", "'").split("; ") == [
        "default-src 'none'", f"style-src 'sha256-{digest}'", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    assert content.index("Content-Security-Policy") < content.index("<style>")
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_colours_can_be_read_in_light_and_dark() -> None:
    light, dark = re.findall(r":root \{ ([^}]*) \}", style_sheet())
    for rules in (light, dark):
        colours = dict(re.findall(r"--([\w-]+): (#\w+);", rules))
        for role in (f"label{number}" for number in range(1, 13)):
            assert contrast(colours["text"], colours[f"{role}-tint"]) >= 4.5
            assert contrast(colours[role], colours["paper"]) >= 4.5, role  # the letters
        for role in ("text", "muted", "accent"):
            assert contrast(colours[role], colours["paper"]) >= 4.5
            assert contrast(colours[role], colours["panel"]) >= 4.5
    assert "@media screen and (prefers-color-scheme: dark)" in style_sheet()
    assert "@media print" in style_sheet()


def test_legend_contents_attributes_and_relations_are_listed(tmp_path: Path) -> None:
    text = "Rebels shelled Mosul."
    claim = span(text, 0, 20, "Claim", uid="c", attributes={"stance": "denies", "evidence": False}, note="odd")
    actor = span(text, 0, 6, uid="a")
    place = span(text, 15, 20, "Place", uid="p")
    related = (
        RelationRecord(type="said_by", head="c", child="a"),
        RelationRecord(type="disputes", head="c", child="s1", child_document="doc-2"),
        RelationRecord(type="disputes", head="c", child="s1", child_document="gone"),
    )
    facts = Facts("Title", "Wire", "2022-06-20", "en", "https://x.example/1", {"region": "North"})
    record = ReportRecord(text, facts, "doc-1", (claim, actor, place), related, "accept", "ada", "look", True)
    content = re.sub(r"</?bdi>", "", page(tmp_path, record, plain_record(2)))
    plain = re.sub(r"<[^>]*>", "", content)
    assert "Wire · 2022-06-20 · en · https://x.example/1 · done · by ada · flagged" in plain
    assert "Note: look" in plain
    assert "region: North" in plain
    assert "stance: deniesevidence: no" in plain
    legend = re.search('<ul class="legend">(.*?)</ul>', content, re.DOTALL)
    assert legend is not None
    assert re.sub(r"<[^>]*>", "", legend[1]).split() == ["AActor2", "CClaim1", "PPlace1"]
    assert (
        '<li><a href="#r1">Title</a> <span class="small">Wire · 2022-06-20 · 3 annotations</span></li>' in content
    )
    (link,) = re.findall(r'disputes → <a href="#(\w+)">an annotation of Report 2: rebels', content)
    assert f'id="{link}"' in content
    assert "disputes → an annotation of a report that is not on this page" in content
    assert re.search(r'said_by → <b class="label2" title="Actor">A</b><a href="#\w+">Rebels</a>', content)
    assert "Note: odd" in plain
    assert '<div class="text" lang="en">' in content


def test_one_report_needs_no_contents_and_one_without_text_has_a_name(tmp_path: Path) -> None:
    content = page(tmp_path, ReportRecord("\n \n"), schema=None)
    assert "<nav>" not in content
    assert "<h2><bdi>Report 1</bdi></h2>" in content
    assert "1 report, 0 annotations, 0 relations" in content


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"rebels", b"Rebels", "does not show what was written"),
        (b"</article>", b"<script></script></article>", "<script> is not for such a page"),
        (b'href="#', b'href="http://x.example/#', "a link leads out of it"),
        (b'title="Actor"', b'title="Place"', "does not show what was written"),
        (b'class="text"', b'class="text" onclick="x"', "<div> is not for such a page"),
    ],
)
def test_a_page_that_is_not_what_was_meant_is_refused(
    old: bytes, new: bytes, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = HtmlWriter.verify

    def spoilt(self: HtmlWriter, path: Path, reports: int) -> None:
        path.write_bytes(path.read_bytes().replace(old, new))
        verify(self, path, reports)

    monkeypatch.setattr(HtmlWriter, "verify", spoilt)
    with pytest.raises(FileRefused, match=fault):
        page(tmp_path, plain_record(1), plain_record(2))
    assert list(tmp_path.iterdir()) == []


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="half of a surrogate pair"):
        page(tmp_path, plain_record(1, note="\ud800"))


def test_what_it_does_not_show_is_told() -> None:
    assert HTML.loses() == (
        "ids of reports and annotations",
        "control characters",
        "where an annotation came from",
        "the time of each annotation",
    )
