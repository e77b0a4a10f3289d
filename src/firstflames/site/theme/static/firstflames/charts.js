// Draws a chart of the page when its reader asks for it: until then nothing of plotly.js is loaded.
// Classic script, no module and no fetch, so that it works from file:// too.
(() => {
  "use strict";

  const bundle = new URL("plotly-basic.min.js", document.currentScript.src).href;
  const config = { displayModeBar: false, responsive: true };
  let loading;

  /** plotly.js, loaded once for the page, at the first sign that a reader wants a chart. */
  function plotly() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error(`cannot load ${bundle}`));
      document.head.append(script);
    });
    return loading;
  }

  /** The page's own colours, so that a chart follows the light and the dark theme. */
  function themeColours(plot) {
    return { "font.color": getComputedStyle(plot).color, paper_bgcolor: "rgba(0,0,0,0)" };
  }

  const copy = (value) => JSON.parse(JSON.stringify(value ?? {}));

  function apply(Plotly, plot, { method = "restyle", args = [] }) {
    const [first, second, third] = args;
    if (method === "update") return Plotly.update(plot, copy(first), copy(second), third);
    if (method === "relayout") return Plotly.relayout(plot, copy(first));
    if (method === "restyle") return Plotly.restyle(plot, copy(first), second);
    return Promise.resolve(); // "skip" and "animate" change nothing here
  }

  function field(tag, text, control) {
    const label = document.createElement("label");
    const name = document.createElement("span");
    name.textContent = text;
    label.append(name, control);
    label.className = `ff-${tag}`;
    return label;
  }

  /** plotly's menus and sliders as native controls, which keyboards and screen readers know. */
  function buildControls(figure, layout, choose) {
    const box = figure.querySelector(".ff-chart-controls");
    for (const menu of layout.updatemenus ?? []) {
      const select = document.createElement("select");
      for (const button of menu.buttons) select.add(new Option(button.label));
      select.selectedIndex = menu.active ?? 0;
      select.addEventListener("change", () => choose(menu.buttons[select.selectedIndex]));
      box.append(field("select", menu.name, select));
    }
    for (const slider of layout.sliders ?? []) {
      const range = document.createElement("input");
      const value = document.createElement("output");
      Object.assign(range, { type: "range", min: 0, max: slider.steps.length - 1, step: 1 });
      range.value = slider.active ?? 0;
      const show = () => {
        const text = slider.steps[range.value].label;
        value.textContent = text;
        range.setAttribute("aria-valuetext", text);
      };
      show();
      range.addEventListener("input", () => {
        show();
        choose(slider.steps[range.value]);
      });
      const label = field("range", slider.name, range);
      label.append(value);
      box.append(label);
    }
  }

  /** Follow the switch of the page and, while that stands on auto, the system. */
  function followTheme(Plotly, plot) {
    const recolour = () => Plotly.relayout(plot, themeColours(plot));
    new MutationObserver(recolour).observe(document.documentElement, {
      attributeFilter: ["data-theme"],
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  }

  async function draw(figure) {
    if (figure.dataset.drawn) return;
    figure.dataset.drawn = "loading";
    const plot = figure.querySelector(".ff-chart-plot");
    const still = figure.querySelector(".ff-chart-still");
    const spec = JSON.parse(figure.querySelector(".ff-chart-spec").textContent);
    const { updatemenus, sliders, title, ...layout } = spec.layout;
    const legend = layout.showlegend ?? spec.data.length > 1;
    layout.margin = { l: 8, r: 16, t: legend ? 40 : 16, b: 48 }; // title and controls stand in the page
    layout.height = undefined; // the box decides
    layout.autosize = true;
    // Titles of axes in the size of their labels: the long ones have to fit a phone.
    for (const axis of ["xaxis", "yaxis"]) layout.template.layout[axis].title = { font: { size: 14 } };
    try {
      const Plotly = await plotly();
      const hadFocus = still.contains(document.activeElement);
      await Plotly.newPlot(plot, spec.data, layout, config);
      await Plotly.relayout(plot, themeColours(plot));
      still.hidden = true;
      buildControls(figure, { updatemenus, sliders }, (choice) => apply(Plotly, plot, choice));
      followTheme(Plotly, plot);
      figure.dataset.drawn = "true";
      // The button is gone: what it leads to takes its place.
      if (hadFocus) figure.querySelector("select, input, summary").focus();
    } catch (error) {
      still.textContent = "The drawing could not be loaded. The table below holds the same figures.";
      console.error(error);
    }
  }

  const preload = () => plotly().catch(() => {}); // draw() reports it

  for (const figure of document.querySelectorAll(".ff-chart")) {
    const stage = figure.querySelector(".ff-chart-stage");
    // Signs of intent. To be scrolled into view is none: most charts that pass are not touched.
    stage.addEventListener("click", () => draw(figure));
    stage.addEventListener("focusin", preload);
    // A movement over the chart, not the chart moving under a pointer at rest.
    stage.addEventListener("pointermove", ({ pointerType }) => {
      if (pointerType === "mouse") draw(figure);
    });
  }
})();
