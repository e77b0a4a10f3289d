// Reading together: the program of Hypothesis is fetched when the reader has agreed, and not before.
(() => {
  "use strict";

  const KEY = "firstflames-together";
  const EMBED = "https://hypothes.is/embed.js";
  const box = document.querySelector(".together");
  const button = box.querySelector(".together-load");
  const stop = box.querySelector(".together-stop");
  const said = box.querySelector(".together-said");

  function agreed() {
    try {
      return localStorage.getItem(KEY) === "yes";
    } catch {
      return false; // closed: the page asks each time
    }
  }

  function load() {
    button.hidden = true;
    stop.hidden = false;
    const script = document.createElement("script");
    script.src = EMBED;
    script.onload = () => (said.textContent = "Annotations are loaded: open them at the right edge of the page.");
    script.onerror = () => {
      script.remove();
      button.hidden = false;
      said.textContent = "hypothes.is could not be reached. Try again when you have a network.";
    };
    document.head.append(script);
  }

  button.addEventListener("click", () => {
    try {
      localStorage.setItem(KEY, "yes");
    } catch {
      // Closed: the consent holds for this page only.
    }
    load();
    stop.focus();
  });
  stop.addEventListener("click", () => {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Closed: there is nothing to forget.
    }
    location.reload(); // a program that runs can only be left with its page
  });
  if (agreed()) load();
})();
