// What every page does with a script: the theme switch, printing, the place in the contents, and
// boxes that scroll. Classic script, no module and no fetch, so that it works from file:// too.
(() => {
  "use strict";

  const root = document.documentElement;
  const themes = { auto: "as the system", light: "light", dark: "dark" };
  const names = Object.keys(themes);

  function themeSwitch(button) {
    const say = () => button.setAttribute("aria-label", `Colours: ${themes[root.dataset.theme]}`);
    root.dataset.theme = names.includes(root.dataset.theme) ? root.dataset.theme : "auto";
    say();
    button.addEventListener("click", () => {
      root.dataset.theme = names[(names.indexOf(root.dataset.theme) + 1) % names.length];
      say();
      try {
        localStorage.setItem("firstflames-theme", root.dataset.theme);
      } catch {
        // The storage is closed to this page: the choice holds until it is left.
      }
    });
  }

  /** Marks, in the contents, the section that is being read. */
  function followReading(contents) {
    const links = new Map();
    for (const link of contents.querySelectorAll('a[href^="#"]')) {
      const section = link.hash.length > 1 && document.getElementById(link.hash.slice(1));
      if (section) links.set(section, link);
    }
    const shown = new Set();
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) shown.add(target);
          else shown.delete(target);
        }
        const here = [...links.keys()].filter((section) => shown.has(section)).at(-1);
        for (const [section, link] of links) {
          if (section === here) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-20% 0px -70%" },
    );
    for (const section of links.keys()) watch.observe(section);
    contents.addEventListener("click", (event) => {
      if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
    });
  }

  /** A box wider than the page can be reached, and so scrolled, by keyboard. */
  function reach(box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }

  // Told after the page is laid out: to ask for widths before would lay it out once more.
  const sized = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)));

  function reachScrollers() {
    for (const box of document.querySelectorAll(".scroll, .highlight pre")) {
      sized.unobserve(box);
      sized.observe(box); // tells of a box once more, though its size is the same
    }
  }

  /** A button at each block of code, for keyboards too; browsers offer the clipboard where it is safe. */
  function offerCopies() {
    if (!navigator.clipboard) return;
    for (const block of document.querySelectorAll(".highlight")) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "copy", textContent: "Copy" });
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(block.querySelector("pre").textContent);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy"), 2000);
      });
      block.append(button);
    }
  }

  const button = document.querySelector(".theme-switch");
  if (button) themeSwitch(button);
  const contents = document.getElementById("contents");
  if (contents) followReading(contents);
  document.querySelector(".print")?.addEventListener("click", () => window.print());
  offerCopies();
  reachScrollers();
  window.addEventListener("resize", reachScrollers);
  document.addEventListener("toggle", reachScrollers, true); // what was folded has no width
  document.addEventListener("keydown", (event) => {
    const field = document.querySelector(".search input");
    if (event.key !== "k" || !(event.ctrlKey || event.metaKey) || !field) return;
    event.preventDefault();
    if (field.offsetParent) field.focus();
    else document.querySelector(".search-link").click(); // on a small screen search is a page
  });
})();
