"use strict";
(function () {
  const colours = ["#404040", "#009e73", "#cc79a7", "#b58900", "#888888"];
  const dashes = [[], [12, 6], [3, 5], [12, 4, 3, 4], [2, 3]];
  const style = (list, i) => list[Math.min(i, list.length - 1)];
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const drawn = [];

  // digits writes a number with about four significant digits.
  function digits(x) {
    if (x == null) return "-";
    const size = Math.abs(x);
    if (size >= 1e4) return Math.round(x).toLocaleString("en-US");
    return String(Number(x.toPrecision(4)));
  }

  // axis writes a value of the vertical axis.
  function axis(x) {
    const size = Math.abs(x);
    if (size >= 1e6) return Number((x / 1e6).toPrecision(6)) + "M";
    if (size >= 1e4) return Number((x / 1e3).toPrecision(6)) + "k";
    return String(Number(x.toPrecision(6)));
  }

  // columns lays a chart out for uPlot: days, then mean, lower and upper end of each line.
  function columns(c) {
    const out = [Array.from({ length: c.days }, (_, i) => i)];
    for (const l of c.lines) out.push(l.mean, l.lo, l.hi);
    return out;
  }

  function series(c) {
    const out = [{ label: "day", value: (u, v) => (v == null ? "-" : String(v)) }];
    c.lines.forEach((l, i) => {
      const colour = style(colours, l.style);
      out.push({
        label: l.name, stroke: colour, width: 2, dash: style(dashes, l.style), points: { show: false },
        value: (u, v, s, at) => at == null || v == null ? "-" :
          digits(v) + c.unit + (l.lo[at] == null ? "" : " [" + digits(l.lo[at]) + ", " + digits(l.hi[at]) + "]"),
      });
      out.push({ label: l.name + " lower", class: "bound", stroke: "transparent", width: 0, points: { show: false } });
      out.push({ label: l.name + " upper", class: "bound", stroke: "transparent", width: 0, points: { show: false } });
    });
    return out;
  }

  // overlay draws zero, days with a name, and the names of lines at their ends.
  function overlay(u, c) {
    const ctx = u.ctx, ratio = devicePixelRatio, box = u.bbox;
    ctx.save();
    ctx.font = 12 * ratio + "px Liberation Sans, Arial, sans-serif";
    ctx.textBaseline = "middle";
    if (c.zero) {
      const y = u.valToPos(0, "y", true);
      ctx.strokeStyle = "#222";
      ctx.lineWidth = 1.5 * ratio;
      ctx.beginPath(); ctx.moveTo(box.left, y); ctx.lineTo(box.left + box.width, y); ctx.stroke();
    }
    c.marks.forEach((m, i) => {
      const x = u.valToPos(m.day, "x", true), left = x + ctx.measureText(m.text).width + 8 * ratio > box.left + box.width;
      ctx.strokeStyle = ctx.fillStyle = "#666";
      ctx.lineWidth = ratio;
      ctx.setLineDash([4 * ratio, 4 * ratio]);
      ctx.beginPath(); ctx.moveTo(x, box.top); ctx.lineTo(x, box.top + box.height); ctx.stroke();
      ctx.textAlign = left ? "right" : "left";
      ctx.fillText(m.text, x + (left ? -5 : 5) * ratio, box.top + (9 + 15 * i) * ratio);
    });
    let last = [];
    c.lines.forEach((l, i) => {
      const at = l.mean.length - 1, v = l.mean[at];
      if (v != null && c.lines.length > 1) last.push({ y: u.valToPos(v, "y", true), name: l.name, style: l.style });
    });
    last.sort((a, b) => a.y - b.y);
    ctx.textAlign = "right";
    last.forEach((l, i) => {
      if (i > 0) l.y = Math.max(l.y, last[i - 1].y + 14 * ratio);
      ctx.fillStyle = style(colours, l.style);
      ctx.fillText(l.name, box.left + box.width - 4 * ratio, l.y - 9 * ratio);
    });
    ctx.restore();
  }

  // range keeps zero in sight of changes, and some air around all lines.
  function range(c) {
    return (u, lo, hi) => {
      if (lo == null || hi == null) return [0, 1];
      if (c.zero) { lo = Math.min(lo, 0); hi = Math.max(hi, 0); }
      const air = (hi - lo) * 0.08 || Math.abs(hi) * 0.1 || 1;
      return [lo - air, hi + (c.zero ? 2.5 : 1) * air];
    };
  }

  function draw(c) {
    const place = document.getElementById(c.id);
    const size = () => ({ width: Math.max(280, place.clientWidth), height: 270 });
    const chart = new uPlot(Object.assign(size(), {
      series: series(c),
      bands: c.lines.map((l, i) => ({ series: [3 * i + 3, 3 * i + 2], fill: style(colours, l.style) + "33" })),
      scales: { x: { time: false }, y: { range: range(c) } },
      axes: [{ label: "day", labelSize: 20 }, { size: 62, values: (u, at) => at.map((v) => axis(v) + (c.unit === "%" ? "%" : "")) }],
      cursor: { drag: { x: false, y: false } },
      hooks: { draw: [(u) => overlay(u, c)] },
    }), columns(c), place);
    addEventListener("resize", () => chart.setSize(size()));
    drawn.push(chart);
  }

  charts.forEach(draw);
  document.documentElement.dataset.drawn = String(drawn.length);
})();
