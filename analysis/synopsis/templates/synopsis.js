// What does a reader do on a synopsis? Filter, step through passages, see the counterparts.
// The page is whole without this; here nothing is made from text but text.

const PHONE = "(max-width: 40rem)";

/**
 * Bring a synopsis to life.
 * @param {Element} root the element of class `synopsis`
 * @param {object} [options] `selectable`: offer boxes to pick passages and alterations;
 *   `picked`: those picked before; `onChange`: told what is shown and picked
 * @returns {object} `stop` takes back what was attached; `pick` ticks what somebody else picked
 */
export function attach(root, { selectable = false, onChange = () => {}, picked: known = {} } = {}) {
  const page = root.ownerDocument;
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const phone = page.defaultView.matchMedia(PHONE);
  const grid = root.querySelector("table.grid");
  const rows = all("tbody > tr", grid);
  const scroller = grid.parentElement;
  const heads = all("thead th.version", grid);
  const form = root.querySelector(".controls form");
  const filters = root.querySelector(".controls details.filters");
  const counterparts = root.querySelector("dialog.counterparts");
  const help = root.querySelector("dialog.help");
  const stop = new AbortController();
  const on = (target, name, act, more = {}) => target.addEventListener(name, act, { signal: stop.signal, ...more });
  const versions = part("version");
  const boxes = [];
  const picked = { rows: new Set(known.pickedRows), alterations: new Set(known.pickedAlterations) };
  let steps = { say: "alteration", find: "altered 0", at: -1 };
  let cell = null; // the cell that the Tab key reaches

  const byId = (id) => root.querySelector(`#${CSS.escape(id)}`);
  const nameOf = (v) => heads.find((head) => head.dataset.v === v)?.querySelector(".name").textContent ?? "";
  const ticked = (name) => new Set(all(`input[name="${name}"]:checked`, form).map((box) => box.value));
  const isShown = (element) => !element.closest("[hidden]");

  // --- Filters ---

  function isColumnShown(v) {
    const head = heads.find((one) => one.dataset.v === v);
    if (head?.classList.contains("base")) return true;
    return phone.matches ? versions.value === v : ticked("version").has(v);
  }

  function fits(details, severities, kinds) {
    if (severities.size && !severities.has(details.dataset.severity)) return false;
    return !kinds.size || details.dataset.kinds.split(" ").some((kind) => kinds.has(kind));
  }

  function apply() {
    const [severities, kinds, actions] = ["severity", "kind", "action"].map(ticked);
    const byChange = severities.size + kinds.size > 0;
    const columns = new Set(heads.map((head) => head.dataset.v).filter(isColumnShown));
    for (const one of all("thead th[data-v], td[data-v]", grid)) one.hidden = !columns.has(one.dataset.v);
    let nRows = 0, nChanges = 0, allChanges = 0;
    for (const row of rows) {
      let keep = false, hasAny = false;
      for (const td of row.cells) {
        if (!td.dataset.v || td.classList.contains("base")) continue;
        if (!td.classList.contains("blank")) hasAny ||= !td.hidden;
        const changes = all("details.alteration", td);
        allChanges += changes.length;
        const own = changes.filter((one) => fits(one, severities, kinds));
        const done = !actions.size || actions.has(td.dataset.action) || (actions.has("moved") && "moved" in td.dataset);
        for (const one of changes) one.hidden = byChange && !own.includes(one);
        if (td.hidden || !done || (byChange && !own.length)) continue;
        keep = true;
        nChanges += own.length;
      }
      if (!byChange && !actions.size) keep = hasAny || row.classList.contains("whole");
      row.hidden = !keep;
      nRows += keep;
    }
    for (const card of all(".all li[data-kind]")) {
      const severity = card.closest("details").dataset.severity;
      const ofKind = !kinds.size || card.dataset.kind.split(" ").some((kind) => kinds.has(kind));
      const ofColumn = phone.matches || columns.has(card.dataset.version);
      card.hidden = !(ofKind && ofColumn && (!severities.size || severities.has(severity)));
    }
    const isOn = byChange || actions.size > 0 || columns.size < heads.length && !phone.matches;
    filters.querySelector(".on").hidden = !isOn;
    part("shown").textContent = `${nRows} of ${rows.length} rows, ${nChanges} of ${allChanges} alterations shown`;
    rove(cell && isShown(cell) ? cell : null);
    steps.at = -1;
    report();
  }

  function reset() {
    form.reset();
    steps = { say: "alteration", find: "altered 0", at: -1 };
    part("where").textContent = "";
    clear();
    apply();
  }

  // --- Steps ---

  function find(wanted) {
    const [what, v] = wanted.split(" ");
    const selector = {
      altered: "details.alteration", omitted: 'td[data-action="omitted"]', added: ".s.own", moved: ".s.shifted",
    }[what] ?? `details.alteration.${what}`;
    return all(selector, grid).filter((one) => v === "0" || one.closest("td").dataset.v === v);
  }

  function list() {
    const found = find(steps.find).filter((one) => isShown(one));
    return found.length || steps.find !== "altered 0" ? found : all('td[data-v]:not(.base):not([data-action="kept"]):not(.blank)', grid).filter(isShown);
  }

  function step(by) {
    const found = list();
    if (!found.length) {
      part("where").textContent = "nothing to step to";
      return;
    }
    steps.at = steps.at < 0 ? nearest(found, by) : (steps.at + by + found.length) % found.length;
    go(found[steps.at]);
    const v = found[steps.at].closest("td").dataset.v;
    part("where").textContent = `${steps.say} ${steps.at + 1} of ${found.length}: ${nameOf(v)}`;
  }

  // The first step goes on from where the reader is.
  function nearest(found, by) {
    const from = page.activeElement?.closest("tr");
    if (!from || !grid.contains(from)) return by > 0 ? 0 : found.length - 1;
    const after = (one) => from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && !from.contains(one);
    if (by > 0) return Math.max(0, found.findIndex((one) => from.contains(one) || after(one)));
    return found.findLastIndex((one) => !after(one) && !from.contains(one)) >= 0 ? found.findLastIndex((one) => !after(one) && !from.contains(one)) : found.length - 1;
  }

  function clear() {
    for (const one of all(".current")) one.classList.remove("current");
  }

  function go(target) {
    reveal(target);
    clear();
    const isChange = target.matches("details.alteration");
    for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    const home = target.closest("td") ?? target;
    target.classList.add("current");
    bring(home.matches("td") && home.offsetHeight < page.defaultView.innerHeight / 2 ? home : target, "center");
    if (home.matches("td")) rove(home);
    const focused = isChange ? target.querySelector("summary") : home.matches("tr") ? home.cells[1] : home;
    if (!focused.hasAttribute("tabindex") && !focused.matches("summary, a")) focused.tabIndex = -1;
    if (focused.matches("td")) rove(focused);
    focused.focus({ preventScroll: true });
  }

  // Into sight; where the table scrolls in its own box, all of the box too.
  function bring(element, block) {
    element.scrollIntoView({ block, inline: "nearest" });
    if (scroller.scrollHeight > scroller.clientHeight + 1 && page.defaultView.getComputedStyle(scroller).overflowY === "auto") scroller.scrollIntoView({ block: "start" });
  }

  // A passage that a filter hides is shown again before one goes there.
  function reveal(target) {
    const v = target.closest("td")?.dataset.v;
    const head = heads.find((one) => one.dataset.v === v);
    if (head && !head.classList.contains("base") && head.hidden) {
      if (phone.matches) versions.value = v;
      const box = form.querySelector(`input[name="version"][value="${v}"]`);
      if (box) box.checked = true;
      const at = steps.at;
      apply();
      steps.at = at;
    }
    if (target.closest("[hidden]")) {
      for (const box of all('input:not([name="version"]):checked', form)) box.checked = false;
      apply();
    }
  }

  on(root, "click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    if (link.dataset.find) {
      event.preventDefault();
      choose(link);
      return;
    }
    const target = byId(link.getAttribute("href").slice(1));
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!grid.contains(target)) {
      if (selectable) {
        event.preventDefault();
        target.scrollIntoView();
      }
      return;
    }
    event.preventDefault();
    if (!selectable) page.defaultView.history.pushState(null, "", link.getAttribute("href"));
    if (link.closest("th.n")) return showCounterparts(target);
    if (link.dataset.v) {
      const td = [...target.cells].find((one) => one.dataset.v === link.dataset.v);
      if (td) return go(td);
    }
    go(target);
  });

  // A number: its passages are what Next and Previous go through from now on.
  function choose(link) {
    const [what, v] = link.dataset.find.split(" ");
    const say = { altered: "alteration", omitted: "left out", added: "own sentence", moved: "moved" }[what] ?? `${what} alteration`;
    if (steps.find !== link.dataset.find) {
      const first = find(link.dataset.find)[0];
      steps = { say, find: link.dataset.find, at: -1 };
      if (first) reveal(first);
      if (find(link.dataset.find).some((one) => !isShown(one))) reset();
      steps = { say, find: link.dataset.find, at: -1 };
      const found = list();
      if (!found.length) return;
      steps.at = 0;
      go(found[0]);
      part("where").textContent = `${say} 1 of ${found.length}: ${v === "0" ? nameOf(found[0].closest("td").dataset.v) : nameOf(v)}`;
    } else step(1);
  }

  // --- Counterparts ---

  function light(td, is) {
    const passages = new Set((td.dataset.passages ?? "").split(" ").filter(Boolean));
    for (const other of all("td[data-passages]", grid)) {
      const shared = other !== td && other.dataset.passages.split(" ").some((one) => passages.has(one));
      other.classList.toggle("kin", is && shared && other.parentElement !== td.parentElement);
    }
  }

  function lightAlteration(details, is) {
    const number = details.dataset.number;
    for (const span of all(`.alt[data-a~="${number}"]`, grid)) {
      const own = span.closest("td").classList.contains("base") || span.closest("td") === details.closest("td");
      span.classList.toggle("on", is && own);
    }
  }

  for (const [enter, leave] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    for (const [name, is] of [[enter, true], [leave, false]]) {
      on(grid, name, (event) => {
        const td = event.target.closest("td[data-v]");
        if (td) light(td, is);
        const details = event.target.closest("details.alteration");
        if (details) lightAlteration(details, is);
      });
    }
  }

  function tell(tag, text, className = "") {
    const made = page.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function copy(node) {
    const made = node.cloneNode(true);
    for (const one of [made, ...made.querySelectorAll("*")]) {
      for (const name of ["id", "tabindex", "hidden"]) one.removeAttribute(name);
      one.classList.remove("current", "on");
    }
    for (const box of made.querySelectorAll(".pick, .whose")) box.remove();
    return made;
  }

  function showCounterparts(row) {
    const number = row.querySelector("th.n").textContent.trim();
    const title = counterparts.querySelector("h2");
    title.textContent = row.classList.contains("whole") ? `In all versions: ${number}` : `In all versions: ${number.replace("+", "")}`;
    const parts = [];
    for (const td of [...row.cells].filter((one) => one.dataset.v)) {
      const block = tell("div", "", "one-version");
      block.append(tell("h3", nameOf(td.dataset.v)));
      if (td.classList.contains("blank")) block.append(tell("p", "nothing here", "note"));
      for (const node of copy(td).childNodes) block.append(node.cloneNode(true));
      for (const ref of td.querySelectorAll("a.ref")) {
        const target = byId(ref.getAttribute("href").slice(1));
        if (target) block.append(copy(target));
      }
      for (const one of td.querySelectorAll("[data-cite]")) if (one.dataset.cite) block.append(tell("p", one.dataset.cite, "cite"));
      parts.push(block);
    }
    counterparts.querySelector(".list").replaceChildren(...parts);
    counterparts.showModal();
    title.focus();
  }

  on(counterparts, "click", (event) => {
    if (event.target.closest("a")) counterparts.close();
  });

  // --- Keys ---

  function rove(td) {
    const next = td ?? all("td[data-v]", grid).find((one) => isShown(one) && !one.classList.contains("blank"));
    if (!next) return;
    if (cell && cell !== next) cell.tabIndex = -1;
    cell = next;
    cell.tabIndex = 0;
  }

  function focusCell(td) {
    if (!td) return;
    rove(td);
    td.focus({ preventScroll: true });
    bring(td, "nearest");
  }

  function beside(td, down, right) {
    const shown = rows.filter((row) => !row.hidden);
    const row = td.closest("tr");
    if (right) {
      const cells = [...row.cells].filter((one) => one.dataset.v && !one.hidden && one.offsetParent);
      return cells[cells.indexOf(td) + right];
    }
    const next = shown[shown.indexOf(row) + down];
    if (!next) return null;
    const same = [...next.cells].find((one) => one.dataset.v === td.dataset.v && one.offsetParent);
    return same ?? [...next.cells].find((one) => one.dataset.v && one.offsetParent);
  }

  function moveRow(by) {
    const at = page.activeElement?.closest("td[data-v]");
    if (at && grid.contains(at)) return focusCell(beside(at, by, 0) ?? at);
    const top = controls.getBoundingClientRect().bottom;
    const first = rows.find((row) => !row.hidden && row.getBoundingClientRect().bottom > top + 4) ?? rows.find((row) => !row.hidden);
    focusCell(first && [...first.cells].find((one) => one.dataset.v && one.offsetParent));
  }

  function moveAlongMap(link, by) {
    const links = all("a", link.closest("ol"));
    const next = links[links.indexOf(link) + by];
    if (!next) return;
    link.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const letters = {
    j: () => moveRow(1),
    k: () => moveRow(-1),
    n: () => step(1),
    p: () => step(-1),
    f: () => {
      filters.open = !filters.open;
      if (filters.open) form.querySelector("input").focus();
      else filters.querySelector("summary").focus();
    },
    r: reset,
    c: () => {
      const at = page.activeElement?.closest("tr");
      const row = at && grid.contains(at) ? at : cell?.closest("tr");
      if (row) showCounterparts(row);
    },
    "?": () => help.showModal(),
  };

  function escape() {
    if (filters.open) {
      filters.open = false;
      filters.querySelector("summary").focus();
    } else reset();
  }

  on(selectable ? root : page, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    // In JupyterLab letters are commands, and x cuts the cell: none may get there from here.
    if (selectable) event.stopPropagation();
    if (root.querySelector("dialog[open]")) return; // closes itself with Esc
    const target = event.target;
    if (event.key === "Escape") {
      escape();
      return;
    }
    const isTyping = target.matches?.("select, textarea, input:not([type=checkbox])");
    if (isTyping) return;
    let act = null;
    if (arrows[event.key] && target.matches?.("td[data-v]")) {
      const next = beside(target, ...arrows[event.key]);
      act = () => focusCell(next ?? target);
    } else if (arrows[event.key]?.[1] && target.matches?.(".map a")) act = () => moveAlongMap(target, arrows[event.key][1]);
    else if (event.key === "Enter" && target.matches?.("td[data-v]")) act = letters.c;
    else if (part("keys").checked) act = letters[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  on(root, "click", (event) => {
    const does = event.target.closest("[data-do]")?.dataset.do;
    if (does === "next") step(1);
    if (does === "previous") step(-1);
    if (does === "reset") reset();
    if (does === "help") help.showModal();
    if (does === "close") event.target.closest("dialog").close();
    if (filters.open && !filters.contains(event.target)) filters.open = false;
  });
  on(grid, "dblclick", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) showCounterparts(row);
  });
  on(form, "change", apply);
  on(form, "submit", (event) => event.preventDefault());
  on(versions, "change", apply);
  on(phone, "change", apply);
  if (!selectable) on(page.defaultView, "hashchange", follow);

  function follow() {
    const target = page.location.hash.length > 1 && byId(decodeURIComponent(page.location.hash.slice(1)));
    if (target && grid.contains(target)) go(target);
  }

  // --- Picking, where someone wants to know ---

  function report() {
    onChange({
      rows: rows.map((row, n) => (row.hidden ? 0 : n + 1)).filter(Boolean),
      versions: heads.filter((head) => !head.hidden).map((head) => Number(head.dataset.v)),
      alterations: all("details.alteration", grid).filter((one) => isShown(one)).map((one) => Number(one.dataset.number)),
      pickedRows: [...picked.rows].sort((a, b) => a - b),
      pickedAlterations: [...picked.alterations].sort((a, b) => a - b),
    });
  }

  function offer(label, set, value, place) {
    const box = page.createElement("input");
    box.type = "checkbox";
    box.className = "pick";
    box.checked = set.has(value);
    boxes.push({ box, set, value });
    box.setAttribute("aria-label", label);
    on(box, "change", () => {
      if (box.checked) set.add(value);
      else set.delete(value);
      report();
    });
    place(box);
  }

  function pick(state) {
    for (const [set, numbers] of [[picked.rows, state.pickedRows], [picked.alterations, state.pickedAlterations]]) {
      set.clear();
      for (const number of numbers ?? []) set.add(number);
    }
    for (const one of boxes) one.box.checked = one.set.has(one.value);
  }

  if (selectable) {
    rows.forEach((row, n) => {
      const head = row.querySelector("th.n");
      offer(`select ${head.textContent.trim()}`, picked.rows, n + 1, (box) => head.append(box));
    });
    for (const one of all("details.alteration", grid)) {
      const label = `select ${one.querySelector("summary").textContent.trim()}`;
      offer(label, picked.alterations, Number(one.dataset.number), (box) => one.before(box));
    }
  }

  const controls = root.querySelector(".controls");
  const sized = new ResizeObserver(() => root.style.setProperty("--controls", `${controls.offsetHeight}px`));
  sized.observe(controls);
  stop.signal.addEventListener("abort", () => sized.disconnect());
  for (const link of all("th.n a", grid)) link.title = "in all versions";
  for (const map of all(".map")) map.querySelector("a")?.setAttribute("tabindex", "0");
  controls.hidden = false;
  apply();
  if (!selectable) follow();
  return { stop: () => stop.abort(), pick };
}
