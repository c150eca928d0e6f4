"""Each kind of question understands what people write, stores it exactly, and says what is wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from legation.kernel import clock
from legation.questions.definition import Answer, Help, Kind, Money, Question, Text
from legation.questions.fields import shown
from legation.questions.fields.passport import check_digit
from legation.questions.forms import QuestionsForm

LABEL = Text({"en": "Q"})


def ask(question: Question, sent: dict[str, Any], country: str = "") -> tuple[Answer | None, list[str]]:
    """What is stored of it, and what is said against it."""
    form = QuestionsForm([question], answers={}, country=country, data=sent)
    return form.answered().get(question.id), [str(error) for error in form.errors.get(question.name, [])]


def question(kind: Kind, **options: Any) -> Question:
    return Question("q", kind, LABEL, **options)


@pytest.mark.parametrize(
    ("typed", "currency", "stored"),
    [
        ("1234.5", "GBP", "1234.50 GBP"),
        ("1,234.50", "GBP", "1234.50 GBP"),
        ("1.234,50", "EUR", "1234.50 EUR"),
        ("1 234 567", "EUR", "1234567.00 EUR"),
        ("£ 1,234", "GBP", "1234.00 GBP"),
        ("GBP 0.10", "GBP", "0.10 GBP"),
        ("١٢٣٫٥", "GBP", "123.50 GBP"),
        ("１２３", "JPY", "123 JPY"),
        ("1,234", "JPY", "1234 JPY"),
        ("1.234", "KWD", "1.234 KWD"),
        ("-5", "GBP", "-5.00 GBP"),
        ("99999999999.99", "GBP", "99999999999.99 GBP"),
    ],
)
def test_money_is_exact(typed: str, currency: str, stored: str) -> None:
    assert ask(question(Kind.MONEY, money=Money(currency)), {"q": typed}) == (stored, [])


@pytest.mark.parametrize(
    "typed", ["ten", "1.2.3", "1,23,4", "12.345", "1e9", "--1", "9" * 300, "1,2345", "."]
)
def test_what_is_no_amount_is_not_guessed_at(typed: str) -> None:
    stored, wrong = ask(question(Kind.MONEY, money=Money("GBP")), {"q": typed})
    assert stored is None
    assert wrong


def test_money_keeps_its_limits_and_is_shown_in_the_readers_way() -> None:
    asked = question(Kind.MONEY, money=Money("GBP", Decimal("0.50"), Decimal(100)))
    assert ask(asked, {"q": "0.49"})[1] == ["The amount must be at least £0.50."]
    assert ask(asked, {"q": "100.01"})[1] == ["The amount must be at most £100.00."]
    assert shown(asked, "1234.50 GBP") == "£1,234.50"
    with translation.override("es"):
        assert "1.234,50" in shown(asked, "1234.50 GBP")


def test_the_check_digit_is_that_of_icao() -> None:
    assert check_digit("L898902C3") == 6  # the specimen of Doc 9303, part 4
    assert check_digit("D23145890") == 7


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("300000001", "300000001"),
        (" 300 000 001 ", "300000001"),
        ("３００００００01", "300000001"),
        (f"300000001{check_digit('300000001')}", "300000001"),
        (f"300000001{check_digit('300000001')}TWN8503271F3101014A123456789<<<<<<", "300000001"),
    ],
)
def test_a_passport_number_with_or_without_its_check_digit(typed: str, stored: str) -> None:
    found, wrong = ask(question(Kind.PASSPORT, issuer="TWN"), {"q": typed})
    assert found == stored, wrong


def test_the_last_line_of_a_passport_can_be_pasted_whole() -> None:
    line = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert ask(question(Kind.PASSPORT), {"q": line}) == ("L898902C3", [])
    assert ask(question(Kind.PASSPORT, issuer="TWN"), {"q": line})[1]
    short = f"AB12345<<{check_digit('AB12345<<')}"
    assert ask(question(Kind.PASSPORT), {"q": short}) == ("AB12345", [])


@pytest.mark.parametrize("typed", ["3000000019", "30000000", "3000000012345", "A0000000B", "٣٠٠", "<script>"])
def test_a_wrong_passport_number_is_named(typed: str) -> None:
    stored, wrong = ask(question(Kind.PASSPORT, issuer="TWN"), {"q": typed})
    assert stored is None
    assert wrong


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("020 7946 0000", "GB", "+44 20 7946 0000"),
        ("+886 2 2348 2999", "GB", "+886 2 2348 2999"),
        ("0912 345 678", "TW", "+886 912 345 678"),
        ("٠٢٠ ٧٩٤٦ ٠٠٠٠", "GB", "+44 20 7946 0000"),
        ("00886-912-345-678", "GB", "+886 912 345 678"),
        ("+44 20 7946 0000 ext. 12", "", "+44 20 7946 0000 x12"),
    ],
)
def test_telephone_numbers_are_read_as_where_the_person_lives(typed: str, country: str, stored: str) -> None:
    found, wrong = ask(question(Kind.PHONE), {"q": typed}, country)
    assert wrong == []
    assert found == stored


@pytest.mark.parametrize(
    "typed", ["020 7946 0000", "+44 1", "+999 123456", "call me", "1" * 40, "+44 207946000012345"]
)
def test_what_cannot_be_a_telephone_number_is_refused(typed: str) -> None:
    stored, wrong = ask(question(Kind.PHONE), {"q": typed})
    assert stored is None
    assert len(wrong) == 1


def test_the_residence_on_the_same_page_counts_before_the_office() -> None:
    home = Question("home", Kind.COUNTRY, LABEL, role="residence")
    form = QuestionsForm(
        [home, question(Kind.PHONE)], answers={}, country="GB", data={"home": "TW", "q": "0912345678"}
    )
    assert form.answered()["q"] == "+886 912 345 678"


def era(year: str, name: str = "roc", month: str = "3", day: str = "27") -> dict[str, str]:
    return {"q_year": year, "q_month": month, "q_day": day, "q_era": name}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (era("74"), "1985-03-27"),
        (era("民國74", "ad"), "1985-03-27"),
        (era("民國 74 年", "ad"), "1985-03-27"),
        (era("１１５", "roc", "2", "28"), "2026-02-28"),
        (era("1985", "ad"), "1985-03-27"),
        (era("1"), "1912-03-27"),
        (era("113", "roc", "2", "29"), "2024-02-29"),
    ],
)
def test_a_year_of_the_republic_is_stored_as_an_iso_day(sent: dict[str, str], stored: str) -> None:
    assert ask(question(Kind.DATE, roc=True), sent) == (stored, [])


@pytest.mark.parametrize(
    "sent", [era("0"), era("-5"), era("74", "ad"), era("9" * 5000), era("114", "roc", "2", "29"), era("x")]
)
def test_a_wrong_year_is_named_and_kept_as_typed(sent: dict[str, str]) -> None:
    form = QuestionsForm([question(Kind.DATE, roc=True)], answers={}, data=sent)
    assert form.errors
    page = str(form)
    assert f'value="{sent["q_year"]}"' in page
    assert f'value="{sent["q_era"]}" selected' in page


def test_both_calendars_are_shown_in_chinese() -> None:
    asked = question(Kind.DATE, roc=True)
    assert "1985" in shown(asked, "1985-03-27")
    with translation.override("zh-hant"):
        assert "民國74年3月27日" in shown(asked, "1985-03-27")
        assert "民國" not in shown(asked, "1911-03-27")


def test_today_is_today_wherever_the_person_is() -> None:
    asked = question(Kind.DATE, last="today")
    with clock.at(dt.datetime(2026, 11, 29, 23, 0, tzinfo=dt.UTC)):
        tomorrow = {"q_year": "2026", "q_month": "11", "q_day": "30"}
        assert ask(asked, tomorrow)[0] == "2026-11-30"  # it is the 30th in Taipei already
        assert ask(asked, {**tomorrow, "q_day": "31"})[1]
        assert ask(asked, {**tomorrow, "q_month": "12", "q_day": "1"})[1] == [
            "The date must not be in the future."
        ]


HOME = {"q_line1": "1 Road", "q_city": "Leeds", "q_postcode": "LS1 1UR", "q_country": "GB"}


def test_an_address_is_kept_line_by_line_and_shown_as_on_an_envelope() -> None:
    asked = question(Kind.ADDRESS)
    stored, wrong = ask(asked, HOME)
    assert (stored, wrong) == (
        {"line1": "1 Road", "city": "Leeds", "postcode": "LS1 1UR", "country": "GB"},
        [],
    )
    assert shown(asked, stored) == "1 Road\nLS1 1UR Leeds\nUnited Kingdom"


@pytest.mark.parametrize("part", ["line1", "city", "country"])
def test_what_an_address_lacks_is_named_and_the_rest_kept(part: str) -> None:
    form = QuestionsForm([question(Kind.ADDRESS)], answers={}, data={**HOME, f"q_{part}": ""})
    assert len(form.errors["q"]) == 1
    page = str(form)
    assert 'aria-invalid="true"' in page
    assert 'value="LS1 1UR"' in page


def test_an_address_that_is_not_needed_may_be_left_with_the_country_chosen_for_it() -> None:
    asked = question(Kind.ADDRESS, required=False)
    assert ask(asked, {"q_country": "GB"}) == (None, [])
    assert ask(question(Kind.ADDRESS), {"q_country": "GB"})[1] == ["Enter an address."]
    assert ask(asked, {**HOME, "q_country": "ZZ"})[1]


def test_what_no_reader_could_see_is_left_out_of_a_text_and_the_rest_kept() -> None:
    typed = "\u202e王\x00小\u200b明\ufeff e\u0301 👨\u200d👩\u200d👧 \u0646\u06cc\u200c\u06a9"
    assert ask(question(Kind.TEXT), {"q": typed}) == (
        "王小明 é 👨\u200d👩\u200d👧 \u0646\u06cc\u200c\u06a9",
        [],
    )


def test_help_stands_folded_below_its_question() -> None:

    asked = question(Kind.TEXT, help=Help(Text({"en": "Why <b>?"}), Text({"en": "Because."})))
    page = str(QuestionsForm([asked], answers={}))
    assert "<summary>Why &lt;b&gt;?</summary>" in page
