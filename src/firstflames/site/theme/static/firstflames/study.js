// Worked answers behind the reader's own, and the sheet that prints what the browser keeps. Needs
// progress.js; nothing is sent anywhere.
(() => {
  "use strict";

  const { load, update, today, inWords } = window.firstflamesProgress;
  const LEAST = 20; // words: less is no answer
  const count = (text) => text.trim().split(/\s+/).filter(Boolean).length;

  class Worked {
    constructor(form) {
      this.name = form.dataset.worked;
      this.field = form.querySelector("textarea");
      this.paper = form.querySelector("input[type=checkbox]");
      this.said = form.querySelector(".worked-said");
      this.fold = form.nextElementSibling;
      this.field.value = load().answers?.[this.name]?.text ?? "";
      this.field.addEventListener("input", () => {
        clearTimeout(this.later);
        this.later = setTimeout(() => this.keep(), 400);
        this.said.textContent = "";
      });
      this.field.addEventListener("change", () => this.keep());
      addEventListener("pagehide", () => this.later && this.keep());
      this.fold.querySelector("summary").addEventListener("click", (event) => this.open(event));
    }

    keep() {
      clearTimeout(this.later);
      this.later = 0;
      const text = this.field.value.slice(0, 5000);
      const lasting = update((held) => {
        held.answers ??= {};
        if (text.trim()) held.answers[this.name] = { text, day: today() };
        else delete held.answers[this.name];
        if (!Object.keys(held.answers).length) delete held.answers;
      });
      if (!lasting && text) this.said.textContent = "This browser keeps nothing for this page: copy your words before you leave.";
    }

    /** The fold opens when there are own words, or when the reader says that they are on paper. */
    open(event) {
      const missing = LEAST - count(this.field.value);
      if (this.fold.open || this.paper.checked || missing <= 0) return;
      event.preventDefault();
      const more = missing === LEAST ? "Write your own answer first" : `Write ${missing} more word${missing === 1 ? "" : "s"}`;
      this.said.textContent = `${more}, or tick that it is on paper; then open the worked one. Two sentences are enough.`;
      this.field.focus();
    }
  }

  document.querySelectorAll(".worked").forEach((form) => new Worked(form));

  function sheet(box) {
    const name = box.querySelector("#summary-name");
    const head = box.querySelector(".summary-head");
    const titles = new Map(
      [...box.querySelectorAll("tr[data-quiz]")].map((row) => [row.dataset.quiz, row.querySelector("th").textContent]),
    );

    function show() {
      const who = name.value.trim();
      head.textContent = `${who ? `${who}, ` : ""}${inWords(today())}`;
      const answers = Object.entries(load().answers ?? {}).filter(([chapter]) => titles.has(chapter));
      const words = box.querySelector(".summary-words");
      words.hidden = answers.length === 0;
      words.querySelector(".summary-answers").replaceChildren(
        ...answers.sort().map(([chapter, { text, day }]) => {
          const part = document.createElement("section");
          const title = Object.assign(document.createElement("h3"), { textContent: titles.get(chapter) });
          const when = Object.assign(document.createElement("p"), { textContent: inWords(day), className: "progress-day" });
          part.append(title, when, Object.assign(document.createElement("p"), { textContent: text }));
          return part;
        }),
      );
    }

    name.addEventListener("input", show);
    box.querySelector(".summary-print").addEventListener("click", () => window.print());
    addEventListener("pageshow", show);
    addEventListener("storage", show);
    show();
  }

  document.querySelectorAll(".summary").forEach(sheet);
})();
