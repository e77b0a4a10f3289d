// How a figure is drawn: the same for the picture in the repository and for the live chart, so that one
// can take the other's place. tools/pictures.py runs this file too; its hash is part of a picture's key.
window.firstflames = (() => {
  "use strict";

  const INK = { light: "#211d18", dark: "#e9e4db" }; // the theme's own --ink
  const MARGIN = { l: 8, r: 16, t: 16, b: 48 };
  const KEPT = ["transform", "x", "y", "d", "clip-path", "id", "href", "width", "height", "text-anchor",
    "dx", "dy", "patternUnits", "patternTransform"];
  const STYLES = {
    fill: "rgb(0, 0, 0)",
    "fill-opacity": "1",
    stroke: "none",
    "stroke-opacity": "1",
    "stroke-width": "1px",
    "stroke-dasharray": "none",
    opacity: "1",
    "font-size": "",
    "font-weight": "normal",
    "font-style": "normal",
  };

  const copy = (value) => JSON.parse(JSON.stringify(value ?? {}));

  /** The figure without what the page shows itself: title, menus, sliders; in the ink given. */
  function prepared(figure, ink) {
    const { data, layout: whole, frames } = copy(figure);
    const { updatemenus, sliders, title, meta, height, width, ...layout } = whole;
    const legend = layout.showlegend ?? data.length > 1;
    layout.margin = layout.geo ? { l: 0, r: 0, t: legend ? 40 : 0, b: 0 } : { ...MARGIN };
    if (legend) layout.margin.t = 40;
    layout.autosize = true;
    layout.paper_bgcolor = "rgba(0,0,0,0)";
    layout.font = { ...layout.font, color: ink };
    // Titles of axes in the size of their labels: the long ones have to fit a phone.
    const template = layout.template?.layout ?? {};
    for (const axis of ["xaxis", "yaxis"]) if (template[axis]) template[axis].title = { font: { size: 14 } };
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) delete layout.transition;
    return { data, layout, frames };
  }

  /** A long path of straight lines (a coast) without the steps that are too small to be seen. */
  function coarse(path) {
    if (path.length < 1000 || /[^MLZ0-9.,e-]/.test(path)) return path;
    const short = (value) => String(Math.round(value * 10) / 10);
    let written = "";
    let [px, py] = [0, 0];
    for (const part of path.split("M").slice(1)) {
      const points = part.replace("Z", "").split("L").map((point) => point.split(",").map(Number));
      const kept = [];
      for (const [x, y] of points) {
        const last = kept.at(-1);
        if (!last || Math.hypot(x - last[0], y - last[1]) >= 0.8) kept.push([x, y]);
      }
      if (kept.length < 2) continue; // an island of less than a pixel
      for (const [i, [x, y]] of kept.entries()) {
        const step = `${short(x - px)},${short(y - py)}`;
        written += `${i ? "l" : "m"}${step}`;
        px = Math.round((px + Number(short(x - px))) * 10) / 10;
        py = Math.round((py + Number(short(y - py))) * 10) / 10;
      }
      if (part.endsWith("Z")) {
        written += "z";
        [px, py] = [Math.round(kept[0][0] * 10) / 10, Math.round(kept[0][1] * 10) / 10];
      }
    }
    return written.replace(/,-/g, "-").replace(/^m/, "M");
  }

  /** plotly.js's SVG without what an image has no use for, and with ids that never change. */
  function slim(text) {
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const all = (selector) => [...svg.querySelectorAll(selector)];
    const gone = ({ style }) =>
      style.opacity === "0" || style.display === "none" || style.visibility === "hidden";
    const font = all("text")[0]?.style.fontFamily ?? "sans-serif";
    for (const node of all("*")) if (node.style && gone(node)) node.remove();
    for (const node of all("*")) {
      // The strokes of a pattern come as attributes, all else as styles.
      const paint = (name) => node.style?.getPropertyValue(name) || node.getAttribute(name);
      const styles = Object.entries(STYLES).flatMap(([name, usual]) => {
        const value = paint(name);
        if (!value || value === usual) return [];
        if (name.startsWith("stroke") && paint("stroke-width") === "0px") return [];
        if (/^stroke-/.test(name) && [null, "", "none"].includes(paint("stroke"))) return [];
        return [[name, value]];
      });
      const weight = { bold: "bold" }[node.style?.fontWeight];
      for (const { name } of [...node.attributes])
        if (!KEPT.includes(name) && !name.endsWith("href")) node.removeAttribute(name);
      for (const [name, value] of styles) node.setAttribute(name, value);
      if (weight) node.setAttribute("font-weight", weight);
    }
    for (const node of all("path, rect, line, circle")) {
      const blank = ["none", "transparent", "rgba(0, 0, 0, 0)"];
      const paint = (name, usual) =>
        !blank.includes(node.getAttribute(name) ?? usual) && node.getAttribute(`${name}-opacity`) !== "0";
      const filled = paint("fill", node.closest("g[fill]")?.getAttribute("fill") ?? "black");
      const seen = filled || paint("stroke", "none");
      if (!node.closest("clipPath") && (!seen || node.getAttribute("d") === "M0,0")) node.remove();
    }
    const used = new Set(
      all("*").flatMap((node) => [...node.attributes].flatMap(({ value }) => value.match(/#[\w-]+/g) ?? [])),
    );
    let count = 0;
    for (const node of all("[id]")) {
      const id = node.id;
      if (!used.has(`#${id}`)) {
        if (node.localName === "clipPath") node.remove();
        node.removeAttribute("id");
        continue;
      }
      const name = `i${count++}`;
      node.id = name;
      for (const user of all("*"))
        for (const attribute of user.attributes)
          if (attribute.value === `#${id}` || attribute.value.includes(`#${id}'`) ||
            attribute.value.includes(`#${id}"`) || attribute.value.includes(`#${id})`))
            attribute.value = attribute.value.startsWith("#") ? `#${name}` : `url(#${name})`;
    }
    for (let before = -1; before !== all("*").length; ) {
      before = all("*").length;
      for (const node of all("g, defs, text"))
        if (!node.childNodes.length || !(node.children.length || node.textContent.trim())) node.remove();
      for (const node of all("g")) if (!node.attributes.length) node.replaceWith(...node.childNodes);
    }
    for (const node of all("*"))
      for (const name of ["d", "x", "y", "transform", "width", "height"])
        if (node.hasAttribute(name))
          node.setAttribute(
            name,
            node
              .getAttribute(name)
              .replace(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Math.round(number * 10) / 10)),
          );
    for (const node of all("path")) {
      const d = coarse(node.getAttribute("d") ?? "");
      if (d) node.setAttribute("d", d);
      else node.remove();
    }
    svg.setAttribute("font-family", font);
    for (const name of ["id", "style", "class"]) svg.removeAttribute(name);
    return `${new XMLSerializer().serializeToString(svg)}\n`;
  }

  /** The figure as an SVG of the width given, in the light or the dark theme. */
  async function picture(Plotly, figure, { width, height, theme }) {
    const { data, layout } = prepared(figure, INK[theme]);
    const url = await Plotly.toImage({ data, layout, config: {} }, { format: "svg", width, height });
    return slim(decodeURIComponent(url.slice(url.indexOf(",") + 1)));
  }

  return { copy, picture, prepared };
})();
