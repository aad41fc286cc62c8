"""Plots of a report as SVG: intervals, the distribution of segment scores, scores by length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ...score import Report

__all__ = ["by_length_plot", "distribution_plot", "interval_plot"]

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 420, 46, 12, 10, 34
_BINS = 20
_GROUPS = 8


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where values lie on the paper."""

    x: tuple[float, float]
    y: tuple[float, float]
    height: int = 260

    def at_x(self, value: float) -> float:
        span = (self.x[1] - self.x[0]) or 1.0
        return _LEFT + (value - self.x[0]) / span * (_WIDTH - _LEFT - _RIGHT)

    def at_y(self, value: float) -> float:
        span = (self.y[1] - self.y[0]) or 1.0
        return self.height - _BOTTOM - (value - self.y[0]) / span * (self.height - _TOP - _BOTTOM)


def interval_plot(report: Report, metric: str) -> str:
    """Each system's score with its 95 % interval, one line a system."""
    scores = [system.scores[metric] for system in report.systems]
    bounds = [(s.interval.lower, s.interval.upper) if s.interval else (s.score, s.score) for s in scores]
    low, high = min(b[0] for b in bounds), max(b[1] for b in bounds)
    room = max((high - low) * 0.08, 0.5)
    axes = _Axes((low - room, high + room), (0, len(scores)), 34 * len(scores) + _TOP + _BOTTOM)
    parts = _x_axis(axes, metric)
    for i, (system, score, (lower, upper)) in enumerate(zip(report.systems, scores, bounds, strict=True)):
        y = _TOP + 34 * i + 20
        parts.append(_line(axes.at_x(lower), y, axes.at_x(upper), y, f"s{i} thick"))
        parts += [_line(axes.at_x(v), y - 5, axes.at_x(v), y + 5, f"s{i} thick") for v in (lower, upper)]
        parts.append(f'<circle cx="{axes.at_x(score.score):.1f}" cy="{y}" r="5" class="s{i} dot"/>')
        # A name runs towards the middle of the paper, so that it is never cut off.
        right = axes.at_x(score.score) > _WIDTH / 2
        place = f'x="{axes.at_x(upper if right else lower):.1f}" y="{y - 8}" class="name{" end" if right else ""}"'
        parts.append(f"<text {place}>{escape(_last(system.name))}</text>")
    return _svg(parts, axes.height, f"{metric} of each system with its 95 % interval")


def distribution_plot(report: Report, metric: str) -> str:
    """How many segments have which score: a line a system."""
    values = [system.scores[metric].segments for system in report.systems]
    top = 100.0 if metric != "TER" else min(200.0, max(100.0, max((max(v, default=0.0) for v in values), default=0.0)))
    counts = [_histogram(v, top) for v in values]
    axes = _Axes((0, top), (0, max(max(c) for c in counts) or 1))
    parts = [*_x_axis(axes, f"{metric} of a segment"), *_y_axis(axes, "segments")]
    for i, row in enumerate(counts):
        points = [(axes.at_x((k + 0.5) * top / _BINS), axes.at_y(count)) for k, count in enumerate(row)]
        parts.append(_polyline(points, f"s{i}"))
    return _svg(parts, axes.height, f"distribution of {metric} over segments")


def by_length_plot(report: Report, metric: str) -> str:
    """The mean score of segments in eight groups of equal size by the length of the reference."""
    lengths = [len(reference or "") for reference in report.references[0]]
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    size = max(1, -(-len(order) // _GROUPS))
    groups = [order[k : k + size] for k in range(0, len(order), size)]
    means = [
        [sum(system.scores[metric].segments[i] for i in group) / len(group) for group in groups]
        for system in report.systems
    ]
    axes = _Axes((0, len(groups)), (0, max(100.0, *(max(m) for m in means)) if metric == "TER" else 100.0))
    parts = _y_axis(axes, f"mean {metric}")
    for k, group in enumerate(groups):
        label = f"≤{lengths[group[-1]]}"
        parts.append(f'<text x="{axes.at_x(k + 0.5):.1f}" y="{axes.height - 18}" class="tick mid">{label}</text>')
    parts.append(f'<text x="{_WIDTH / 2}" y="{axes.height - 3}" class="tick mid">characters of the reference</text>')
    for i, row in enumerate(means):
        points = [(axes.at_x(k + 0.5), axes.at_y(mean)) for k, mean in enumerate(row)]
        parts.append(_polyline(points, f"s{i}"))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="s{i} dot"/>' for x, y in points]
    return _svg(parts, axes.height, f"{metric} by length of the reference")


def _histogram(values: Sequence[float], top: float) -> list[int]:
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(value / top * _BINS))] += 1
    return counts


def _last(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _ticks(low: float, high: float) -> list[float]:
    """Round values, about five."""
    span = (high - low) or 1.0
    step = next(s * 10.0**e for e in range(-3, 7) for s in (1, 2, 5) if span / (s * 10.0**e) <= 6)
    first = -(-low // step)
    return [round((first + k) * step, 6) + 0.0 for k in range(int((high - first * step) // step) + 1)]


def _x_axis(axes: _Axes, label: str) -> list[str]:
    bottom = axes.height - _BOTTOM
    parts = [_line(_LEFT, bottom, _WIDTH - _RIGHT, bottom, "axis")]
    for value in _ticks(*axes.x):
        x = axes.at_x(value)
        parts.append(_line(x, _TOP, x, bottom, "grid"))
        parts.append(f'<text x="{x:.1f}" y="{bottom + 14}" class="tick mid">{value:g}</text>')
    return [*parts, f'<text x="{_WIDTH / 2}" y="{axes.height - 3}" class="tick mid">{escape(label)}</text>']


def _y_axis(axes: _Axes, label: str) -> list[str]:
    parts = [_line(_LEFT, _TOP, _LEFT, axes.height - _BOTTOM, "axis")]
    for value in _ticks(*axes.y):
        y = axes.at_y(value)
        parts.append(_line(_LEFT, y, _WIDTH - _RIGHT, y, "grid"))
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" class="tick end">{value:g}</text>')
    turned = f'transform="rotate(-90 10 {axes.height / 2})"'
    return [*parts, f'<text x="10" y="{axes.height / 2}" {turned} class="tick mid">{escape(label)}</text>']


def _line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}"/>'


def _polyline(points: Sequence[tuple[float, float]], css: str) -> str:
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" class="{css} curve"/>'


def _svg(parts: Sequence[str], height: int, title: str) -> str:
    head = (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
    )
    return head + "".join(parts) + "</svg>"
