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

DUSK: Final = {
    "paper": "#16242c",
    "ripple 0": "#192a33",
    "ripple 1": "#1d313b",
    "ripple 2": "#223944",
    "ripple 3": "#294450",
    "ripple 4": "#e2c08f",
    "horizon": "#4a6873",
    "ink": "#f4eee1",
    "faint": "#a9bcc0",
    "bridge": "#5d7a83",
    "say": "#f4eee1",
    "pulse": "#9fc3c4",
}
"""On a cover: calm in a dim room, where a bright picture on a telephone would be a lamp."""

DAWN: Final = ("#6fb3ab", "#a3c79c", "#ead59b", "#eeb189", "#dc8f8b", "#a98bb5", "#7f92c4")
"""The steps of a cover, from the first to the last: neighbours differ, and all are as light as each other."""
