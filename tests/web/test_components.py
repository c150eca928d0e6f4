from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from legation.web import desks
from legation.web.charts import Chart, bar_chart, histogram
from legation.web.forms import PartedDateField
from legation.web.storage import smaller


def rendered(source: str, **context: Any) -> str:
    return Template("{% load web %}" + source).render(Context(context))


class Born(forms.Form):
    born = PartedDateField(label="Date of birth")


@pytest.mark.parametrize(
    ("day", "month", "year", "means"),
    [
        ("27", "3", "1985", dt.date(1985, 3, 27)),
        ("٢٧", "٣", "١٩٨٥", dt.date(1985, 3, 27)),
        (" 1", "01 ", "2000", dt.date(2000, 1, 1)),
        ("31", "2", "2000", None),
        ("x", "", "", None),
        ("1", "1", "9" * 5000, None),
        ("²", "1", "2000", None),
    ],
)
def test_a_date_in_three_fields(day: str, month: str, year: str, means: dt.date | None) -> None:
    form = Born({"born_day": day, "born_month": month, "born_year": year})
    assert form.is_valid() is (means is not None)
    if means:
        assert form.cleaned_data["born"] == means
    else:
        assert 'id="id_born_error"' in str(form)
        assert f'value="{day.strip()}"' in str(form)


def test_date_fields_follow_the_language() -> None:
    with translation.override("zh-hant"):
        page = str(Born())
    assert page.index("born_year") < page.index("born_month") < page.index("born_day")


def test_the_summary_links_to_the_first_field_once() -> None:
    form = Born({})
    once = rendered("{% error_summary form %}{% error_summary form %}", form=form)
    assert once.count("error-summary-title") == 2
    assert 'href="#id_born_day"' in once
    assert rendered("{% page_errors %}", form=Born()).strip() == ""


def test_bars_start_at_zero_and_mirror() -> None:
    chart = bar_chart("a", "Letters", ["London", "Riyadh"], [("2026", [50, 100])])
    assert [(bar.x, bar.width) for bar in chart.bars] == [("0%", "50%"), ("0%", "100%")]
    with translation.override("ar"):
        mirrored = bar_chart("a", "Letters", ["London", "Riyadh"], [("2026", [50, 100])])
    assert [(bar.x, bar.width) for bar in mirrored.bars] == [("50%", "50%"), ("0%", "100%")]
    assert chart.rows == [["London", "50"], ["Riyadh", "100"]]
    for wrong in ([-1, 2], [1]):
        with pytest.raises(ValueError, match=r"zero|value"):
            bar_chart("a", "x", ["p", "q"], [("s", wrong)])


def test_bars_of_a_histogram_stand_on_each_other_and_mirror() -> None:
    labels, counts = ["0 to 9", "10 to 19", "20 to 29", "No answer"], [5, 20, None, 10]

    def drawn() -> Chart:
        return histogram("a", "Minutes", labels, "Answers", counts, apart=1, unknown="Hidden")

    chart = drawn()
    assert [bar.x for bar in chart.bars] == ["31%"] * 4
    assert [float(bar.width.rstrip("%")) for bar in chart.bars] == [13.75, 55, 4, 27.5]
    assert [bar.kind for bar in chart.bars][2] == "suppressed"
    first, second, third, last = [bar.y for bar in chart.bars]
    assert second - first == third - second == chart.bars[0].height + 2 < last - third
    assert chart.rows[2] == ["20 to 29", "Hidden"]
    with translation.override("ar"):
        mirrored = drawn()
    for one, other in zip(chart.bars, mirrored.bars, strict=True):
        start, width = float(one.x.rstrip("%")), float(one.width.rstrip("%"))
        assert float(other.x.rstrip("%")) == 100 - start - width
    assert {line.anchor for line in chart.lines} == {line.anchor for line in mirrored.lines}
    assert [line.shift for line in mirrored.lines] == [-line.shift for line in chart.lines]


def test_a_chart_says_its_name_once_and_leads_to_its_table() -> None:
    chart = bar_chart("letters", "Letters", ["London"], [("2026", [50])])
    html = rendered("{% bar_chart chart %}", chart=chart)
    assert (
        'aria-labelledby="letters-title" aria-describedby="letters-desc" aria-details="letters-figures"'
        in html
    )
    assert html.index("</svg>") < html.index('<details id="letters-figures">') < html.index("<table")


def test_a_suppressed_figure_shows_no_size() -> None:
    chart = bar_chart("a", "x", ["p", "q"], [("s", [None, 3])])
    assert chart.bars[0].kind == "suppressed"
    assert chart.rows[0] == ["p", "–"]


def test_pagination_keeps_the_query() -> None:
    request = RequestFactory().get("/en/search/?q=護照&page=2")
    page = Paginator(range(100), 10).page(2)
    html = rendered("{% pagination page %}", page=page, request=request)
    assert "q=%E8%AD%B7%E7%85%A7&amp;page=3" in html
    assert 'aria-current="page"' in html


def test_texts_are_escaped_in_every_component() -> None:
    evil = "<script>alert(1)</script>"
    html = rendered(
        "{% tag e %}{% alert 'info' e %}x{% endalert %}{% summary_list rows %}{% task_list rows %}"
        "{% timeline rows %}{% steps texts %}{% breadcrumb crumbs %}{% outbound e e %}{{ e|ltr }}"
        "{% table e texts lines %}{% panel e %}{% endpanel %}{% seal e e %}",
        e=evil,
        rows=[{"key": evil, "value": evil, "title": evil, "text": evil, "status": evil, "url": evil}],
        texts=[evil],
        crumbs=[(evil, evil)],
        lines=[[evil, evil]],
    )
    assert "<script" not in html


def test_only_allowed_desks_show() -> None:
    before = list(desks.DESKS)
    desks.add_desk("Mine", "front_door", lambda person: person.is_anonymous)
    desks.add_desk("Theirs", "robots", lambda person: False)
    desks.add_desk("Nowhere", "no_such_route", lambda person: True)
    try:
        assert desks.desks_for(AnonymousUser()) == [("Mine", "/")]
    finally:
        desks.DESKS[:] = before


def test_language_codes_as_browsers_expect_them() -> None:
    assert rendered("{{ 'zh-hant'|bcp47 }} {{ 'en'|bcp47 }} {{ 'pt-br'|bcp47 }}") == "zh-Hant en pt-br"


def test_style_sheets_lose_what_means_nothing() -> None:
    css = '/* why */\n.a, .b {\n  color: red;\n  margin: calc(1px + 2px) auto;\n}\n@media (min-width: 960px) {\n  .a > li + li { content: "x y"; }\n}\n'
    assert smaller(css) == (
        '.a,.b{color: red;margin: calc(1px + 2px) auto}@media (min-width: 960px){.a > li + li{content: "x y"}}'
    )


@pytest.mark.parametrize(("language", "gap"), [("en", " "), ("ar", " "), ("zh-hant", ""), ("ja", "")])
def test_sentences_stand_apart_as_their_script_wants(language: str, gap: str) -> None:
    with translation.override(language):
        assert rendered("a{% sentence_gap %}b") == f"a{gap}b"
