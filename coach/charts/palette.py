"""The colours of a chart, by what they show: Okabe and Ito's hues, at lightnesses that stay apart in grey.

Every kind also has its own lane and shape, so that no reader depends on colour.
"""

from __future__ import annotations

from typing import Final

LIGHT: Final = {
    "paper": "#ffffff",
    "ink": "#17212b",
    "faint": "#556270",
    "grid": "#d9dfe5",
    "lane": "#f4f6f8",
    "step": "#d3dce5",
    "edge": "#8795a3",
    "move": "#fafbfc",
    "say": "#005a94",
    "share": "#b9d8ee",
    "crowded": "#f0ae84",
    "crowd": "#b34a00",
    "chime": "#e39a00",
    "pulse": "#00876a",
    "bed": "#8fc6ea",
    "quiet": "#f1e3ee",
    "silence": "#8a3a70",
}
"""On paper, and on a screen that is light."""

DARK: Final = {
    "paper": "#12171d",
    "ink": "#e9eef3",
    "faint": "#9dabb9",
    "grid": "#2c3640",
    "lane": "#191f27",
    "step": "#35434f",
    "edge": "#70808f",
    "move": "#1d252e",
    "say": "#6fbdf7",
    "share": "#21496a",
    "crowded": "#74401d",
    "crowd": "#ff9a52",
    "chime": "#f5bb4a",
    "pulse": "#43cba1",
    "bed": "#2f648a",
    "quiet": "#3a2637",
    "silence": "#e0a3cc",
}
"""On a screen that is dark; the same names."""
