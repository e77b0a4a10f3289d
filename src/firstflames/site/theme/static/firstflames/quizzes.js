// The quiz of a chapter: check an answer, read its reason, try again. Without this script the questions
// and a fold with all reasons stand on the page.
(() => {
  "use strict";

  const { load, update, today, inWords } = window.firstflamesProgress;
  const RIGHT = "✓";
  const WRONG = "✗";

  const written = (value) => value.toLocaleString("en", { maximumFractionDigits: 10 });

  /**
   * The numbers that a reader may mean: 49.4 and 49,4; 36,262,560, 36 262 560 and 36.262.560; 36.3 million.
   * One comma before three digits parts thousands, as in the course; read as a decimal comma it counts too.
   */
  function readings(text, unit) {
    let plain = text.trim().toLowerCase().replace(/−/g, "-");
    for (const word of [unit.toLowerCase(), "per cent", "percent", "%"])
      if (plain.endsWith(word) && (word === unit.toLowerCase() || unit.includes("per cent")))
        plain = plain.slice(0, -word.length).trim();
    const scale = /^(.*\d)\s*(thousand|million|billion)$/.exec(plain);
    const times = scale ? { thousand: 1e3, million: 1e6, billion: 1e9 }[scale[2]] : 1;
    plain = (scale ? scale[1] : plain).replace(/(\d)[\s'’](?=\d)/g, "$1");
    const found = [];
    const take = (pattern, part, decimal) => {
      if (pattern.test(plain)) found.push(times * Number(plain.replaceAll(part, "").replace(decimal, ".")));
    };
    take(/^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/, ",", ".");
    take(/^[-+]?(\d+(\.\d*)?|\.\d+)$/, ",", ".");
    take(/^[-+]?(\d+(,\d*)?|,\d+)$/, ".", ",");
    take(/^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$/, ".", ",");
    return [...new Set(found)];
  }

  /** A reason's words, to be said beside the question; what it links to stays, names stay unique. */
  function words(reason) {
    const copy = reason.querySelector(".quiz-why").cloneNode(true);
    for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
    return copy.childNodes;
  }

  class Question {
    constructor(form, quiz) {
      this.form = form;
      this.quiz = quiz;
      this.key = form.dataset.question;
      this.reasons = [...form.querySelectorAll(".quiz-reasons li")];
      this.verdict = form.querySelector(".quiz-verdict");
      this.field = form.querySelector('input[type="text"]');
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.check();
      });
      form.addEventListener("input", () => this.clear());
    }

    clear() {
      this.verdict.replaceChildren();
      delete this.verdict.dataset.is;
      this.field?.removeAttribute("aria-invalid");
      for (const option of this.form.querySelectorAll(".quiz-option")) {
        delete option.dataset.is;
        option.querySelector(".quiz-mark").textContent = "";
      }
    }

    /** Says what an answer is: by a mark, by words and, last, by colour. */
    say(is, head, reason = []) {
      this.clear();
      const line = document.createElement("p");
      const strong = document.createElement("strong");
      const mark = document.createElement("span");
      mark.setAttribute("aria-hidden", "true");
      mark.textContent = { right: `${RIGHT} `, wrong: `${WRONG} ` }[is] ?? "";
      strong.append(mark, head);
      line.append(strong, " ", ...reason);
      this.verdict.dataset.is = is;
      this.verdict.append(line);
    }

    check() {
      if (this.field) this.checkNumber();
      else this.checkChoice();
    }

    checkChoice() {
      const chosen = this.form.querySelector("input:checked");
      if (!chosen) {
        this.say("none", "Choose an answer first.");
        this.form.querySelector("input").focus();
        return;
      }
      const reason = this.reasons.find((each) => each.dataset.letter === chosen.value);
      const right = "right" in reason.dataset;
      this.say(right ? "right" : "wrong", right ? "Right." : "Not right.", words(reason));
      const option = chosen.closest(".quiz-option");
      option.dataset.is = right ? "right" : "wrong";
      option.querySelector(".quiz-mark").textContent = right ? `${RIGHT} right` : `${WRONG} not right`;
      this.quiz.note(this.key, right);
    }

    checkNumber() {
      const { unit, tolerance } = this.form.dataset;
      const meant = readings(this.field.value, unit);
      if (!meant.length) {
        const asked = this.field.value.trim() ? "That is no number that can be read: write" : "Write a number first:";
        this.say("none", `${asked} figures such as 49.4, 36,262,560 or 36.3 million.`);
        this.field.setAttribute("aria-invalid", "true");
        this.field.focus();
        return;
      }
      const near = (reason) => {
        const distances = meant.map((value) => Math.abs(value - Number(reason.dataset.value)));
        return Math.min(...distances) - Number(tolerance);
      };
      // A little more than the tolerance: 49.7 - 49.4 is more than 0.3 to a computer.
      const within = this.reasons.filter((reason) => near(reason) <= Number(tolerance) * 1e-9);
      const answer = this.reasons.find((reason) => "right" in reason.dataset);
      const trap = within.sort((one, other) => near(one) - near(other))[0];
      const right = within.includes(answer);
      const read = `${written(meant[0])} ${unit}`;
      if (right) this.say("right", "Right.", words(answer));
      else if (trap) this.say("wrong", "Not right.", words(trap));
      else {
        const high = meant[0] > Number(answer.dataset.value);
        this.say("wrong", `Too ${high ? "high" : "low"}.`, [`Your answer was read as ${read}. Try again, or show all reasons.`]);
      }
      this.quiz.note(this.key, right);
    }

    again() {
      this.form.reset();
      this.clear();
      this.form.querySelector(".quiz-reasons").open = false;
    }

    showKept(answer) {
      this.form.querySelector(".quiz-kept").textContent = answer?.right ? `, answered right ${RIGHT}` : "";
    }
  }

  class Quiz {
    constructor(box) {
      this.box = box;
      this.name = box.dataset.quiz;
      this.questions = [...box.querySelectorAll(".quiz-question")].map((form) => new Question(form, this));
      this.read = box.querySelector(".quiz-read");
      this.said = box.querySelector(".quiz-said");
      box.querySelector(".quiz-again").addEventListener("click", () => this.again());
      this.read.addEventListener("click", () => this.toggleRead());
      addEventListener("pageshow", () => this.show());
      addEventListener("storage", () => this.show());
      this.show();
    }

    note(key, right) {
      update((held) => {
        const answers = (held.quizzes[this.name] ??= {});
        const old = answers[key] ?? { right: false, tries: 0 };
        answers[key] = { right: old.right || right, tries: old.tries + 1 };
      });
      this.show();
    }

    again() {
      for (const question of this.questions) question.again();
      this.questions[0].form.querySelector("input").focus();
    }

    toggleRead() {
      const isRead = this.name in load().read;
      const lasting = update((held) => {
        if (isRead) delete held.read[this.name];
        else held.read[this.name] = today();
      });
      this.show();
      const done = isRead ? "Marked as not read." : `Marked as read on ${inWords(today())}.`;
      this.said.textContent = `${done}${lasting ? "" : " This browser keeps nothing for this page: the mark holds until you leave."}`;
    }

    show() {
      const { read, quizzes } = load();
      const answers = quizzes[this.name] ?? {};
      const kept = this.questions.map(({ key }) => answers[key]);
      this.questions.forEach((question, place) => question.showKept(kept[place]));
      const right = kept.filter((answer) => answer?.right).length;
      this.box.querySelector(".quiz-score").textContent = kept.some(Boolean)
        ? `${right} of ${this.questions.length} questions answered right so far.`
        : "";
      this.read.textContent = this.name in read ? "Mark this chapter as not read" : "Mark this chapter as read";
    }
  }

  for (const box of document.querySelectorAll(".quiz")) new Quiz(box);
})();
