# ruff: noqa: E501 - stories in many scripts
from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.encodings import SAMPLE, Decoded, decode, encoding_title, read_text
from annotator.formats.latin_pages import best_latin_page

HERE = Path("report.txt")
STORIES = {
    "ru": "Российские войска обстреляли жилые кварталы города, сообщил глава области. Погибли три человека, ещё семь"
    " получили ранения. Удар был нанесён из реактивных систем «Град».",
    "uk": "Російські війська обстріляли житлові квартали міста, повідомив голова області. Загинули троє людей, ще"
    " семеро дістали поранення. Її евакуювали.",
    "ar": "قصفت القوات الحكومية مواقع المعارضة في ريف حلب الغربي، وأفاد المرصد بمقتل ثلاثة أشخاص وإصابة سبعة آخرين.",
    "he": "כוחות צבא תקפו מטרות בצפון הרצועה, כך נמסר מדובר צבאי. לפי הדיווח נהרגו שלושה בני אדם ונפצעו שבעה נוספים.",
    "fr": "Les forces armées ont bombardé la ville, a déclaré le porte-parole. Trois personnes ont été tuées et sept"
    " blessées près de l’hôpital général, où des réfugiés étaient abrités.",
    "es": "El ejército bombardeó posiciones rebeldes en el norte de la región, según informó el portavoz. La población"
    " huyó hacia las montañas.",
    "de": "Die Truppen beschossen am frühen Morgen mehrere Dörfer südlich der Stadt, erklärte ein Sprecher. Drei"
    " Zivilisten wurden getötet, sieben verletzt – darunter Ärzte.",
    "pl": "Wojska ostrzelały dzielnice mieszkaniowe miasta, poinformował gubernator. Zginęły trzy osoby, a siedem"
    " zostało rannych. Użyto wyrzutni rakietowych, żołnierze weszli do środka.",
    "cs": "Ruská vojska ostřelovala obytné čtvrti města, řekl gubernátor. Zahynuli tři lidé, sedm dalších bylo"
    " zraněno. Vojáci vstoupili do středu.",
    "tr": "Ordu ülkenin kuzeyindeki mevzileri bombaladı. Üç kişi öldü, yedi kişi yaralandı. Açıklamada İHA’ların"
    " kullanıldığı belirtildi, çatışmalar sürüyor.",
    "el": "Οι δυνάμεις βομβάρδισαν θέσεις ανταρτών κοντά στην πόλη, δήλωσε εκπρόσωπος. Τρεις άνθρωποι σκοτώθηκαν.",
    "zh": "政府军炮击了该市西部的居民区，发言人说。三人死亡，七人受伤。袭击使用了火箭炮。",
    "ja": "政府軍が市の西部の住宅地を砲撃したと報道官が述べた。三人が死亡し、七人が負傷した。ロケット砲が使用された。",
    "ko": "정부군이 도시 서부의 주거 지역을 포격했다고 대변인이 밝혔다. 세 명이 숨지고 일곱 명이 다쳤다.",
    "en": "Rebels shelled the town, officials said. “We saw three rockets,” a witness said — seven were wounded. The"
    " cost was £3m. A naïve café owner fled.",
}
OLD = [
    ("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "cp866"), ("ru", "iso8859_5"), ("uk", "cp1251"), ("uk", "koi8_u"),
    ("ar", "cp1256"), ("ar", "iso8859_6"), ("he", "cp1255"), ("fr", "cp1252"), ("es", "cp1252"), ("de", "cp1252"),
    ("pl", "cp1250"), ("pl", "iso8859_2"), ("cs", "cp1250"), ("cs", "iso8859_2"), ("tr", "cp1254"), ("el", "cp1253"),
    ("zh", "gb18030"), ("ja", "cp932"), ("ja", "euc_jp"), ("ko", "cp949"), ("en", "cp1252"),
]  # fmt: skip


def refusal(data: bytes, encoding: str | None = None) -> str:
    with pytest.raises(FileRefused) as refused:
        decode(data, HERE, encoding)
    return refused.value.reason


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_settles_the_encoding_and_is_left_out(story: str, encoding: str) -> None:
    found = decode(story.encode(encoding), HERE)
    assert found.text == story
    assert found.note == f"Read as {encoding.upper().removesuffix('-SIG')}; its byte order mark was left out."


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_is_seen(story: str, encoding: str) -> None:
    assert decode(story.encode(encoding), HERE) == Decoded(
        story, encoding, "Read as UTF-16; it has no byte order mark."
    )


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_utf8_goes_without_saying(story: str) -> None:
    assert decode(story.encode(), HERE) == Decoded(story, "utf-8")


@pytest.mark.parametrize(("language", "encoding"), OLD)
def test_old_encodings_are_found_and_said(language: str, encoding: str) -> None:
    story = STORIES[language].encode(encoding, "ignore").decode(encoding)
    found = decode(story.encode(encoding), HERE)
    assert found.text == story
    assert found.note.startswith("Read as ")
    assert found.note.endswith(" % sure.")


def test_the_note_uses_the_name_that_users_know() -> None:
    assert decode(STORIES["ru"].encode("cp1251"), HERE).note == "Read as windows-1251, 99 % sure."
    assert encoding_title("iso8859_5") == "ISO-8859-5"
    assert encoding_title("koi8_r") == "KOI8-R"


def test_a_long_ascii_beginning_does_not_hide_the_rest() -> None:
    story = "Rebels shelled the town.\n" * (SAMPLE // 10) + STORIES["ru"]
    assert decode(story.encode("cp1251"), HERE).text == story


def test_a_byte_late_in_the_file_that_does_not_fit_is_named() -> None:
    data = STORIES["ru"].encode("cp1251") * 2000
    said = f"byte {len(data)} (0x98)"
    assert refusal(data + b"\x98 end") == f"It looks like windows-1251, but {said} does not fit."
    assert refusal(data + b"\x98 end", "cp1251") == f"It does not fit windows-1251: {said}."


@pytest.mark.parametrize("story", [STORIES["fr"], STORIES["ru"], STORIES["zh"]])
def test_broken_utf8_is_not_taken_for_something_else(story: str) -> None:
    data = story.encode()
    assert refusal(data + b"\xff.") == f"It is UTF-8, but byte {len(data)} (0xff) does not fit."
    assert refusal(data + "é".encode()[:1]).startswith("It is UTF-8, but byte ")


@pytest.mark.parametrize(
    "text",
    ["a\r\nb\rc\nd\u2028e", "a\x00b" * 2, "\ufeff\ufeffa", "e\u0301" * 10_000, "\u202eabc\u202c", "<b>&amp;"],
)
def test_text_is_exactly_as_decoded(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode(), HERE).text == text


def test_an_encoding_that_is_told_is_used_and_said() -> None:
    assert decode(b"\xed\xef", HERE, "KOI8-R") == Decoded("МО", "koi8-r", "Read as KOI8-R, as you said.")
    assert decode(codecs.BOM_UTF8 + b"a", HERE, "utf-8").text == "a"


def test_an_encoding_that_does_not_fit_is_refused_with_the_place() -> None:
    assert refusal(b"Mosul \xff", "utf-8") == "It does not fit UTF-8: byte 6 (0xff)."
    assert refusal(b"ab\x00", "utf-16-le").startswith("It does not fit UTF-16: byte 2")
    assert refusal(codecs.BOM_UTF8 + b"a\xff").endswith("but byte 4 does not fit.")
    assert (
        refusal(codecs.BOM_UTF16_LE + b"a\x00b")
        == "It starts with the mark of UTF-16-LE, but byte 4 does not fit."
    )


@pytest.mark.parametrize("name", ["klingon", "", "a\x00b", "rot13", "hex"])
def test_what_is_no_encoding_of_text_is_refused(name: str) -> None:
    assert "encoding" in refusal(b"a", name)


def test_half_a_surrogate_pair_is_refused_in_any_encoding() -> None:
    refusal(b"+2AA-", "utf-7")
    refusal(codecs.BOM_UTF16_LE + b"\x00\xd8a\x00")


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"%PDF-1.7", "PDF"), (b"PK\x03\x04", "zip"), (b"\x89PNG\r\n", "picture"), (b"\x7fELF\x02", "program")],
)
def test_known_kinds_of_other_files_are_named(data: bytes, kind: str) -> None:
    assert kind in refusal(data + bytes(range(256)))


def test_bytes_that_are_no_text_are_refused() -> None:
    chance = random.Random(1)
    for size in (100, 5_000, 100_000):
        assert refusal(chance.randbytes(size))
    assert refusal(bytes(1_000)) == "This is not a text: it is full of control characters."


def test_a_file_beyond_the_bound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate((256 << 20) + 1)
    with pytest.raises(FileRefused, match="larger than 256 MB"):
        read_text(path)


def test_fifty_megabytes_are_decoded(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes((STORIES["ru"] + "\r\n").encode("cp1251") * 260_000)
    assert read_text(path).text.count("\r\n") == 260_000


def test_letters_of_one_language_decide_between_latin_pages() -> None:
    assert best_latin_page("über déjà".encode("cp1252"), ["cp1250", "cp1252"]) == "cp1252"
    assert best_latin_page("čtvrti města řekl".encode("cp1250"), ["cp1252", "cp1250"]) == "cp1250"
    assert best_latin_page("“plain” – quotes".encode("cp1252"), ["cp1254", "cp1252"]) == "cp1252"


def test_a_short_ascii_text_with_some_zero_bytes_is_no_chinese() -> None:
    data = b"Rebels\0 fled\0 Mosul\0 \0ok"
    assert len(data) % 2 == 0
    assert decode(data, HERE) == Decoded(data.decode(), "utf-8")


@pytest.mark.parametrize("text", ["Rebels fled.", "\u0411\u043e\u0438.", "\u0916\u092c\u0930 \u0939\u0948"])
def test_short_texts_in_utf16_without_a_mark_are_still_seen(text: str) -> None:
    assert decode(text.encode("utf-16-le"), HERE).text == text
