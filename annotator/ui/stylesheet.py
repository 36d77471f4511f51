"""The style sheet of the window, with the roles of a theme for colours."""

from __future__ import annotations

from string import Template

STYLESHEET = Template("""
QMainWindow, QDialog { background: $window; color: $text; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }

QMenuBar { background: $window; padding: 2px 6px; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $accent_tint; }
QMenu { background: $panel; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 14px; border-radius: 4px; }
QMenu::item:selected { background: $accent_tint; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }

QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 7px; }
#offers { background: $raised; color: $text; border: 1px solid $border; }
#offers::item { padding: 3px 6px; }
#offers::item:selected { background: $accent_tint; color: $text; }
QStatusBar { background: $window; border-top: 1px solid $border; }
QStatusBar::item { border: none; }

QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $border; border-radius: 5px; padding: 5px 14px;
}
QToolButton { padding: 4px 8px; }
QPushButton:hover, QToolButton:hover { border-color: $accent; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: $accent_tint; }
QPushButton:default { background: $accent; color: $accent_text; border-color: $accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QToolButton:focus { padding: 3px 7px; }
QPushButton:default:focus { border-color: $text; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; background: $window; border-color: $border; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
    background: $base; color: $text; border: 1px solid $border; border-radius: 5px; padding: 4px 7px;
    selection-background-color: $accent_tint; selection-color: $text;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border: 2px solid $accent; padding: 3px 6px;
}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $disabled; background: $window; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {
    border: none; padding: 0 4px; background: transparent;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $border; outline: none; }

QAbstractItemView {
    background: $panel; alternate-background-color: $alternate; border: 1px solid transparent; outline: none;
    selection-background-color: $accent_tint; selection-color: $text;
}
QAbstractItemView:focus { border: 1px solid $accent; }
QAbstractItemView::item { padding: 4px 6px; }
QAbstractItemView::item:hover { background: $alternate; }
QAbstractItemView::item:selected { background: $accent_tint; color: $text; }
QHeaderView::section {
    background: $window; color: $muted; border: none; border-bottom: 1px solid $border; padding: 5px 8px;
}

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar::tab { padding: 6px 14px; color: $muted; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { background: $accent_tint; }

QGroupBox { border: 1px solid $border; border-radius: 6px; margin-top: 9px; padding: 9px 8px 6px 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 9px; padding: 0 4px; color: $muted; }

QProgressBar { background: $raised; border: none; border-radius: 4px; text-align: center; min-height: 15px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QCheckBox::indicator:unchecked { border: 1px solid $muted; border-radius: 3px; background: $base; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 11px; }
QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 34px; }
QScrollBar::handle:horizontal { min-width: 34px; }
QScrollBar::handle:hover { background: $disabled; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")
