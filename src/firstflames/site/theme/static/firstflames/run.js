// Cells that can be changed and run: loaded when a reader has agreed. Python itself is in a worker
// (live/run-worker.js), so that the page stays alive, and can be stopped by ending it.
"use strict";

window.firstflamesRun = ({ base, spec, files }) => {
  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function button(text, act) {
    const made = element("button", "", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  class Cell {
    constructor(input, at, all, session) {
      const number = at + 1;
      this.at = at;
      this.number = number;
      this.box = input.closest(".cell");
      this.shown = input.querySelector(".highlight");
      this.stored = this.shown.querySelector("pre").textContent.replace(/\n$/, "");
      this.fold = input.closest("details");
      this.kept = [...this.box.querySelectorAll(".cell_output")];
      this.editor = element("div", "run-editor");
      this.code = element("textarea", "run-code");
      Object.assign(this.code, { value: this.stored, spellcheck: false, autocapitalize: "off", id: `run-code-${number}` });
      this.code.setAttribute("autocorrect", "off");
      const label = element("label", "", `Cell ${number} of ${all}`);
      label.htmlFor = this.code.id;
      const tools = element("div", "run-tools");
      tools.setAttribute("role", "group");
      tools.setAttribute("aria-label", `Cell ${number}`);
      tools.append(
        button("Run", () => session.run([this])),
        button("Run with all above", () => session.run(session.cells.slice(0, at + 1))),
        button("Reset", () => this.reset()),
      );
      this.editor.append(label, this.code, tools);
      this.output = element("div", "run-output");
      this.output.setAttribute("role", "region");
      this.output.setAttribute("aria-label", `What cell ${number} gave`);
      this.output.hidden = true;
      this.charts = new Set();
      this.code.addEventListener("input", () => this.fit());
      this.code.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        session.run([this]);
      });
      this.shown.hidden = true;
      this.shown.after(this.editor);
      this.box.append(this.output);
      this.fit();
      this.fold?.addEventListener("toggle", () => this.fit());
    }

    /** As many lines as the code has. */
    fit() {
      this.code.rows = this.code.value.split("\n").length;
    }

    /** The outputs of before go, those that stand on the page first. */
    clear() {
      this.output.replaceChildren();
      this.output.hidden = false;
      for (const kept of this.kept) if (!kept.querySelector(".ff-chart")) kept.hidden = true;
    }

    async show({ kind, data }) {
      if (kind === "chart") return this.chart(JSON.parse(data));
      if (kind === "html") {
        const table = element("div", "scroll");
        table.tabIndex = 0;
        table.setAttribute("role", "group");
        table.setAttribute("aria-label", "Table");
        table.innerHTML = data;
        this.output.append(table);
        return undefined;
      }
      const last = this.output.lastElementChild;
      if (kind === "stream" && last?.dataset.kind === "stream") {
        last.textContent += data;
        return undefined;
      }
      const text = element("pre", `run-text is-${kind}`, data);
      text.dataset.kind = kind;
      this.output.append(text);
      return undefined;
    }

    /** A chart of this page is drawn in its place; another one below the cell. */
    async chart(figure) {
      const { charts, prepared, plotly, config } = window.firstflames ?? {};
      const name = figure.layout?.meta?.firstflames?.name;
      const there = charts?.get(name);
      if (there) {
        await there.redraw(figure);
        this.charts.add(there);
        this.output.append(element("p", "run-note", "The chart above is drawn from your run; its table, picture and sources are those of the stored one. Reset brings it back."));
        return;
      }
      if (!prepared) {
        this.output.append(element("p", "run-note", "A chart, which this page cannot draw."));
        return;
      }
      const plot = element("div", "run-plot");
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", figure.layout?.title?.text ?? "A chart of your own");
      this.output.append(plot);
      const geo = figure.data.some(({ type }) => type === "scattergeo");
      const Plotly = await plotly(geo ? "plotly-geo.min.js" : "plotly-basic.min.js");
      const { updatemenus, sliders, title } = figure.layout ?? {};
      const { data, layout } = prepared(figure, getComputedStyle(plot).color);
      // No native controls stand beside it: it keeps plotly's own.
      await Plotly.newPlot(plot, { data, layout: { ...layout, updatemenus, sliders, title }, config });
    }

    reset() {
      this.code.value = this.stored;
      this.fit();
      this.output.replaceChildren();
      this.output.hidden = true;
      for (const kept of this.kept) kept.hidden = false;
      for (const chart of this.charts) chart.redraw();
      this.charts.clear();
    }

    /** The page as it was. */
    remove() {
      this.reset();
      this.editor.remove();
      this.output.remove();
      this.shown.hidden = false;
    }
  }

  class Session {
    constructor() {
      this.queue = [];
      this.cells = [];
      this.bar = element("section", "run-bar");
      this.bar.setAttribute("aria-label", "Python in this page");
      this.status = element("p", "run-status");
      this.status.setAttribute("role", "status");
      this.stopper = button("Stop", () => this.stop());
      this.bar.append(
        this.status,
        button("Run all", () => this.run(this.cells)),
        this.stopper,
        button("Close", () => this.close()),
      );
    }

    say(text) {
      this.status.textContent = text;
    }

    /** Make the cells editable, start Python, and run what was asked for first. */
    start(at) {
      if (!this.cells.length) {
        const inputs = [...document.querySelectorAll(".cell_input")];
        this.cells = inputs.map((input, place) => new Cell(input, place, inputs.length, this));
        document.body.append(this.bar);
      }
      const first = this.cells[at ?? 0];
      if (first.fold) first.fold.open = true;
      first.code.focus();
      if (at !== null) this.queue = this.cells.slice(0, at + 1);
      this.wake();
    }

    wake() {
      if (this.worker) return;
      const all = files.length;
      this.say("Fetching Python.");
      this.ready = false;
      this.worker = new Worker(`${base}run-worker.js`, { type: "module" });
      this.worker.addEventListener("error", () => this.fail("the worker could not be fetched"));
      this.worker.addEventListener("message", ({ data }) => {
        if (data.kind === "progress") this.say(`Fetching Python: ${data.done} of ${all} files.`);
        else if (data.kind === "ready") this.begin();
        else if (data.kind === "output") this.showing = this.showing.then(() => this.current?.show(data.output));
        else if (data.kind === "ran") this.showing.then(() => this.ran(data.sound));
        else if (data.kind === "failed") this.fail(data.message);
      });
      this.showing = Promise.resolve();
      this.worker.postMessage({ kind: "start", files, packages: spec.packages });
    }

    begin() {
      this.ready = true;
      this.say("Python is ready. Ctrl and Enter run the cell that you are in.");
      this.next();
    }

    run(cells) {
      this.queue.push(...cells);
      this.wake();
      if (this.ready && !this.current) this.next();
    }

    next() {
      this.current = this.queue.shift();
      if (!this.current) return;
      this.current.clear();
      this.say(`Running cell ${this.current.number}.`);
      this.worker.postMessage({ kind: "run", source: this.current.code.value, number: this.current.number });
    }

    ran(sound) {
      const { number, output } = this.current;
      this.current = undefined;
      if (!sound) {
        this.queue = [];
        this.say(`Cell ${number} ended in an error; its last line says which.`);
        return;
      }
      const gave = output.childElementCount ? "Its output stands below it." : "It gave no output.";
      this.say(`Cell ${number} has run. ${gave}`);
      this.next();
    }

    /** End Python, whatever it is doing. What cells had made is lost; what was written stays. */
    stop(text = "Python has been stopped; what cells had computed is gone. Run starts it again.") {
      this.worker?.terminate();
      this.worker = this.current = undefined;
      this.queue = [];
      this.ready = false;
      this.say(text);
    }

    fail(message) {
      if (!this.worker) return; // told already
      this.stop(`Python could not be started: ${message}. Nothing that you wrote is lost; Run tries again.`);
    }

    close() {
      this.stop("");
      for (const cell of this.cells) cell.remove();
      this.cells = [];
      this.bar.remove();
      document.querySelector(".run-page").focus();
    }
  }

  return (window.firstflamesSession ??= new Session());
};
