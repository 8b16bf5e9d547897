// The table of the meeting: one row a proposal, decided from the keyboard, each without a new page.
// Text of proposals is set as text, never as HTML.

const KEYS = { f: "fund", p: "fund in part", r: "reserve", b: "return", n: "not selected" };

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined && text !== null) made.textContent = text;
  return made;
}

function amount(value) {
  return Number(value).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

// The years of the money, and any other in which something is decided; each has its column.
function yearsOf(data) {
  return [...new Set([...Object.keys(data.money), ...data.decisions.flatMap((row) => Object.keys(row.kusd || {}))])].sort();
}

function moneyStrip(data) {
  const strip = element("div", "decide-money runline money");
  strip.setAttribute("role", "status");
  for (const [year, one] of Object.entries(data.money)) {
    const item = element("span", "item");
    const left = element("strong", "", `FY${year}: `);
    left.append(element("span", one.left < 0 ? "value short" : "value", amount(one.left)), " left");
    item.append(left, ` of ${amount(one.budget)}; ${amount(one.held)} held, ${amount(one.promised)} promised, ${amount(one.decided)} decided ($K)`);
    strip.append(item);
  }
  return strip;
}

// What is typed in a row and not kept yet, by slate and person, then by ref: it outlives the next
// drawing, and a look at another page.
const drafts = (window.fctDrafts ??= {});

function draftOf(state, row) {
  if (!state.drafts[row.ref] || state.drafts[row.ref].version !== row.version) {
    state.drafts[row.ref] = { version: row.version, outcome: row.outcome || "", reason: row.reason || "", kusd: { ...(row.kusd || {}) }, conditions: (row.conditions || []).join("; ") };
  }
  return state.drafts[row.ref];
}

function field(label, value, change, className) {
  const input = element("input", className);
  input.type = "text";
  input.value = value;
  input.setAttribute("aria-label", label);
  input.placeholder = label.split(" of ")[0];
  input.addEventListener("input", () => change(input.value));
  return input;
}

function decideRow(state, data, row, keep) {
  const draft = draftOf(state, row);
  const line = element("tr", row.ref === state.said?.ref && !state.said.ok ? "refused" : row.outcome ? "decided" : "");
  line.dataset.ref = row.ref;
  line.append(element("td", "n", row.rank ?? "–"));
  const name = element("th", "proposal");
  name.scope = "row";
  const link = element("a", "link");
  link.href = `${data.address}${data.address.includes("?") ? "&" : "?"}ref=${encodeURIComponent(row.ref)}`;
  link.dataset.page = "proposal";
  link.append(element("span", "ref", row.ref));
  name.append(link, " ", element("span", "name", row.title || "No title"));
  line.append(name, element("td", "short", row.mark || row.verdict), element("td", "short", row.advice));

  const outcome = element("td", "outcome");
  const select = element("select");
  select.setAttribute("aria-label", `Outcome of ${row.ref}`);
  select.disabled = !data.may;
  for (const word of ["", ...data.outcomes]) {
    const option = element("option", "", word || "undecided");
    option.value = word;
    select.append(option);
  }
  select.value = draft.outcome;
  outcome.append(select);
  const parts = element("div", "parts");
  parts.hidden = draft.outcome !== "fund in part";
  for (const year of Object.keys(data.money)) {
    parts.append(field(`FY${year} $K of ${row.ref}`, draft.kusd[year] ?? "", (text) => { draft.kusd[year] = text; }, "amount"));
  }
  outcome.append(parts);
  line.append(outcome);

  const why = element("td", "why");
  const reason = field(`Reason of ${row.ref}`, draft.reason, (text) => { draft.reason = text; }, "reason");
  const conditions = field(`Conditions of ${row.ref}, with ; between`, draft.conditions, (text) => { draft.conditions = text; }, "conditions");
  for (const one of [reason, conditions]) one.disabled = !data.may;
  why.append(reason, conditions);
  if (state.said?.ref === row.ref) {
    why.append(element("div", state.said.ok ? "said" : "said error", state.said.words));
  }
  if (row.exception.length) why.append(element("div", "said", `Exception: ${row.exception.join(", ")}.`));
  line.append(why);
  for (const year of yearsOf(data)) {
    const decided = row.outcome ? (row.kusd || {})[year] : undefined;
    line.append(element("td", "n", decided === undefined ? "" : amount(decided)));
  }
  line.append(element("td", "short", row.by || ""));

  const send = () => {
    if (!draft.outcome) return;
    state.focus = { ref: row.ref, control: "select" };
    const kusd = draft.outcome === "fund in part" ? draft.kusd : {};
    keep({ ref: row.ref, outcome: draft.outcome, kusd, reason: draft.reason, conditions: draft.conditions, version: row.version, turn: Date.now() });
  };
  const choose = (word) => {
    draft.outcome = word;
    select.value = word;
    parts.hidden = word !== "fund in part";
    if (word === "fund in part") parts.querySelector("input").focus();
    else if (word !== row.advice && !draft.reason) reason.focus();
    else send();
  };
  select.addEventListener("change", () => choose(select.value));
  select.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const word = event.key === "a" ? row.advice : KEYS[event.key];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(line, event.key === "ArrowDown" ? "nextElementSibling" : "previousElementSibling");
    } else if (event.key === "Enter") {
      event.preventDefault();
      send();
    } else if (word && data.outcomes.includes(word) && data.may) {
      event.preventDefault();
      choose(word);
    }
  });
  line.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "INPUT") return;
    if (event.key === "Enter") { event.preventDefault(); send(); }
    if (event.key === "Escape") { event.preventDefault(); select.focus(); }
  });
  return line;
}

function move(line, way) {
  const next = line[way];
  if (next) next.querySelector("select").focus();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const state = (parentElement.fctState ??= { drafts: {}, focus: null });
  state.drafts = (drafts[data.of] ??= {});
  const held = parentElement.querySelector(":focus");
  if (held && !state.focus) {
    state.focus = { ref: held.closest("tr")?.dataset.ref, control: held.className ? `.${held.className}` : "select" };
  }
  const wasKept = data.said && data.said.turn !== state.said?.turn;
  state.said = data.said;
  const box = element("div", "scroll decide");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Decisions in the order of merit");
  const table = element("table");
  table.append(element("caption", "", "Decisions in the order of merit"));
  const heads = element("tr");
  for (const word of ["Rank", "Proposal", "Mark", "Advice", "Outcome", "Reason and conditions", ...yearsOf(data).map((year) => `FY${year} ($K)`), "By"]) {
    const head = element("th", word.startsWith("FY") ? "n" : "", word);
    head.scope = "col";
    heads.append(head);
  }
  const top = element("thead");
  top.append(heads);
  const body = element("tbody");
  const keep = (decided) => setTriggerValue("decided", decided);
  for (const row of data.decisions) body.append(decideRow(state, data, row, keep));
  table.append(top, body);
  box.append(table);
  const place = parentElement.querySelector(".decide")?.scrollTop ?? 0;
  parentElement.replaceChildren(moneyStrip(data), box);
  box.scrollTop = place;
  if (state.focus?.ref) {
    const line = [...body.children].find((one) => one.dataset.ref === state.focus.ref);
    const next = wasKept && data.said.ok ? line?.nextElementSibling ?? line : line;
    const control = wasKept && !data.said.ok ? ".reason" : wasKept ? "select" : state.focus.control;
    next?.querySelector(control)?.focus();
    state.focus = null;
  }
}
