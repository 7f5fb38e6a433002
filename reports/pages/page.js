"use strict";
(function () {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const palettes = {
    light: { ink: "#222", soft: "#555", rule: "#e4e4e4", ground: "#fff" },
    dark: { ink: "#ececec", soft: "#b4b8bd", rule: "#3a3f46", ground: "#16191d" },
  };
  let printing = false;
  const palette = () => (dark.matches && !printing ? palettes.dark : palettes.light);
  const tone = (l) => (dark.matches && !printing ? l.stroke.dark : l.stroke.light); // colour of a line: the one that it has in figures
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
    return Number(x.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 9, signDisplay: "negative" }); // 0 has no sign
  }

  // border is the style of a border that stands for a line in the legend.
  const border = (l) => (!l || l.style === 0 ? "solid" : ["dashed", "dotted", "double"][(l.style - 1) % 3]);

  // columns lays a chart out for uPlot: days, then mean, lower and upper end of each line.
  function columns(c) {
    const out = [Array.from({ length: c.days }, (_, i) => i)];
    for (const l of c.lines) out.push(l.mean, l.lo, l.hi);
    return out;
  }

  function series(c) {
    const out = [{ label: "day", value: (u, v) => (v == null ? "-" : String(v)) }];
    c.lines.forEach((l, i) => {
      const colour = () => tone(l);
      out.push({
        label: l.name, stroke: colour, width: 2, dash: l.stroke.dash, points: { show: false },
        value: (u, v, s, at) => at == null || v == null ? "-" :
          digits(v) + c.unit + (l.lo[at] == null ? "" : " [" + digits(l.lo[at]) + ", " + digits(l.hi[at]) + "]"),
      });
      out.push({ label: l.name + " lower", class: "bound", stroke: "transparent", width: 0, points: { show: false } });
      out.push({ label: l.name + " upper", class: "bound", stroke: "transparent", width: 0, points: { show: false } });
    });
    return out;
  }

  // halo writes a text on a rim of the ground, so that it hides no more of a line than its letters do.
  function halo(ctx, ratio, text, x, y) {
    const ink = ctx.fillStyle;
    ctx.save();
    ctx.setLineDash([]);
    ctx.lineJoin = "round";
    ctx.lineWidth = 4 * ratio;
    ctx.strokeStyle = palette().ground;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = ink;
    ctx.fillText(text, x, y);
    ctx.restore();
  }

  // beside is where a text begins that belongs to a line at x: right of it, else left of it, and else as far right as the plot reaches.
  function beside(x, width, gap, box) {
    const right = box.left + box.width;
    if (x + gap + width <= right) return x + gap;
    return x - gap - width >= box.left ? x - gap - width : Math.max(box.left, right - width);
  }

  // overlay draws zero, days with a name, and the names of lines at their ends.
  function overlay(u, c) {
    const ctx = u.ctx, ratio = devicePixelRatio, box = u.bbox;
    ctx.save();
    ctx.font = 12 * ratio + "px Liberation Sans, Arial, sans-serif";
    ctx.textBaseline = "middle";
    if (c.zero) {
      const y = u.valToPos(0, "y", true);
      ctx.strokeStyle = palette().ink;
      ctx.lineWidth = 1.5 * ratio;
      ctx.beginPath(); ctx.moveTo(box.left, y); ctx.lineTo(box.left + box.width, y); ctx.stroke();
    }
    ctx.strokeStyle = ctx.fillStyle = palette().soft;
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    for (const m of c.marks) {
      const x = u.valToPos(m.day, "x", true);
      ctx.beginPath(); ctx.moveTo(x, box.top); ctx.lineTo(x, box.top + box.height); ctx.stroke();
    }
    ctx.textAlign = "left"; // after all lines, so that none runs through a text
    c.marks.forEach((m, i) => halo(ctx, ratio, m.text, beside(u.valToPos(m.day, "x", true), ctx.measureText(m.text).width, 5 * ratio, box), box.top + (9 + 15 * i) * ratio));
    let last = [];
    c.lines.forEach((l, i) => {
      const at = l.mean.length - 1, v = l.mean[at];
      if (u.series[3 * i + 1].show && v != null && c.lines.length > 1) last.push({ y: u.valToPos(v, "y", true), name: l.name, line: l });
    });
    names(ctx, ratio, box, last, nameRoom(c, u.width));
    ctx.restore();
  }

  // short cuts a name in the middle so that it fits a width.
  function short(ctx, name, width) {
    for (let keep = name.length; keep > 4; keep--) {
      const text = keep === name.length ? name : name.slice(0, Math.ceil(keep / 2)) + "\u2026" + name.slice(name.length - Math.floor(keep / 2));
      if (ctx.measureText(text).width <= width) return text;
    }
    return name.slice(0, 4);
  }

  // names writes what lines are called right of their ends, and where there is no room only in the legend; in print, which has none, long names are cut.
  function names(ctx, ratio, box, last, room) {
    if (room === 0) return;
    last.sort((a, b) => a.y - b.y);
    last.forEach((l, i) => { if (i > 0) l.y = Math.max(l.y, last[i - 1].y + 14 * ratio); });
    const over = last.length > 0 ? last[last.length - 1].y - box.top - box.height : 0;
    ctx.textAlign = "left";
    last.forEach((l) => {
      ctx.fillStyle = tone(l.line);
      ctx.fillText(short(ctx, l.name, (room - 8) * ratio), box.left + box.width + 6 * ratio, l.y - Math.max(0, over));
    });
  }

  // nameRoom is how wide a column right of a chart is that holds the names of its lines; 0 where they are too long for that, or not needed.
  const ruler = document.createElement("canvas").getContext("2d");
  function nameRoom(c, width) {
    if (c.lines.length < 2) return 0;
    ruler.font = "12px Liberation Sans, Arial, sans-serif";
    const widest = Math.max(...c.lines.map((l) => ruler.measureText(l.name).width));
    if (printing && many(c)) return 0;
    if (printing) return Math.min(widest, 0.4 * width) + 12;
    return widest > 0.3 * width ? 0 : widest + 12;
  }

  // many tells whether a chart has more lines than there is room for names beside it on paper: then a key above its group names them.
  function many(c) { return c.lines.length > 4; }

  // key is that list of names, each with a piece of its line.
  function key(section, lines) {
    const p = document.createElement("p");
    p.className = "key";
    for (const l of lines) {
      const entry = document.createElement("span"), piece = document.createElement("i");
      piece.style.borderTop = "2px " + border(l) + " " + l.stroke.light;
      entry.append(piece, l.name);
      p.append(entry, " ");
    }
    section.querySelector(".charts").before(p);
    section.classList.add("many");
  }

  // height is that of a chart; on paper there is less room, and as much for each name of a day as on a screen.
  function height(c) { return printing ? 118 + 15 * c.marks.length : 270; }

  // positive tells whether no mean is below 0: then neither is the axis, whatever a band by a symmetric law says.
  function positive(c) { return c.lines.every((l) => l.mean.every((v) => v == null || v >= 0)); }

  // range keeps zero in sight of changes, and some air around all lines.
  function range(c) {
    return (u, lo, hi) => {
      if (lo == null || hi == null) return [0, 1];
      if (c.zero) { lo = Math.min(lo, 0); hi = Math.max(hi, 0); }
      const air = (hi - lo) * 0.08 || Math.abs(hi) * 0.1 || 1;
      if (!c.zero) return [lo - air < 0 && positive(c) ? 0 : lo - air, hi + air];
      const rows = (15 * c.marks.length + 8) / (height(c) - 55); // share of the plot that the names of days take
      return [lo - air, hi + Math.max(air, (hi - lo + air) * rows / (1 - rows))];
    };
  }

  function draw(c) {
    const place = document.getElementById(c.id);
    const size = () => ({ width: printing ? (many(c) ? 222 : 330) : Math.max(260, place.clientWidth), height: height(c) });
    const stroke = () => palette().ink, grid = { stroke: () => palette().rule, width: 1 }, font = "11px Liberation Sans, Arial, sans-serif";
    const chart = new uPlot(Object.assign(size(), {
      series: series(c),
      bands: c.lines.map((l, i) => ({ series: [3 * i + 3, 3 * i + 2], fill: () => tone(l) + "33" })),
      scales: { x: { time: false }, y: { range: range(c) } },
      axes: [{ label: "day", incrs: [1, 2, 7, 14, 28, 56, 91, 182, 364, 728, 1456, 3640], size: 30, labelSize: 20, space: () => (printing ? 30 : 50), stroke, grid, ticks: grid, font, labelFont: font }, { size: 62, space: () => (printing ? 20 : 30), stroke, grid, ticks: grid, font, values: (u, at) => at.map((v) => axis(v) + (c.unit === "%" ? "%" : "")) }],
      cursor: { drag: { x: false, y: false } },
      padding: [null, (u) => nameRoom(c, u.width) || 16, null, null],
      legend: { markers: { dash: (u, i) => border(c.lines[Math.floor((i - 1) / 3)]) } },
      hooks: { draw: [(u) => overlay(u, c)] },
    }), columns(c), place);
    const resize = () => { if (place.clientWidth > 0 || printing) chart.setSize(size()); };
    addEventListener("resize", resize);
    place.addEventListener("keydown", (e) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -c.days, End: c.days }[e.key];
      if (!step) return;
      e.preventDefault();
      const at = Math.min(c.days - 1, Math.max(0, (chart.cursor.idx == null ? 0 : chart.cursor.idx + step)));
      chart.setCursor({ left: chart.valToPos(at, "x"), top: chart.over.clientHeight / 2 });
    });
    drawn.push({ chart, c, resize });
  }

  // switches lets readers choose arms and metrics of a group of charts.
  function switches(section) {
    const place = section.querySelector(".switches"), figures = Array.from(section.querySelectorAll("figure"));
    const mine = drawn.filter((d) => figures.some((f) => f.dataset.chart === d.c.id));
    const names = [], lines = [];
    for (const d of mine) for (const l of d.c.lines) if (!names.includes(l.name)) { names.push(l.name); lines.push(l); }
    if (mine.some((d) => many(d.c))) key(section, lines);
    const set = (legend, items, change) => {
      if (items.length < 2) return;
      const box = document.createElement("fieldset"), title = document.createElement("legend");
      title.textContent = legend;
      box.append(title);
      for (const item of items) {
        const label = document.createElement("label"), input = document.createElement("input");
        input.type = "checkbox";
        input.checked = true;
        input.addEventListener("change", () => change(item, input.checked));
        label.append(input, " " + (item.name || item));
        box.append(label);
      }
      place.append(box);
    };
    set("Arms", names, (name, on) => mine.forEach((d) => d.c.lines.forEach((l, i) => {
      if (l.name === name) for (const k of [1, 2, 3]) d.chart.setSeries(3 * i + k, { show: on });
    })));
    set("Metrics", figures.map((f) => ({ name: f.querySelector("figcaption").textContent, figure: f })), (item, on) => {
      item.figure.hidden = !on;
      if (on) mine.filter((d) => d.c.id === item.figure.dataset.chart).forEach((d) => d.resize());
    });
  }

  // sortable puts a button into every head of a table; rows are sorted within their group, numbers by their value.
  function sortable(table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...Array.from(head.childNodes).filter((n) => n.nodeName !== "SMALL")); // its arrow stands beside the words, above the days
      head.prepend(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        for (const body of table.tBodies) {
          const rows = Array.from(body.rows), fixed = rows.filter((r) => r.cells.length < heads.length), free = rows.filter((r) => r.cells.length === heads.length);
          free.sort((a, b) => (up ? 1 : -1) * compare(a.cells[column].textContent, b.cells[column].textContent));
          body.append(...fixed, ...free);
        }
      });
    });
  }

  // value reads a number at the beginning of a cell, with its thousands and M or B; NaN for words.
  function value(text) {
    const m = /^[\s(]*(?:by )?([+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?)\s*([MB])?/i.exec(text);
    return m ? Number(m[1].replaceAll(",", "")) * ({ M: 1e6, B: 1e9 }[m[2]] || 1) : NaN;
  }

  function compare(a, b) {
    const x = value(a), y = value(b);
    if (isNaN(x) || isNaN(y)) return isNaN(x) && isNaN(y) ? a.localeCompare(b) : isNaN(x) ? 1 : -1;
    return x - y;
  }

  charts.forEach(draw);
  document.querySelectorAll(".group").forEach(switches);
  document.querySelectorAll("table.sort").forEach(sortable);
  const again = () => drawn.forEach((d) => { d.resize(); d.chart.redraw(true, true); }); // with the ticks of the new size
  dark.addEventListener("change", again);
  addEventListener("beforeprint", () => { printing = true; again(); document.querySelectorAll("details:not(.screen)").forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => { printing = false; again(); });
  document.documentElement.dataset.drawn = String(drawn.length);
})();
