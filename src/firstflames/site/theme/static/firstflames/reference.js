// Tables of the evidence: search, choose, sort, by DataTables. Without a script they are plain tables,
// complete; with one too until somebody moves, for DataTables takes each row out and puts it back, which
// keeps a phone busy for seconds. The timeline: nearer and farther.
(() => {
  "use strict";

  const order = new Intl.Collator("en", { numeric: true }).compare;

  let made = 0;
  function control(tools, text, options) {
    const box = document.createElement("div");
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.id = label.htmlFor = `table-control-${made++}`;
    select.append(...options.map(([value, words]) => new Option(words, value)));
    label.append(text);
    box.append(label, select);
    tools.append(box);
    return select;
  }

  function equip(element) {
    const box = element.closest(".scroll");
    box.previousElementSibling.remove(); // the page's own search and lists, without a use until now
    box.replaceWith(element); // the box is put around the table alone, not around the search too
    const heads = [...element.tHead.rows[0].cells];
    const names = heads.map((head) => head.textContent);
    const caption = element.caption.textContent;
    const table = new DataTable(element, {
      paging: false,
      autoWidth: false,
      order: [],
      orderMulti: false,
      columnDefs: [
        { targets: "_all", orderSequence: ["asc", "desc"] },
        // Said, not guessed from the cells, so that a new row cannot change how a column sorts.
        ...heads.map((head, at) => ({ targets: at, type: "numeric" in head.dataset ? "num" : "html" })),
      ],
      layout: { topStart: "search", topEnd: "info", bottomStart: null, bottomEnd: null },
      language: {
        search: "Find in this table",
        info: "_TOTAL_ of _MAX_ rows",
        infoEmpty: "0 of _MAX_ rows",
        infoFiltered: "",
        zeroRecords: "No row fits.",
        // What a heading's button does is said by its place and by aria-sort.
        aria: { orderable: "", orderableReverse: "", orderableRemove: "" },
      },
    });
    // The button's label would be read again as part of the heading.
    heads.forEach((head, at) => head.setAttribute("aria-label", names[at]));
    const container = table.table().container();
    const inner = container.querySelector(".dt-layout-table");
    inner.classList.add("scroll");
    inner.setAttribute("role", "group");
    inner.setAttribute("aria-label", caption);

    const tools = container.querySelector(".dt-layout-start");
    const rows = table.rows({ order: "index" }).nodes().toArray();
    const valuesOf = (row, at) => {
      const cell = row.cells[at];
      const given = cell.dataset.values;
      return given === undefined ? [cell.textContent.trim()] : given.split("|");
    };
    const filters = heads.flatMap((head, at) => {
      if (!("filter" in head.dataset)) return [];
      const values = rows.map((row) => valuesOf(row, at));
      const offered = [...new Set(values.flat())].filter(Boolean).sort(order);
      const select = control(tools, head.dataset.filter, [["", "all"], ...offered.map((value) => [value, value])]);
      return { select, values };
    });
    table.search.fixed("chosen", (_words, _cells, at) =>
      filters.every(({ select, values }) => !select.value || values[at].includes(select.value)),
    );
    for (const { select } of filters) select.addEventListener("change", () => table.draw());

    // For cards, which have no headings to press.
    const ways = names.flatMap((name, at) => [
      [`${at},asc`, `${name}, rising`],
      [`${at},desc`, `${name}, falling`],
    ]);
    const sorter = control(tools, "Sort by", [["", "as in the data"], ...ways]);
    sorter.parentElement.classList.add("for-cards");
    sorter.addEventListener("change", () => {
      const [at, way] = sorter.value.split(",");
      table.order(sorter.value ? [Number(at), way] : []).draw();
    });
    table.on("order", () => {
      const [first] = table.order();
      sorter.value = first ? `${first[0] ?? first.idx},${first[1] ?? first.dir}` : "";
    });

    // An address that names a row holds, whatever was chosen.
    function showNamed() {
      const name = decodeURIComponent(location.hash.slice(1));
      const row = name && rows.find((each) => each.id === name || each.querySelector(`#${CSS.escape(name)}`));
      if (!row) return;
      if (!row.isConnected) {
        for (const { select } of filters) select.value = "";
        table.search("").draw();
      }
      row.scrollIntoView();
      for (const each of rows) each.classList.toggle("named", each === row);
    }
    addEventListener("hashchange", showNamed);
    showNamed();

    const shown = () => new Set(table.rows({ search: "applied" }).nodes().toArray().map((row) => row.id));
    return { table, shown };
  }

  /** The drawing of the timeline; what is given back lets it follow the table of the same events. */
  function zoomable(timeline) {
    const box = timeline.querySelector(".scroll");
    const said = timeline.querySelector("output");
    const { first, days, shown } = timeline.dataset;
    const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
    const dated = (share, shift) => {
      const at = Math.min(Math.round(share * days), shown - 1);
      return day.format(Date.parse(first) + (at + shift) * 864e5);
    };
    let zoom = 1;

    function say() {
      const [start, end] = [box.scrollLeft, box.scrollLeft + box.clientWidth].map((x) => x / box.scrollWidth);
      const period = (shift) => `${dated(start, shift)} to ${dated(end, shift)}`;
      said.textContent = `In view: ${period(0)} Old Style, ${period(13)} New Style.`;
    }

    function to(next) {
      const middle = (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth;
      zoom = Math.min(8, Math.max(1, next));
      timeline.style.setProperty("--zoom", zoom);
      timeline.toggleAttribute("data-near", zoom >= 2);
      box.scrollLeft = middle * box.scrollWidth - box.clientWidth / 2;
      dispatchEvent(new Event("resize")); // the box may now scroll, and then has to take the focus
      for (const button of timeline.querySelectorAll("[data-zoom]")) {
        const out = Number(button.dataset.zoom) <= 1;
        button.setAttribute("aria-disabled", out ? zoom === 1 : zoom === 8);
      }
      say();
    }

    const step = { "+": 2, "=": 2, "-": 0.5, 0: 0 };
    timeline.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-zoom]");
      if (pressed) to(zoom * Number(pressed.dataset.zoom));
    });
    timeline.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in step)) return;
      event.preventDefault();
      to(zoom * step[event.key]);
    });
    let waiting;
    box.addEventListener("scroll", () => {
      clearTimeout(waiting);
      waiting = setTimeout(say, 400);
    });
    to(1);

    return (list) =>
      list.table.on("draw", () => {
        const shown = list.shown();
        for (const mark of timeline.querySelectorAll("a[href^='#']")) {
          mark.parentElement.hidden = !shown.has(mark.hash.slice(1));
        }
      });
  }

  const drawings = [...document.querySelectorAll(".timeline")].map(zoomable);
  const elements = [...document.querySelectorAll("table.reference")];
  if (!elements.length) return;

  const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin", "click", "hashchange"];
  function wake() {
    for (const sign of SIGNS) removeEventListener(sign, wake, true);
    const controls = () => [...document.querySelectorAll(".dt-layout-start :is(input, select)")];
    const at = controls().indexOf(document.activeElement);
    const height = scrollY;
    const lists = elements.map(equip);
    for (const follow of drawings) follow(lists[0]);
    dispatchEvent(new Event("resize")); // the tables' boxes are new, and may have to take the focus
    if (at >= 0) controls()[at].focus();
    if (!location.hash) scrollTo({ top: height, behavior: "instant" });
  }
  for (const sign of SIGNS) addEventListener(sign, wake, true);
  if (location.hash) wake(); // an address that names a row is to find it
})();
