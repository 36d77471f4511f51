"""Windows on the whole corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.domain.errors import Refusal
from annotator.ui.companions import COPIES, STATISTICS
from annotator.ui.handlers.base import Context, Handler

if TYPE_CHECKING:
    from annotator.ui.statistics.panel import StatisticsPanel


def near_duplicates(context: Context, _: int) -> None:
    context.window.companions.open(COPIES)


def statistics(context: Context, _: int) -> None:
    context.window.companions.open(STATISTICS)


def _statistics_shown(context: Context) -> StatisticsPanel:
    panel = context.window.companions.panel(STATISTICS)
    if panel is None:
        raise Refusal("Open the statistics first.")
    return cast("StatisticsPanel", panel)


def save_table(context: Context, _: int) -> None:
    _statistics_shown(context).save_table()


def save_picture(context: Context, _: int) -> None:
    _statistics_shown(context).save_picture()


HANDLERS: dict[str, Handler] = {
    "copies.open": near_duplicates,
    "statistics.open": statistics,
    "statistics.save-table": save_table,
    "statistics.save-picture": save_picture,
}
