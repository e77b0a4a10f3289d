// Draws the charts of a page. Classic script, no module and no fetch, so that it works from file:// too.
(() => {
  "use strict";

  const bundle = new URL("plotly.min.js", document.currentScript.src).href;
  const config = { displayModeBar: false, responsive: true };
  let loading;

  /** plotly.js, loaded once for the page, when the first chart comes near. */
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
  function themeColours() {
    const style = getComputedStyle(document.documentElement);
    const text = style.getPropertyValue("--pst-color-text-base").trim() || "#22272e";
    return { "font.color": text, paper_bgcolor: "rgba(0,0,0,0)" };
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

  async function draw(figure) {
    const plot = figure.querySelector(".ff-chart-plot");
    const spec = JSON.parse(figure.querySelector(".ff-chart-spec").textContent);
    const { updatemenus, sliders, title, ...layout } = spec.layout;
    const legend = layout.showlegend ?? spec.data.length > 1;
    layout.margin = { l: 8, r: 16, t: legend ? 40 : 16, b: 48 }; // title and controls stand in the page
    layout.height = undefined; // the box decides
    layout.autosize = true;
    try {
      const Plotly = await plotly();
      plot.replaceChildren();
      await Plotly.newPlot(plot, spec.data, layout, config);
      await Plotly.relayout(plot, themeColours());
      buildControls(figure, { updatemenus, sliders }, (choice) => apply(Plotly, plot, choice));
      new MutationObserver(() => Plotly.relayout(plot, themeColours())).observe(
        document.documentElement,
        { attributeFilter: ["data-theme"] },
      );
      figure.dataset.drawn = "true";
    } catch (error) {
      plot.textContent = "The drawing could not be loaded. The table below holds the same figures.";
      console.error(error);
    }
  }

  const figures = document.querySelectorAll(".ff-chart");
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: "600px" },
  );
  for (const figure of figures) near.observe(figure);
})();
