"use strict";
(() => {
  const all = (what, inside = document) => [...inside.querySelectorAll(what)];
  const tools = document.querySelector(".tools");
  const differences = all("details.difference").map((element, rank) => ({
    element, rank, pair: element.closest(".pair"), status: element.dataset.status,
    path: element.dataset.path, inputs: Number(element.dataset.inputs), text: null,
  }));
  const many = (list, noun) => `${list.length} ${noun}${list.length === 1 ? "" : "s"}`;
  const pairs = all("details.pair").map((element) => ({
    element, name: element.dataset.pair, verdict: element.dataset.verdict,
    differences: differences.filter((one) => one.pair === element), text: null,
    row: document.querySelector(`.overview [href="#${CSS.escape(element.dataset.anchor)}"]`),
  }));
  const KEPT = 40;

  const textOf = (one) => (one.text ??= one.element.textContent.toLowerCase());
  const asked = () => Object.fromEntries(
    all("input, select", tools).map((field) => [field.name, field.value.trim()]));
  const orders = {
    gravest: (a, b) => a.rank - b.rank,
    inputs: (a, b) => b.inputs - a.inputs || a.rank - b.rank,
    path: (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.rank - b.rank),
  };

  const fits = (one, want) =>
    (!want.status || one.status === want.status) &&
    (!want.path || one.path.toLowerCase().includes(want.path.toLowerCase())) &&
    (!want.text || textOf(one).includes(want.text.toLowerCase()));

  function apply() {
    const want = asked();
    const narrow = Boolean(want.status || want.path || want.text);
    let shown = 0;
    for (const pair of pairs) {
      const right = (!want.verdict || pair.verdict === want.verdict) &&
        (!want.pair || pair.element.dataset.anchor === want.pair);
      const inside = right ? pair.differences.filter((one) => fits(one, want)) : [];
      const own = !want.status && !want.path && (!want.text || textOf(pair).includes(want.text.toLowerCase()));
      const kept = right && (inside.length > 0 || own);
      pair.element.hidden = !kept;
      if (pair.row) pair.row.hidden = !kept;
      if (kept && narrow && inside.length) pair.element.open = true;
      shown += inside.length;
      arrange(pair, inside, orders[want.sort] ?? orders.gravest);
    }
    for (const plan of all("[data-plan]")) {
      plan.hidden = !pairs.some((pair) => pair.element.dataset.of === plan.dataset.plan && !pair.element.hidden);
    }
    const seen = pairs.filter((pair) => !pair.element.hidden).length;
    tools.querySelector("output").textContent =
      `${seen} of ${many(pairs, "pair")}, ${shown} of ${many(differences, "difference")}`;
  }

  function arrange(pair, inside, order) {
    const list = pair.element.querySelector(".differences");
    if (!list) return;
    const rest = pair.element.querySelector("details.rest");
    const shown = new Set(inside);
    inside.sort(order).forEach((one, place) => {
      one.element.hidden = false;
      (rest && place >= KEPT ? rest : list).append(one.element);
    });
    for (const one of pair.differences.filter((other) => !shown.has(other))) {
      one.element.hidden = true;
      (rest ?? list).append(one.element);
    }
    if (!rest) return;
    rest.hidden = inside.length <= KEPT;
    rest.querySelector("summary").textContent = `${inside.length - KEPT} more`;
  }

  function follow() {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch { /* an anchor that is none leads nowhere */ }
    if (!target) return;
    if (target.closest("[hidden]")) { tools.reset(); apply(); }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView({ block: "start" });
  }

  async function copy(button) {
    const text = document.getElementById(button.dataset.copies).textContent;
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      button.textContent = document.execCommand("copy") ? "copied" : "select it, and copy";
      field.remove();
    }
    setTimeout(() => { button.textContent = said; }, 1500);
  }

  const opened = [];
  addEventListener("beforeprint", () => {
    for (const one of all("details:not([open])")) { opened.push(one); one.open = true; }
  });
  addEventListener("afterprint", () => {
    for (const one of opened.splice(0)) one.open = false;
  });
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) { event.preventDefault(); copy(button); }
  });
  for (const button of all("button.copy")) button.hidden = false;
  if (tools) {
    tools.hidden = false;
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.addEventListener("input", apply);
    tools.addEventListener("reset", () => setTimeout(apply));
    apply();
  }
  follow();
})();
