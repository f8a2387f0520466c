"""BoardKind: the three ways to look at a theme, and what each of them says."""

from __future__ import annotations

from enum import StrEnum

from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports.definitions import theme_definition
from kdx_desktop.services.funnel_board import FUNNELS


class BoardKind(StrEnum):
    """A segment of the ranking."""

    LEVEL = "level"
    IMPROVEMENT = "improvement"
    SPREAD = "spread"

    @property
    def japanese(self) -> str:
        """Its name on screen."""
        return {"level": "水準", "improvement": "改善", "spread": "ばらつき"}[self]


_BANDS = (
    "「市の率との差」は、会議の数のわりに市全体の率から離れているかどうかです。"
    "「高い」「低い」は偶然ではまず起こらない差（99.8%の線の外）、「やや」は95%の線の外です。"
)
_SPREAD = (
    "部署ごとの点を、市全体の率と比べます。95%と99.8%の線の内側は、偶然でも生じる差です。会議が少ない"
    "部署ほど線の幅は広くなります。三角は線の外の部署で、上向きは高く、下向きは低く、塗りつぶしは"
    "99.8%の線の外です。仕事の性質による差も含みます。名前のない点は、選ぶと名前が出ます。"
)
_VALUES = {
    Theme.PAPER: "削減率",
    Theme.MEETINGS: "実施率",
    Theme.TELEWORK: "1人・1か月当たりの利用回数",
    Theme.AUTOMATION: "1人・1か月当たりの削減時間",
    Theme.OVERALL: "達成度",
}
_PER_HEAD = frozenset({Theme.TELEWORK, Theme.AUTOMATION})
_THEN = (
    "当時の組織：年度初めから対象月までに実在した部署ごとに、その部署自身の実績だけで計算します。"
)
_NOT_OFFERED = {
    Theme.PAPER: "用紙の枚数は1件の印刷で何千枚も動くため、偶然による差の幅を決められません。",
    Theme.TELEWORK: "同じ人が何度も利用するため、偶然による差の幅を決められません。",
    Theme.AUTOMATION: "削減時間は業務の件数でまとめて動くため、偶然による差の幅を決められません。",
    Theme.OVERALL: "総合達成度は率の平均で、もとになる回数がないため、偶然による差の幅を決められません。",
}


def meaning(kind: BoardKind, theme: Theme, view: OrganizationView) -> str:
    """Say what a board shows, for whom it reads it first."""
    then = view is OrganizationView.THEN
    if kind is BoardKind.IMPROVEMENT:
        parts = [
            f"{_VALUES[theme]}の、前年度の同じ月からの増減。",
            "両方の年度の実績がそろう月だけを比べます。",
            "人数はそれぞれの年度の職員数です。" if theme in _PER_HEAD else "",
            "両方の年度とも、今年度の目標に対する達成率で計算します。"
            if theme is Theme.OVERALL
            else "",
        ]
    elif kind is BoardKind.SPREAD:
        parts = [_SPREAD]
    else:
        banded = theme in FUNNELS and not then
        parts = [theme_definition(theme), _BANDS if banded else ""]
    return "".join((*parts, f"\n{_THEN}" if then else ""))


def why_not(theme: Theme) -> str:
    """Say why a theme's spread is not shown; empty where it is."""
    return "" if theme in FUNNELS else _NOT_OFFERED[theme]
