// Puts the live chart in the place of its picture when a reader asks for it: until then nothing of
// plotly.js is loaded. Classic script, no module and no fetch, so that it works from file:// too.
(() => {
  "use strict";

  const { copy, prepared } = window.firstflames;
  const here = document.currentScript.src;
  const config = { displayModeBar: false, responsive: true, showSendToCloud: false };
  const BASE_MAP = "base-map.js";
  const loading = new Map();

  function load(file) {
    if (!loading.has(file)) {
      const loaded = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(file, here).href;
        script.onload = () => resolve(window.Plotly); // at once: another bundle may be on its way
        script.onerror = () => {
          loading.delete(file); // the next touch tries again
          script.remove();
          reject(new Error(`cannot load ${file}`));
        };
        document.head.append(script);
      });
      loading.set(file, loaded);
    }
    return loading.get(file);
  }

  /** plotly.js, loaded once for the page; its bundle for maps asks a host unless it is given the map. */
  async function plotly(bundle) {
    if (bundle.includes("geo")) await load(BASE_MAP);
    return load(bundle);
  }

  const number = (value, digits = 2) =>
    value.toLocaleString("en-GB", { maximumFractionDigits: digits });
  const span = ([low, high], digits) =>
    low === high ? number(low, digits) : `${number(low, digits)} to ${number(high, digits)}`;

  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  class Chart {
    constructor(figure) {
      this.figure = figure;
      this.find = (selector) => figure.querySelector(selector);
      this.plot = this.find(".ff-chart-plot");
      this.spec = JSON.parse(this.find(".ff-chart-spec").textContent);
      this.title = this.find(".ff-chart-title").textContent;
      this.pressed = new Map();
      this.busy = Promise.resolve();
    }

    say(text) {
      this.find(".ff-chart-says").textContent = text;
    }

    /** Draw, once; the promise is the same for everyone who asks. */
    live() {
      this.drawing ??= this.draw().catch((error) => {
        this.drawing = undefined;
        delete this.figure.dataset.drawn;
        const failed = this.find(".ff-chart-failed");
        failed.textContent =
          "The live chart could not be loaded. The picture and the table hold the same figures.";
        failed.hidden = false;
        throw error;
      });
      return this.drawing;
    }

    async draw() {
      const { figure, plot } = this;
      figure.dataset.drawn = "loading";
      const Plotly = await plotly(figure.dataset.bundle);
      const { data, layout, frames } = prepared(this.spec, getComputedStyle(plot).color);
      plot.hidden = false;
      await Plotly.newPlot(plot, { data, layout, config, frames });
      const button = this.find(".ff-chart-live");
      const hadFocus = button === document.activeElement;
      button.hidden = true;
      this.find(".ff-chart-failed").hidden = true;
      figure.dataset.drawn = "true";
      this.followTheme(Plotly);
      // The button is gone: what it leads to takes its place.
      if (hadFocus) this.find("select, input, button:not([hidden]), summary").focus();
      this.say("The chart is live.");
      return Plotly;
    }

    /**
     * Draw another figure of the same name, which a reader's own run has made; `undefined` brings the
     * stored one back. Its controls have to be as many as those on the page.
     */
    async redraw(figure) {
      this.stored ??= this.spec;
      this.spec = figure ? { ...this.stored, ...figure } : this.stored;
      const title = this.spec.layout.meta?.firstflames?.title ?? this.title;
      this.find(".ff-chart-title").textContent = figure ? title : this.title;
      this.controls();
      if (!figure && this.figure.dataset.drawn !== "true") return;
      const Plotly = await this.live();
      const { data, layout, frames } = prepared(this.spec, getComputedStyle(this.plot).color);
      await Plotly.newPlot(this.plot, { data, layout, config, frames });
    }

    /** The choices as the figure has them, each at its first state. */
    controls() {
      const { updatemenus = [], sliders = [] } = this.spec.layout;
      for (const select of this.figure.querySelectorAll("select[data-menu]")) {
        const { buttons, active = 0 } = updatemenus[select.dataset.menu] ?? { buttons: [] };
        select.replaceChildren(...buttons.map(({ label }, i) => new Option(label, label, i === active, i === active)));
      }
      for (const button of this.figure.querySelectorAll("button[data-menu]")) {
        const { active = 0 } = updatemenus[button.dataset.menu] ?? {};
        button.setAttribute("aria-pressed", String(Number(button.dataset.button) === active));
      }
      for (const range of this.figure.querySelectorAll("[data-slider]")) {
        const { steps = [], active = 0 } = sliders[range.dataset.slider] ?? {};
        Object.assign(range, { max: Math.max(0, steps.length - 1), value: active });
        this.find(`output[for="${range.id}"]`).textContent = steps[active]?.label ?? "";
      }
    }

    /** Follow the switch of the page and, while that stands on auto, the system. */
    followTheme(Plotly) {
      const recolour = () => Plotly.relayout(this.plot, { "font.color": getComputedStyle(this.plot).color });
      new MutationObserver(recolour).observe(document.documentElement, {
        attributeFilter: ["data-theme"],
      });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    }

    /** What plotly's own control would do: the same method with the same arguments, one after another. */
    choose({ method = "restyle", args = [] }, chosen) {
      const act = async () => {
        const Plotly = await this.live();
        await apply(Plotly, this.plot, method, args);
        if (chosen) this.say(`${chosen}. The chart has changed.`);
      };
      this.busy = this.busy.then(act).catch(() => {}); // live() has said what went wrong
      return this.busy;
    }

    wire() {
      const { bloc, guess } = this.spec;
      this.find(".ff-chart-live").addEventListener("click", () => this.live().catch(() => {}));
      for (const select of this.figure.querySelectorAll("select[data-menu]"))
        this.wireSelect(select);
      for (const button of this.figure.querySelectorAll("button[data-menu]"))
        this.wireButton(button);
      for (const range of this.figure.querySelectorAll("[data-slider]"))
        this.wireRange(range);
      this.wireIntent();
      this.wireLink();
      if (bloc) this.wireBloc(bloc);
      if (guess) this.wireGuess(guess);
    }

    // Menus and sliders are looked up when they are used: a reader may have run the cell anew.

    wireSelect(select) {
      select.addEventListener("change", () => {
        const menu = this.spec.layout.updatemenus[select.dataset.menu];
        const button = menu.buttons[select.selectedIndex];
        this.choose(button, `${menu.name}: ${button.label}`);
      });
    }

    wireButton(button) {
      button.addEventListener("click", () => {
        const menu = this.spec.layout.updatemenus[button.dataset.menu];
        const step = menu.buttons[button.dataset.button];
        const isOn = button.getAttribute("aria-pressed") === "true";
        const isOff = isOn && step.args2; // plotly's toggle: the second press undoes the first
        for (const other of button.parentElement.querySelectorAll("button"))
          other.setAttribute("aria-pressed", String(other === button && !isOff));
        const state = isOff ? `${step.label}: off` : `${menu.name}: ${step.label}`;
        this.choose({ ...step, args: isOff ? step.args2 : step.args }, state);
      });
    }

    wireRange(range) {
      range.addEventListener("input", () => {
        const slider = this.spec.layout.sliders[range.dataset.slider];
        const text = () => slider.steps[range.value].label;
        this.find(`output[for="${range.id}"]`).textContent = text();
        range.setAttribute("aria-valuetext", text());
        this.choose(slider.steps[range.value], `${slider.name}: ${text()}`);
      });
    }

    /** Signs of intent. To be scrolled into view is none: most charts that pass are not touched. */
    wireIntent() {
      const stage = this.find(".ff-chart-stage");
      const live = () => this.live().catch(() => {});
      stage.addEventListener("click", live);
      // A movement over the chart, not the chart moving under a pointer at rest.
      stage.addEventListener("pointermove", ({ pointerType }) => {
        if (pointerType === "mouse") live();
      });
      const preload = () => plotly(this.figure.dataset.bundle).catch(() => {}); // live() reports it
      this.find(".ff-chart-live").addEventListener("focus", preload);
      this.find(".ff-chart-controls")?.addEventListener("focusin", preload);
    }

    wireLink() {
      const link = this.find(".ff-chart-link");
      const copied = this.find(".ff-chart-copied");
      let fading;
      link.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(link.href);
          copied.textContent = "Address copied";
        } catch {
          copied.textContent = "The address stands in the browser’s bar"; // no clipboard: it leads here
        }
        clearTimeout(fading);
        fading = setTimeout(() => (copied.textContent = ""), 4000);
      });
    }

    wireBloc(bloc) {
      const boxes = [...this.figure.querySelectorAll("[data-list]")];
      this.spec.data.forEach((trace, i) => (boxes[i].checked = ![false, "legendonly"].includes(trace.visible)));
      const sum = this.find(".ff-bloc-sum");
      const tell = () => (sum.textContent = blocInWords(bloc, boxes.map((box) => box.checked)));
      tell();
      boxes.forEach((box, i) =>
        box.addEventListener("change", () => {
          tell();
          this.choose({ method: "restyle", args: [{ visible: box.checked || "legendonly" }, [i]] });
        }),
      );
    }

    wireGuess(guess) {
      const { figure } = this;
      const form = this.find(".ff-guess");
      const field = form.querySelector("input");
      const key = `firstflames-guess-${figure.dataset.name}`;
      const show = (given) => {
        figure.dataset.answered = "true";
        this.find(".ff-guess-answer").replaceChildren(...this.scale(guess, given, again));
      };
      const again = () => {
        store(key, null);
        delete figure.dataset.answered;
        field.value = "";
        field.focus();
      };
      const answer = (given) => {
        store(key, JSON.stringify(given));
        show(given);
        this.find(".ff-guess-answer").focus();
      };
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const given = field.value.trim() === "" ? NaN : Number(field.value);
        const fits = given >= guess.low && given <= guess.high;
        field.setAttribute("aria-invalid", String(!fits));
        form.querySelector(".ff-guess-wrong").textContent = fits
          ? ""
          : `Enter a number from ${number(guess.low)} to ${number(guess.high)}, or skip.`;
        if (fits) answer(given);
        else field.focus();
      });
      form.querySelector(".ff-guess-skip").addEventListener("click", () => answer("skipped"));
      const kept = stored(key);
      if (kept === "skipped" || typeof kept === "number") show(kept);
    }

    /** The estimate, the author's words and the figure on one scale. */
    scale(guess, given, again) {
      const track = element("div", "ff-scale");
      track.setAttribute("aria-hidden", "true");
      const list = element("ul", "ff-scale-words");
      const at = (value) => `${(100 * (value - guess.low)) / (guess.high - guess.low)}%`;
      const put = (kind, bounds, words) => {
        if (bounds) {
          const mark = element("span", `ff-mark is-${kind}`);
          mark.style.left = at(bounds[0]);
          if (bounds[1] > bounds[0]) mark.style.width = `calc(${at(bounds[1])} - ${at(bounds[0])})`;
          mark.classList.toggle("is-range", bounds[1] > bounds[0]);
          track.append(mark);
        }
        const item = element("li", `is-${kind}`, words);
        list.append(item);
      };
      const estimate = typeof given === "number" ? [given, given] : null;
      put("estimate", estimate, estimate ? `Your estimate: ${number(given)} ${guess.unit}` : "You skipped the estimate");
      put("author", guess.author, guess.author_label);
      put("figure", guess.figure, `${guess.figure_label}: ${span(guess.figure)} ${guess.unit}`);
      const ends = element("p", "ff-scale-ends");
      ends.setAttribute("aria-hidden", "true");
      ends.append(element("span", "", number(guess.low)), element("span", "", `${number(guess.high)} ${guess.unit}`));
      const button = element("button", "ff-guess-again", "Guess again");
      button.type = "button";
      button.addEventListener("click", again);
      return [track, ends, list, button];
    }
  }

  async function apply(Plotly, plot, method, args) {
    const [first, second, third] = args;
    if (method === "update") return Plotly.update(plot, copy(first), copy(second), third);
    if (method === "relayout") return Plotly.relayout(plot, copy(first));
    if (method === "restyle") return Plotly.restyle(plot, copy(first), second);
    if (method === "animate") {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const none = { frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
      return Plotly.animate(plot, first, still ? { ...copy(second), ...none } : copy(second));
    }
    return undefined; // "skip" changes nothing
  }

  /** What a bloc has: votes, share, distance from a majority, and seats if they were given. */
  function blocInWords(bloc, chosen) {
    const members = bloc.lists.filter((_, i) => chosen[i]);
    if (!members.length) return "No list is in your bloc.";
    const add = (values) => values.filter((_, i) => chosen[i]).reduce((sum, value) => sum + value, 0);
    const votes = [add(bloc.votes.map(([low]) => low)), add(bloc.votes.map(([, high]) => high))];
    const share = votes.map((value) => Math.round((1000 * value) / bloc.base) / 10);
    const half = Math.floor(bloc.base / 2) + 1;
    const lists = members.length === 1 ? "1 list" : `${members.length} lists`;
    const parts = [
      `${lists}: ${span(votes, 0)} votes, ${span(share, 1)} per cent of ${bloc.base_label}`,
      distance(votes, half, "votes"),
    ];
    if (bloc.seats) {
      const seats = add(bloc.seats);
      const needed = Math.floor(bloc.all_seats / 2) + 1;
      parts.push(
        `Seats by d’Hondt: ${seats} of ${bloc.all_seats}, ${distance([seats, seats], needed, "seats")}`,
      );
    }
    return `${parts.join("; ")}.`.replace("; Seats", ". Seats");
  }

  function distance([low, high], needed, unit) {
    const one = (count) => `${number(count, 0)} ${count === 1 ? unit.slice(0, -1) : unit}`;
    if (low >= needed) return `a majority, with ${low === high ? "" : "at least "}${one(low - needed)} to spare`;
    if (high >= needed) return "a majority or not, within the rounding of the figures";
    return `${low === high ? "" : "at least "}${one(needed - high)} short of a majority`;
  }

  function stored(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // closed to this page, or not ours
    }
  }

  function store(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // The storage is closed to this page: the answer holds until it is left.
    }
  }

  const charts = new Map();
  for (const figure of document.querySelectorAll(".ff-chart")) {
    const chart = new Chart(figure);
    chart.wire();
    charts.set(figure.dataset.name, chart);
  }
  Object.assign(window.firstflames, { charts, plotly, config }); // for a reader's own runs
})();
