// The panel that says what running a page's code would fetch, before anything is fetched. What runs it
// (run.js and a worker) is loaded when a reader agrees. Classic script, since pages work from a folder too.
(() => {
  "use strict";

  const panel = document.getElementById("run-panel");
  const find = (selector) => panel.querySelector(selector);
  const spec = JSON.parse(panel.dataset.run);
  const base = new URL(spec.base, location.href).href;
  const begin = find(".run-begin");
  let cell = null; // whose button was pressed
  let files; // the list of this edition
  let session; // what runs, once it does

  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const needed = ({ part, plotly }) => (plotly ? spec.plotly : part !== "package" || spec.packages.length);

  async function open() {
    if (location.protocol === "file:") {
      begin.hidden = true;
      find(".run-what").textContent =
        "This page was opened from a folder, and browsers start Python only on pages that come from a web address. Open the course on the web, or start it on this computer with “make serve”.";
      return;
    }
    if (files) return;
    try {
      files = await (await fetch(`${base}files.json`)).json();
    } catch {
      find(".run-says").textContent = "The list of files could not be fetched. Are you connected? Open this panel again to try again.";
      return;
    }
    const own = files.filter((file) => needed(file) && !file.source);
    find(".run-size").textContent = `: ${megabytes(own.reduce((sum, { size }) => sum + size, 0))}, less where it is sent compressed`;
    const host = find(".run-host");
    if (host && !files.some(({ source }) => source)) host.closest(".run-elsewhere").remove();
  }

  function load() {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("run.js", `${base}../`).href;
      script.onload = resolve;
      script.onerror = () => reject(new Error("run.js could not be fetched"));
      document.head.append(script);
    });
  }

  async function start() {
    begin.disabled = true;
    try {
      if (!files) await open();
      await load();
      session = window.firstflamesRun({ base, spec, files: files.filter(needed) });
      panel.hidePopover();
      session.start(cell);
    } catch (error) {
      find(".run-says").textContent = `Python could not be started: ${error.message}.`;
    }
    begin.disabled = false;
  }

  panel.addEventListener("toggle", ({ newState }) => newState === "open" && open());
  begin.addEventListener("click", start);
  document.querySelectorAll(".cell_input .highlight").forEach((block, at) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "run-cell", textContent: "Run" });
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => {
      cell = at;
      panel.showPopover();
      begin.focus();
    });
    block.append(button);
  });
})();
