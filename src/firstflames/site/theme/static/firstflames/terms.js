// The cards of the glossary's terms. A pointer that rests on a term, or the keyboard's focus, opens its
// card; so does a first tap, and then the card has the link. Escape closes it. Without this script, or in
// a browser without popovers, a term is a plain link to the glossary.
(() => {
  "use strict";

  const store = document.querySelector("template.term-cards");
  if (!store || !HTMLElement.prototype.showPopover) return;
  const texts = new Map(
    [...store.content.children].map((text) => [text.dataset.term, text]),
  );
  const REST = 150; // ms that a pointer rests on a term before its card opens
  const LEAVE = 300; // ms that a pointer has to get from the term to the card

  let term = null; // whose card is open
  let card = null;
  let tapped = false; // whether a finger opened it
  let left = null; // the term whose card was dismissed while the pointer was on it
  let timer = 0;

  function close() {
    clearTimeout(timer);
    card?.remove();
    term?.removeAttribute("aria-describedby");
    term = card = null;
  }

  function open(link, byFinger) {
    clearTimeout(timer);
    if (link !== term || byFinger !== tapped) {
      close();
      term = link;
      tapped = byFinger;
      card = texts.get(decodeURIComponent(link.hash.slice(1))).cloneNode(true);
      Object.assign(card, { id: "term-card", className: "term-card", popover: "manual" });
      if (byFinger) {
        const more = document.createElement("a");
        more.href = link.href;
        more.textContent = "Glossary";
        card.append(more);
      }
      card.setAttribute("role", byFinger ? "note" : "tooltip");
      link.after(card); // next in order for screen readers and for the Tab key
      link.setAttribute("aria-describedby", card.id);
      card.showPopover();
    }
    place();
  }

  /** Below the term, or above it where only there is room; it scrolls with the page. */
  function place() {
    if (!card) return;
    const lines = [...term.getClientRects()];
    const { width, height } = card.getBoundingClientRect();
    const edge = 8;
    const room = document.documentElement.clientWidth - width - edge;
    const under = lines.at(-1).bottom + edge;
    const over = lines[0].top - edge - height;
    const above = under + height > innerHeight && over > edge;
    const line = above ? lines[0] : lines.at(-1);
    card.style.left = `${scrollX + Math.max(edge, Math.min(line.left, room))}px`;
    card.style.top = `${scrollY + (above ? over : under)}px`;
  }

  const termAt = (target) => {
    const link = target instanceof Element ? target.closest("a.term") : null;
    return link && texts.has(decodeURIComponent(link.hash.slice(1))) ? link : null;
  };
  const inCard = (target) => card !== null && target instanceof Node && card.contains(target);
  const isFocused = () => term?.matches(":focus-visible");

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const link = termAt(target);
    if (inCard(target) || (link && link === term)) clearTimeout(timer);
    else if (link && link !== left) {
      clearTimeout(timer);
      timer = setTimeout(open, REST, link, false);
    }
  });
  document.addEventListener("pointerout", ({ target, relatedTarget, pointerType }) => {
    if (pointerType === "touch") return;
    const link = termAt(target);
    if (link?.contains(relatedTarget)) return;
    if (link === left) left = null;
    if (!link && !inCard(target)) return;
    clearTimeout(timer);
    if (term && !isFocused()) timer = setTimeout(close, LEAVE);
  });
  document.addEventListener("focusin", ({ target }) => {
    const link = termAt(target);
    if (link?.matches(":focus-visible")) open(link, false);
    else if (link !== term && !inCard(target)) close();
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (target === term && !tapped && !inCard(relatedTarget)) close();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || (!card && !timer)) return;
    left = document.querySelector("a.term:hover");
    close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (card && termAt(target) !== term && !inCard(target)) close();
  });
  document.addEventListener("click", (event) => {
    const link = termAt(event.target);
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.pointerType === "touch" && !(link === term && tapped)) {
      event.preventDefault();
      open(link, true);
    } else close();
  });
  addEventListener("resize", place);
  addEventListener("pagehide", close);
})();
