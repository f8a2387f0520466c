"""What the words and the numbers of a report mean, in one sentence each (domain.md §§3-5)."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.months import fiscal_year_name
from kdx_desktop.metrics.plan import GRADE_BELOW, GRADE_BELOW_NAME, Kpi, Plan, Rule
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.metrics.rules.measured import ReductionDetail, ShareDetail
from kdx_desktop.reports.monthly import Definition
from kdx_desktop.reports.number_text import coverage_text, short_percent

_THEMES = {
    Theme.PAPER: "自部署の基準年度の同じ月と比べた削減率。両方の実績がそろう月だけを比べます。",
    Theme.MEETINGS: "年度初めからの会議のうち、ペーパーレスで開いた割合。",
    Theme.TELEWORK: "テレワークとBYOD端末の利用回数。テレワーク対象職員1人・1か月当たり。",
    Theme.AUTOMATION: "最新技術による削減時間。職員1人・1か月当たり。",
    Theme.OVERALL: "各テーマの達成率（0～100%）の平均。3テーマ以上ある部署だけに付けます。",
}


def definition(kpi: Kpi) -> str:
    """Say how a KPI's value comes about."""
    if kpi.rule is Rule.REDUCTION_FROM_BASELINE:
        year = fiscal_year_name(kpi.baseline_fiscal_year or 0)
        return (
            f"年度初めからの各月を{year}の同じ月と比べた削減率です。機構改革の前後は承継した部署を"
            "まとめ、両方の実績がそろう月を比べます。"
        )
    if kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        threshold = short_percent(kpi.threshold or Fraction(0))
        return (
            f"部署ごとの率（年度初めからの合計で計算）が{threshold}以上の部署の割合です。"
            "会議のない部署は数えません。"
        )
    if kpi.rule is Rule.CUMULATIVE_TOTAL:
        return "計画の初月からの全部署の合計です。年度が替わっても0に戻りません。"
    return "年度初め（4月）からの全部署の合計です。"


def theme_definition(theme: Theme) -> str:
    """Say what a board ranks by."""
    return _THEMES[theme]


def notes(result: KpiResult) -> tuple[str, ...]:
    """Say what has to be said beside a KPI's value: 暫定 and why, what stands behind it."""
    texts = []
    if result.provisional:
        texts.append(f"暫定：{'、'.join(_provisional_reasons(result))}。")
    if isinstance(result.detail, ReductionDetail) and result.detail.left_out:
        places = len({row.department for row in result.detail.left_out})
        texts.append(f"比べられない{places}部署分を除いています。")
    if isinstance(result.detail, ShareDetail):
        texts.append(
            f"{result.detail.counted}部署中{result.detail.at_or_above}部署が達しています。"
        )
    planned = result.kpi.target_notes.get(result.as_of.fiscal_year)
    if planned:
        texts.append(f"計画の注記：{planned}。")
    return tuple(texts)


def terms(plan: Plan) -> tuple[Definition, ...]:
    """Return the terms that the report uses, for its last page.

    KPIs and boards are not among them: their definitions stand where the numbers stand.
    """
    bands = sorted(plan.bands, key=lambda band: band.at_least, reverse=True)
    grades = [f"{band.grade} {band.name}（{short_percent(band.at_least)}以上）" for band in bands]
    grades += [f"{GRADE_BELOW} {GRADE_BELOW_NAME}", "D 評価できない（目標または値がない）"]
    return (
        Definition("達成率", "値を年度の目標で割った割合です。目標がない年度は「―」とします。"),
        Definition(
            "現時点の目標",
            "回数・時間・人数は年度の目標を月割りした値、割合は年度の目標そのものです。",
        ),
        Definition("評価", f"値を現時点の目標と比べた区分です。{'、'.join(grades)}。"),
        Definition(
            "提出率", "報告された欄の数を、報告されるべき欄の数（部署×月×指標）で割った割合です。"
        ),
        Definition("推計", "実績に代わる見積もりです。合計に含め、件数と所在を示します。"),
        Definition(
            "年度末見込",
            "これまでの月と過去の年度から見込む3月の値と、10回に8回はその中に入る幅です。"
            "3か月分がそろうまでは「―」とします。",
        ),
        Definition("未提出", "0とはみなさず、比較の両側から除きます。"),
        Definition("暫定", "未提出または推計があるため、後で変わることがある値です。"),
        Definition(
            "速報・確定",
            "月が締められるまでを速報、締められた後を確定とします。確定後の変更は訂正です。",
        ),
    )


def _provisional_reasons(result: KpiResult) -> list[str]:
    reasons = []
    if not result.coverage.complete:
        reasons.append(f"提出率{coverage_text(result.coverage)}")
    if result.estimates:
        reasons.append(f"推計{result.estimates:,}件を含む")
    return reasons
