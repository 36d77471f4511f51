"""Preferences: a page of settings and a page of keys, both made from their tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.app.key_choices import KeyChoices
from annotator.app.settings import SETTINGS, Setting, Settings, Value
from annotator.app.spacy_reading import help_with_pipelines, installed_pipelines
from annotator.commands.table import KeyedLabel
from annotator.ui.combo import Combo
from annotator.ui.dialogs.key_page import KeyPage
from annotator.ui.dialogs.messages import plain_label, quiet_label

_OFFERS: dict[str, Callable[[], list[str]]] = {"spacy_pipeline": installed_pipelines}
"""What is offered for a text that may be another as well."""
_HELPS: dict[str, Callable[[str], str]] = {"spacy_pipeline": help_with_pipelines}
"""What the help of a setting becomes where it depends on what is installed."""
_LONG = 30  # letters of a text
_INSET = 4  # pixels beside a number, which a style sheet cannot give it
_HELP_WIDTH = 460  # pixels; each help fits into a line of it


class PreferencesDialog(QDialog):
    """Nothing is kept before OK. `labels` are those of the open project, for the clashes of their keys."""

    def __init__(
        self, parent: QWidget | None, settings: Settings, labels: Sequence[KeyedLabel] | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Preferences")
        self.resize(720, 640)
        self.fields: dict[str, QWidget] = {}
        known = _labels_of(parent) if labels is None else labels
        self.keys = KeyPage(KeyChoices(settings.keys, known, bool(settings["digits_label"])))
        self.pages = QTabWidget()
        self.pages.addTab(_scrolled(self._settings_page()), "&Settings")
        self.pages.addTab(self.keys, "&Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)
        ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        ok.setDefault(True)

    def accept(self) -> None:
        for setting in SETTINGS:
            value = _value_of(self.fields[setting.name])
            if isinstance(value, str) and not setting.choices:
                value = value.strip()
                if not value and not setting.optional:
                    continue
            if value != self._settings[setting.name] and setting.accepts(value):
                self._settings.set(setting.name, value)
        if self.keys.choices.overrides != self._settings.keys:
            self._settings.set_keys(self.keys.choices.overrides)
        super().accept()

    def _settings_page(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(10, 16, 10, 10)
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for setting in SETTINGS:
            field = _field(setting, self._settings[setting.name])
            field.setAccessibleName(setting.title)
            field.setAccessibleDescription(setting.help)
            self.fields[setting.name] = field
            title = plain_label("" if isinstance(field, QCheckBox) else setting.title, wrap=False)
            title.setBuddy(field)
            form.addRow(title, field)
            told = quiet_label(_HELPS.get(setting.name, str)(setting.help))
            told.setMinimumWidth(_HELP_WIDTH)
            form.addRow("", told)
        digits = self.fields["digits_label"]
        if isinstance(digits, QCheckBox):
            digits.toggled.connect(self.keys.use_digits)
        return page


def _scrolled(page: QWidget) -> QScrollArea:
    """The page in an area that is lower than it on a small screen."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.viewport().setAutoFillBackground(False)
    page.setAutoFillBackground(False)
    return area


def _labels_of(parent: QWidget | None) -> Sequence[KeyedLabel]:
    bench = getattr(parent, "bench", None)
    return () if bench is None else tuple(bench.session.schema.labels)


def _field(setting: Setting, value: Value) -> QWidget:
    """The widget for a setting, by what its default is."""
    if isinstance(setting.default, bool):
        box = QCheckBox(setting.title)
        box.setChecked(bool(value))
        return box
    if setting.choices:
        choice = Combo()
        choice.addItems(list(setting.choices))
        choice.setCurrentText(str(value))
        return choice
    if isinstance(setting.default, int):
        whole = QSpinBox()
        whole.setMinimumWidth(80)
        whole.lineEdit().setTextMargins(_INSET, 0, _INSET, 0)
        whole.setRange(int(setting.low), int(setting.high))
        whole.setValue(int(value))
        return whole
    if isinstance(setting.default, float):
        number = QDoubleSpinBox()
        number.setMinimumWidth(80)
        number.lineEdit().setTextMargins(_INSET, 0, _INSET, 0)
        number.setRange(setting.low, setting.high)
        number.setSingleStep(0.1)
        number.setValue(float(value))
        return number
    if setting.name in _OFFERS:
        offered = Combo()
        offered.setEditable(True)
        offered.addItems(["", *_OFFERS[setting.name]()])
        offered.setCurrentText(str(value))
        offered.setMinimumWidth(240)
        return offered
    line = QLineEdit(str(value))
    line.setMinimumWidth(_HELP_WIDTH if len(str(setting.default)) > _LONG else 240)
    line.setCursorPosition(0)
    return line


def _value_of(field: QWidget) -> Value:
    match field:
        case QCheckBox():
            return field.isChecked()
        case QComboBox():
            return field.currentText()
        case QSpinBox():
            return field.value()
        case QDoubleSpinBox():
            return round(field.value(), 3)
        case QLineEdit():
            return field.text()
    raise TypeError(f"no setting has a {type(field).__name__}")
