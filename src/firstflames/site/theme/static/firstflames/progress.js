// What a reader has done, kept in this browser only: chapters read, answers, exercises, own words, and
// (by charts.js) estimates.
// The storage may be closed to a page, or be another one for each file: all works then for this visit.
(() => {
  "use strict";

  const KEY = "firstflames-progress";
  const GUESS = "firstflames-guess-"; // as charts.js names an estimate
  const FORMAT = "first-flames-progress";
  const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const ASKED = /^[0-9a-f]{12}$/; // as quizzes.py names a question
  const DAY = /^\d{4}-\d\d-\d\d$/;
  const LARGEST = 1_000_000; // bytes of a file
  const LONGEST = 5_000; // letters of an own answer
  // What a chapter's cells say at first; progress.py writes the same into the page.
  const NOT_YET = "not\u00a0yet"; // apart, the two short words would make rows of two lines
  const NONE_ASKED = "none asked";
  let visit = ""; // what is kept for this visit when the storage is closed

  const empty = () => ({ read: {}, quizzes: {} });
  const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isCount = (value) => Number.isInteger(value) && value >= 0 && value < 100_000;

  /** What is wrong with a record, in words; empty when nothing is. */
  function fault({ read, quizzes, guesses = {}, answers = {}, exercises = {} }) {
    for (const [part, value] of Object.entries({ read, quizzes, guesses, answers, exercises })) {
      if (!isMap(value)) return `its part “${part}” is missing or is no list of names`;
      const odd = Object.keys(value).find((name) => !NAME.test(name));
      if (odd !== undefined) return `“${odd.slice(0, 40)}” in its part “${part}” is no name of the course`;
    }
    for (const [name, day] of Object.entries(read))
      if (typeof day !== "string" || !DAY.test(day)) return `the day on which ${name} was read is no date`;
    for (const [name, answers] of Object.entries(quizzes)) {
      const sound =
        isMap(answers) &&
        Object.entries(answers).every(
          ([key, answer]) =>
            ASKED.test(key) && isMap(answer) && typeof answer.right === "boolean" && isCount(answer.tries),
        );
      if (!sound) return `the answers to ${name} are not as this page saves them`;
    }
    for (const [name, value] of Object.entries(guesses))
      if (value !== "skipped" && !Number.isFinite(value)) return `the estimate for ${name} is no number`;
    for (const [name, answer] of Object.entries(answers)) {
      const sound = isMap(answer) && typeof answer.text === "string" && answer.text.length <= LONGEST;
      if (!sound || typeof answer.day !== "string" || !DAY.test(answer.day))
        return `the own answer to ${name} is not as this page saves it`;
    }
    for (const [name, day] of Object.entries(exercises))
      if (typeof day !== "string" || !DAY.test(day)) return `the day on which exercise ${name} was done is no date`;
    return "";
  }

  function load() {
    let text = visit;
    try {
      text = localStorage.getItem(KEY) ?? visit;
    } catch {
      // Closed: what this visit knows.
    }
    try {
      const held = JSON.parse(text);
      if (isMap(held) && !fault(held)) return held;
    } catch {
      // Nothing yet, or not ours.
    }
    return empty();
  }

  /** Keeps what `change` makes of the record; says whether it will be there after this visit. */
  function update(change) {
    const held = load();
    change(held);
    visit = JSON.stringify(held);
    try {
      localStorage.setItem(KEY, visit);
      return true;
    } catch {
      return false;
    }
  }

  function isKept() {
    try {
      localStorage.setItem(`${KEY}-try`, "");
      localStorage.removeItem(`${KEY}-try`);
      return true;
    } catch {
      return false;
    }
  }

  function guesses() {
    const found = {};
    try {
      for (const key of Object.keys(localStorage)) {
        const name = key.startsWith(GUESS) ? key.slice(GUESS.length) : "";
        const value = name && JSON.parse(localStorage.getItem(key));
        if (NAME.test(name) && (value === "skipped" || Number.isFinite(value))) found[name] = value;
      }
    } catch {
      // Closed, or not ours.
    }
    return found;
  }

  function forget() {
    visit = "";
    try {
      for (const key of Object.keys(localStorage))
        if (key === KEY || key.startsWith(GUESS)) localStorage.removeItem(key);
    } catch {
      // Closed: there was nothing but this visit.
    }
  }

  /** Adds a saved record to the present one: nothing that is here is lost. */
  function add({ read, quizzes, guesses: given = {}, answers = {}, exercises = {} }) {
    const own = guesses();
    for (const [name, value] of Object.entries(given)) {
      if (name in own) continue;
      try {
        localStorage.setItem(GUESS + name, JSON.stringify(value));
      } catch {
        // Closed: an estimate of another visit has no place to go.
      }
    }
    return update((held) => {
      held.read = { ...read, ...held.read };
      if (Object.keys(answers).length) held.answers = { ...answers, ...held.answers };
      if (Object.keys(exercises).length) held.exercises = { ...exercises, ...held.exercises };
      for (const [name, answers] of Object.entries(quizzes)) {
        const mine = (held.quizzes[name] ??= {});
        for (const [key, { right, tries }] of Object.entries(answers)) {
          const old = mine[key] ?? { right: false, tries: 0 };
          mine[key] = { right: right || old.right, tries: Math.max(tries, old.tries) };
        }
      }
    });
  }

  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const inWords = (day) =>
    new Date(`${day}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  window.firstflamesProgress = { load, update, today, inWords };

  // The page "Your progress", and the sheet to print ---------------------------------------------------------------------

  function page(box) {
    const find = (selector) => box.querySelector(selector);
    const said = find(".progress-said");
    const say = (text) => {
      said.textContent = "";
      setTimeout(() => (said.textContent = text), 50); // the same words again are news again
    };

    function show() {
      const held = load();
      const estimated = guesses();
      const rows = [...box.querySelectorAll("tr[data-quiz]")];
      let read = 0;
      let right = 0;
      let all = 0;
      for (const row of rows) {
        const { quiz } = row.dataset;
        const questions = row.dataset.questions.split(" ");
        const day = held.read[quiz];
        // Answers to questions that this edition no longer asks are kept, and not counted.
        const answers = questions.map((key) => held.quizzes[quiz]?.[key]).filter(Boolean);
        const sum = answers.filter((answer) => answer.right).length;
        row.querySelector(".progress-read").textContent = day ? `✓ ${inWords(day)}` : NOT_YET;
        row.querySelector(".progress-right").textContent = `${answers.length ? sum : "none"} of ${questions.length}`;
        const asked = row.dataset.guesses.split(" ").filter(Boolean);
        const made = asked.filter((name) => name in estimated && estimated[name] !== "skipped").length;
        row.querySelector(".progress-guesses").textContent = asked.length ? `${made} of ${asked.length}` : NONE_ASKED;
        const own = held.answers?.[quiz]?.day;
        const none = "worked" in row.dataset ? NOT_YET : NONE_ASKED;
        row.querySelector(".progress-own").textContent = own ? `✓ ${inWords(own)}` : none;
        read += Boolean(day);
        right += sum;
        all += questions.length;
      }
      for (const tick of box.querySelectorAll("[data-exercise]")) {
        const day = held.exercises?.[tick.dataset.exercise];
        tick.checked = Boolean(day);
        tick.parentElement.querySelector(".progress-day").textContent = day ? `: ${inWords(day)}` : "";
      }
      const kept = Object.keys(estimated).length;
      const parts = [
        `You have marked ${read} of ${count(rows.length, "chapter")} as read`,
        `answered ${right} of ${count(all, "question")} right`,
      ];
      const estimates = kept ? ` ${count(kept, "estimate")} before a chart ${kept === 1 ? "is" : "are"} kept as well.` : "";
      const words = Object.keys(held.answers ?? {}).length;
      const own = words ? ` ${count(words, "own answer")} ${words === 1 ? "is" : "are"} kept too.` : "";
      let note = "";
      if (!isKept()) note = " This browser keeps nothing for this page: what you do is gone when you leave it.";
      else if (location.protocol === "file:")
        note = " You read from a folder: some browsers then keep each page apart, and this page may show less than you did.";
      find(".progress-state").textContent = `${parts.join(" and ")}.${estimates}${own}${note}`;
    }

    function save() {
      const record = { format: FORMAT, version: 1, saved: today(), ...load(), guesses: guesses() };
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([`${JSON.stringify(record, null, 2)}\n`], { type: "application/json" }));
      link.download = `first-flames-progress-${today()}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      say(`Saved as ${link.download}.`);
    }

    async function bringIn(file) {
      const bad = (why) => say(`${file.name} was not brought in: ${why}. Nothing has changed; choose a file that this page has saved.`);
      if (file.size > LARGEST) return bad("it is too large");
      let record;
      try {
        record = JSON.parse(await file.text());
      } catch {
        return bad("it is not JSON");
      }
      if (!isMap(record) || record.format !== FORMAT) return bad("it does not come from this page");
      if (record.version !== 1) return bad(`it has the version ${String(record.version).slice(0, 20)}, and this page reads 1`);
      const wrong = fault(record);
      if (wrong) return bad(wrong);
      const lasting = add(record);
      show();
      return say(`${file.name} was brought in; what was here before is still here.${lasting ? "" : " It holds until you leave the page."}`);
    }

    function tick({ target }) {
      const { exercise } = target.dataset;
      update((held) => {
        held.exercises ??= {};
        if (target.checked) held.exercises[exercise] = today();
        else delete held.exercises[exercise];
        if (!Object.keys(held.exercises).length) delete held.exercises;
      });
      show();
    }

    find(".progress-none").hidden = true;
    for (const box of document.querySelectorAll("[data-exercise]")) box.addEventListener("change", tick);
    addEventListener("pageshow", show); // back from a chapter
    addEventListener("storage", show); // another tab
    show();
    if (!find(".progress-export")) return; // the sheet to print only shows
    find(".progress-export").addEventListener("click", save);
    const field = find("#progress-import");
    field.addEventListener("change", async () => {
      if (field.files.length) await bringIn(field.files[0]);
      field.value = ""; // so that the same file can be chosen again
    });
    const sure = find(".progress-sure");
    find(".progress-forget").addEventListener("click", () => {
      sure.returnValue = "";
      sure.showModal();
    });
    sure.addEventListener("close", () => {
      if (sure.returnValue !== "forget") return say("Nothing was forgotten.");
      forget();
      show();
      return say("All is forgotten.");
    });
  }

  document.querySelectorAll(".progress").forEach(page);
})();
