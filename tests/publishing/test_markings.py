"""A secrecy marking is recognised as a marking, in six languages; its words within a sentence pass."""

from __future__ import annotations

import pytest

from legation.publishing.uploads.markings import Line, marking_in, marking_of_name

MARKED = [
    "絕對機密",
    "極機密",
    "機 密",
    "【密】",
    "機密",
    "密件",
    "國家機密",
    "機密等級：極機密",
    "密等及解密條件或保密期限：密（本件於公布時解密）",
    "保密期限：至民國一二○年一月一日止",
    "解密條件：附件抽存後解密",
    "TOP SECRET",
    "T O P  S E C R E T",
    "SECRET",
    "- CONFIDENTIAL -",
    "SECRET//NOFORN",
    "TOP SECRET // SI // NOFORN",
    "NATO RESTRICTED",
    "RESTREINT UE/EU RESTRICTED",
    "EU CONFIDENTIAL",
    "SECRET  Page 1 of 12",
    "Classification: Secret",
    "Security classification: TOP SECRET",
    "سري للغاية",
    "سِرّي",
    "درجة السرية: سري",
    "極秘",
    "ALTO SECRETO",
    "RESERVADO",
    "Clasificación: Secreto",
]
HARMLESS = [
    "The secret of our success",
    "Secret gardens of Taipei",
    "Choose a password and keep it secret.",
    "請設定密碼",
    "本處重視資料之機密性。",
    "國家機密保護法",
    "機密性、完整性及可用性",
    "密等及解密條件或保密期限：",
    "密等及解密條件或保密期限：普通",
    "速別：普通件 密等及解密條件或保密期限： 附件：如文",
    "Your letter is confidential.",
    "This page is restricted to members.",
    "Confidential",
    "Classification: Public",
    "Classification of goods: see annex",
    "رقم سري جديد للبطاقة",
    "機密情報の取扱いについて",
    "El secreto del éxito",
    "Reservado el derecho de admisión",
    "(C) 2026 Ministry of Foreign Affairs",
    "",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_marking_is_seen(text: str) -> None:
    assert marking_in([Line("Minutes"), Line(text), Line("of the meeting")])


@pytest.mark.parametrize("text", HARMLESS)
def test_words_within_sentences_pass(text: str) -> None:
    assert marking_in([Line("Minutes"), Line(text)]) == ""


def test_a_header_counts_in_small_letters_too() -> None:
    assert marking_in([Line("Confidential", head=True)])
    assert not marking_in([Line("Confidential agreements and you", head=True)])


@pytest.mark.parametrize(
    "name",
    [
        "(密)會議紀錄.docx",
        "機密_報告.pdf",
        "TOP SECRET plan.pdf",
        "plan_SECRET.pdf",
        "極機密報告.pdf",
        "report [CONFIDENTIAL].pdf",
    ],
)
def test_a_marking_in_the_name_of_the_file(name: str) -> None:
    assert marking_of_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "secret-of-our-success.pdf",
        "密碼說明.pdf",
        "confidentiality.pdf",
        "Secret Garden.jpg",
        "機密性政策.pdf",
        "a.pdf",
    ],
)
def test_a_harmless_name(name: str) -> None:
    assert not marking_of_name(name)
