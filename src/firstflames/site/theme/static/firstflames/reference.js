// Tables of the evidence: search, choose, sort. Without this script they are plain tables, complete.
(() => {
  "use strict";

  function choice(text, values) {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
    label.append(text, select);
    return [label, select];
  }

  function equip(table) {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];
    const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const tools = document.createElement("div");
    tools.className = "reference-tools";
    const field = document.createElement("label");
    const input = document.createElement("input");
    input.type = "search";
    field.append("Find in this table", input);
    const said = document.createElement("output");
    const chosen = [];
    tools.append(field);
    heads.forEach((head, at) => {
      if (!head.hasAttribute("data-filter")) return;
      const values = new Set(rows.map((row) => row.cells[at].textContent).filter(Boolean));
      const [label, select] = choice(head.textContent, [...values].sort());
      chosen.push([at, select]);
      tools.append(label);
    });
    tools.append(said);

    const show = () => {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const fits =
          wanted.every((word) => words.get(row).includes(word)) &&
          chosen.every(([at, { value }]) => !value || row.cells[at].textContent === value);
        row.hidden = !fits;
        count += fits;
      }
      said.textContent = `${count} of ${rows.length} rows`;
    };
    tools.addEventListener("input", show);

    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = new Map(rows.map((row) => [row, row.cells[at].textContent]));
        const order = (a, b) => key.get(a).localeCompare(key.get(b), "en", { numeric: true });
        table.tBodies[0].append(...[...rows].sort((a, b) => (down ? order(b, a) : order(a, b))));
      });
    });
    table.closest(".scroll").before(tools);
    show();
    // An address that names a row holds, whatever was chosen.
    addEventListener("hashchange", () => {
      const row = document.getElementById(location.hash.slice(1))?.closest("tr");
      if (!row || !row.hidden || !rows.includes(row)) return;
      input.value = "";
      for (const [, select] of chosen) select.value = "";
      show();
      row.scrollIntoView();
    });
  }

  document.querySelectorAll("table.reference").forEach(equip);
  for (const timeline of document.querySelectorAll(".timeline")) {
    let zoom = 1;
    timeline.addEventListener("click", (event) => {
      const step = Number(event.target.dataset.zoom);
      if (!step) return;
      zoom = Math.min(8, Math.max(1, zoom * step));
      timeline.style.setProperty("--zoom", zoom.toFixed(2));
      dispatchEvent(new Event("resize")); // the box may now scroll, and then has to take the focus
    });
  }
})();
