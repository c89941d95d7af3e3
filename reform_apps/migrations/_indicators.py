"""The indicators that are built in: what the article measures, and the rates of evaluation."""

from decimal import Decimal

# Code, names, unit, direction.
BUILT_IN = (
    ("awareness_rate", "知晓率", "awareness rate", "percent", "higher"),
    ("usage_rate", "使用率", "usage rate", "percent", "higher"),
    ("satisfaction_rate", "满意率", "satisfaction rate", "percent", "higher"),
    ("daily_visits", "日均访问", "daily visits", "visits_per_day", "higher"),
    ("issues_handled", "交办问题数", "issues handled", "count", "neither"),
    ("problem_aspects", "覆盖问题类别数", "kinds of problems covered", "count", "neither"),
    ("items_integrated", "集成服务事项数", "service items integrated", "count", "higher"),
    ("applications_after", "集成后应用数", "applications after integration", "count", "neither"),
    ("materials_cut", "材料减少", "materials cut", "percent", "higher"),
    ("time_cut", "时间减少", "time cut", "percent", "higher"),
    ("major_apps_online", "上线重大应用数", "major applications online", "count", "neither"),
    (
        "components_shelved", "上架智能组件数", "intelligent components on the shelf", "count",
        "neither",
    ),
    ("open_records", "开放数据条数", "open data records", "records", "neither"),
    (
        "sharing_satisfaction", "数据共享满足率", "data sharing requests satisfied", "percent",
        "higher",
    ),
    ("theory_results", "理论成果数", "theoretical results", "count", "neither"),
    ("frontrunner_cases", "领跑者案例数", "frontrunner cases", "count", "neither"),
    ("best_application_batches", "最佳应用评选批次", "batches of best applications", "count",
     "neither"),
    ("best_applications", "最佳应用数", "best applications", "count", "neither"),
    (
        "breakthrough_awards", "改革突破奖获奖单位数", "units given the breakthrough award",
        "count", "neither",
    ),
    ("cities", "设区市数", "cities", "count", "neither"),
)  # fmt: skip
# Whatever has no indicator of its own: in any unit, and any number of values a day.
OTHER = ("other", "其他", "other", "", "neither")


def add(model) -> None:
    """Add the indicators that are not there yet."""
    for code, name, name_en, unit, direction in (*BUILT_IN, OTHER):
        told = {"name": name, "name_en": name_en, "unit": unit, "direction": direction}
        told["period"] = "day" if unit else ""
        told["lowest"] = Decimal(0) if unit else None
        told["highest"] = Decimal(100) if unit == "percent" else None
        model.objects.get_or_create(code=code, defaults=told)
