"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const ROW = 32;
const state = { rows: [], picked: -1 };

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// ---- which segments, in which order -------------------------------------------------------------------------------

function findingsOf(system) {
  if (!system.byLine) {
    system.byLine = new Map();
    for (const f of system.checks) {
      if (!system.byLine.has(f[0])) system.byLine.set(f[0], []);
      system.byLine.get(f[0]).push(f);
    }
  }
  return system.byLine;
}

function scoreOf(system, metric, i) {
  return data.systems[system].segments[metric][i];
}

function badness(metric, value) {
  return data.metrics[metric].higher ? -value : value;
}

function selectRows() {
  const system = Number($("system").value), metric = $("metric").value, other = Number($("other").value);
  const check = $("check").value, wanted = $("document").value, text = $("search").value.toLowerCase();
  const byLine = findingsOf(data.systems[system]);
  const rows = [];
  for (let i = 0; i < data.reference.length; i++) {
    if (wanted && data.documents[data.document[i]] !== wanted) continue;
    if (check && !(byLine.get(i) || []).some((f) => check === "any" || data.checks[f[1]].name === check)) continue;
    if (text && !textsOf(i).some((t) => t.toLowerCase().includes(text))) continue;
    rows.push(i);
  }
  const keys = {
    line: null,
    worst: (i) => -badness(metric, scoreOf(system, metric, i)),
    best: (i) => badness(metric, scoreOf(system, metric, i)),
    disagreement: (i) => -Math.abs(scoreOf(system, metric, i) - scoreOf(other, metric, i)),
    checks: (i) => -weight(byLine.get(i)),
  };
  const key = keys[$("sort").value];
  if (key) {
    const value = new Map(rows.map((i) => [i, key(i)]));
    rows.sort((a, b) => value.get(a) - value.get(b) || a - b);
  }
  state.rows = rows;
  $("count").textContent = rows.length + " of " + data.reference.length + " segments";
  $("space").style.height = rows.length * ROW + "px";
  $("list").scrollTop = 0;
  drawRows();
  pick(rows.length ? 0 : -1);
}

function weight(findings) {
  const weights = { error: 100, warning: 10, note: 1 };
  return (findings || []).reduce((sum, f) => sum + weights[data.checks[f[1]].severity], 0);
}

function textsOf(i) {
  return [data.source[i] || "", data.reference[i], ...data.systems.map((s) => s.hypotheses[i])];
}

// ---- the list: only rows that can be seen exist -------------------------------------------------------------------

function drawRows() {
  const list = $("list"), system = Number($("system").value), metric = $("metric").value;
  const byLine = findingsOf(data.systems[system]);
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 6);
  const last = Math.min(state.rows.length, first + Math.ceil(list.clientHeight / ROW) + 12);
  const rows = [];
  for (let r = first; r < last; r++) {
    const i = state.rows[r];
    const names = [...new Set((byLine.get(i) || []).map((f) => data.checks[f[1]].name))].join(" ");
    const row = element("div", { className: "row" + (r === state.picked ? " picked" : ""), role: "option" },
      element("span", { className: "number", textContent: i + 1 }),
      element("span", { className: "number", textContent: scoreOf(system, metric, i).toFixed(1) }),
      element("span", { className: "warning", textContent: names }),
      element("span", { textContent: data.systems[system].hypotheses[i] || "(empty)" }));
    row.setAttribute("aria-selected", r === state.picked);
    row.style.top = r * ROW + "px";
    row.onclick = () => pick(r);
    rows.push(row);
  }
  $("rows").replaceChildren(...rows);
}

function pick(r) {
  state.picked = r;
  drawRows();
  if (r < 0) { $("detail").replaceChildren("No segment fits."); return; }
  const i = state.rows[r], parts = element("dl");
  const place = "Segment " + (i + 1) + (data.documents.length ? " of " + data.documents[data.document[i]] : "");
  if (data.source.length) {
    const spans = data.systems.flatMap((s) => (findingsOf(s).get(i) || []).flatMap((f) => f[3]));
    parts.append(element("dt", { textContent: "Source" }), element("dd", { lang: data.sourceLanguage }, ...marked(data.source[i], spans)));
  }
  parts.append(element("dt", { textContent: "Reference" }), element("dd", { lang: data.targetLanguage, textContent: data.reference[i] }));
  data.systems.forEach((system, s) => parts.append(...systemPart(system, s, i)));
  $("detail").replaceChildren(element("h3", { textContent: place }), parts);
}

function systemPart(system, s, i) {
  const scores = Object.keys(data.metrics).map((m) => m + " " + scoreOf(s, m, i).toFixed(1)).join(", ");
  const findings = findingsOf(system).get(i) || [];
  const spans = findings.flatMap((f) => f[4]);
  const title = element("dt", {}, swatch(s), system.name + " ", element("span", { className: "soft small", textContent: scores }));
  const text = element("dd", { lang: data.targetLanguage }, ...difference(system.hypotheses[i], data.reference[i], spans));
  const told = findings.map((f) => element("div", { className: "small " + severity(f) , textContent: data.checks[f[1]].name + ": " + f[2] }));
  return [title, text, element("dd", {}, ...told)];
}

function severity(finding) {
  const level = data.checks[finding[1]].severity;
  return level === "note" ? "note-level" : level;
}

function swatch(s) {
  const made = element("span", { className: "swatch" });
  made.style.background = "var(--c" + (s % 8) + ")";
  return made;
}

// ---- differences word by word --------------------------------------------------------------------------------------

function tokens(text) {
  return [...text.matchAll(/[\u2e80-\u9fff\uf900-\ufaff]|[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*|[^\s]/gu)]
    .map((m) => ({ text: m[0], start: m.index, end: m.index + m[0].length }));
}

function offset(text, codePoints) {
  // Spans count code points; strings of JavaScript count UTF-16 units.
  let units = 0;
  for (const ch of text) {
    if (codePoints-- <= 0) break;
    units += ch.length;
  }
  return units;
}

function marked(text, spans) {
  const cuts = spans.map(([a, b]) => [offset(text, a), offset(text, b)]).sort((a, b) => a[0] - b[0]);
  const parts = [];
  let place = 0;
  for (const [start, end] of cuts) {
    if (start < place) continue;
    parts.push(text.slice(place, start), element("span", { className: "flag", textContent: text.slice(start, end) }));
    place = end;
  }
  return [...parts, text.slice(place)];
}

function difference(hypothesis, reference, spans) {
  const a = tokens(hypothesis), b = tokens(reference);
  if (!hypothesis) return [element("em", { className: "soft", textContent: "(empty)" })];
  if (a.length * b.length > 250000) return marked(hypothesis, spans);
  const flags = spans.map(([x, y]) => [offset(hypothesis, x), offset(hypothesis, y)]);
  const parts = [], kept = commonWords(a, b);
  let i = 0, j = 0, place = 0;
  const drop = (until) => {
    if (until <= j) return;
    if (parts.length) parts.push(" ");
    parts.push(element("del", { className: "drop", textContent: reference.slice(b[j].start, b[until - 1].end) }));
    if (place < hypothesis.length && !/\s/.test(hypothesis[place])) parts.push(" ");
  };
  for (const [ka, kb] of [...kept, [a.length, b.length]]) {
    while (i < ka) { place = word(hypothesis, a[i++], place, "add", flags, parts); }
    drop(kb);
    j = kb + 1;
    if (i < a.length) { place = word(hypothesis, a[i++], place, "", flags, parts); }
  }
  return parts;
}

function word(text, token, place, css, flags, parts) {
  parts.push(text.slice(place, token.start));
  const flagged = flags.some(([x, y]) => x < token.end && token.start < y);
  const classes = (css + (flagged ? " flag" : "")).trim();
  parts.push(classes ? element(css ? "ins" : "span", { className: classes, textContent: token.text }) : token.text);
  return token.end;
}

function commonWords(a, b) {
  const width = b.length + 1, table = new Uint16Array((a.length + 1) * width);
  const same = (i, j) => a[i].text.toLowerCase() === b[j].text.toLowerCase();
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = same(i, j) ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  const kept = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (same(i, j)) { kept.push([i++, j++]); }
    else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) { i++; } else { j++; }
  }
  return kept;
}

// ---- two systems against each other --------------------------------------------------------------------------------

function drawVersus() {
  const place = $("versus");
  if (!place) return;
  const first = Number($("system").value), second = Number($("other").value), metric = $("metric").value;
  const top = data.metrics[metric].higher ? 100 : 150, bins = 40, counts = new Map();
  for (let i = 0; i < data.reference.length; i++) {
    const at = [first, second].map((s) => Math.min(bins - 1, Math.floor(scoreOf(s, metric, i) / top * bins)));
    counts.set(at[0] * bins + at[1], (counts.get(at[0] * bins + at[1]) || 0) + 1);
  }
  const most = Math.log1p(Math.max(...counts.values())), size = 7, space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 340 330");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", metric + " of " + data.systems[first].name + " against " + data.systems[second].name);
  const add = (tag, attributes, text) => {
    const made = document.createElementNS(space, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    svg.append(made);
  };
  add("line", { x1: 40, y1: 290, x2: 320, y2: 10, class: "grid" });
  for (const [at, count] of counts) {
    add("rect", { x: 40 + Math.floor(at / bins) * size, y: 290 - (at % bins + 1) * size, width: size, height: size,
      class: "cell", "fill-opacity": (0.15 + 0.85 * Math.log1p(count) / most).toFixed(2) });
  }
  add("line", { x1: 40, y1: 290, x2: 320, y2: 290, class: "axis" });
  add("line", { x1: 40, y1: 10, x2: 40, y2: 290, class: "axis" });
  for (const share of [0, 0.5, 1]) {
    add("text", { x: 40 + share * 280, y: 304, class: "mid" }, share * top);
    add("text", { x: 35, y: 294 - share * 280, class: "end" }, share * top);
  }
  add("text", { x: 180, y: 322, class: "mid" }, metric + " of " + data.systems[first].name);
  add("text", { x: 12, y: 150, class: "mid", transform: "rotate(-90 12 150)" }, metric + " of " + data.systems[second].name);
  place.replaceChildren(svg);
}

// ---- controls ------------------------------------------------------------------------------------------------------

function options(select, pairs) {
  select.replaceChildren(...pairs.map(([value, text]) => element("option", { value, textContent: text })));
}

// A system against itself says nothing.
function tellApart() {
  const system = $("system").value, other = $("other");
  for (const option of other.options) option.disabled = option.value === system;
  if (other.value === system) other.value = system === "0" ? Math.min(1, data.systems.length - 1) : 0;
}

function start() {
  const systems = data.systems.map((s, i) => [i, s.name]);
  options($("system"), systems);
  options($("other"), systems);
  $("other").value = Math.min(1, systems.length - 1);
  options($("metric"), Object.keys(data.metrics).map((m) => [m, m]));
  $("metric").value = data.metrics.chrF2 ? "chrF2" : Object.keys(data.metrics)[0];
  options($("check"), [["", "all segments"], ["any", "any check"], ...data.checks.map((c) => [c.name, c.name])]);
  options($("document"), [["", "all documents"], ...data.documents.map((d) => [d, d])]);
  for (const id of ["system", "other", "metric", "sort", "check", "document"]) {
    $(id).onchange = () => { tellApart(); selectRows(); drawVersus(); };
  }
  let timer = 0;
  $("search").oninput = () => { clearTimeout(timer); timer = setTimeout(selectRows, 200); };
  $("list").onscroll = () => requestAnimationFrame(drawRows);
  $("list").onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || state.picked < 0) return;
    event.preventDefault();
    pick(Math.min(state.rows.length - 1, Math.max(0, state.picked + step)));
    const top = state.picked * ROW;
    if (top < $("list").scrollTop) $("list").scrollTop = top;
    if (top > $("list").scrollTop + $("list").clientHeight - ROW) $("list").scrollTop = top - $("list").clientHeight + ROW;
  };
  for (const button of document.querySelectorAll("button[data-check]")) {
    button.onclick = () => show(button.dataset);
  }
  for (const head of document.querySelectorAll("table.sortable th")) {
    head.tabIndex = 0;
    head.onclick = () => sortTable(head);
    head.onkeydown = (event) => { if (event.key === "Enter") sortTable(head); };
  }
  tellApart();
  selectRows();
  drawVersus();
  document.body.dataset.ready = "yes";
}

function show(wanted) {
  $("check").value = wanted.check;
  $("system").value = wanted.system;
  if (wanted.line) $("check").value = "";
  tellApart();
  selectRows();
  if (wanted.line) pick(state.rows.indexOf(Number(wanted.line) - 1));
  drawVersus();
  $("segments").scrollIntoView({ behavior: "smooth" });
}

function sortTable(head) {
  const body = head.closest("table").tBodies[0], column = head.cellIndex;
  const up = head.getAttribute("aria-sort") !== "ascending";
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  const rows = [...body.rows].sort((a, b) => {
    const x = value(a), y = value(b), numeric = !isNaN(parseFloat(x)) && !isNaN(parseFloat(y));
    return (up ? 1 : -1) * (numeric ? parseFloat(x) - parseFloat(y) : x.localeCompare(y));
  });
  body.append(...rows);
}

start();
