// Wagtail's editor keeps a new story by itself while one writes. Whoever presses a button while that is under way
// would send the story a second time, to the address that makes a new one, and be told that its own address is
// taken. So the form waits until the keeping is done, and goes out then, with the button that was pressed.
"use strict";
(() => {
  const LONGEST = 15000; // what the network does not answer in this time, it will not answer
  const FORM = '[data-controller~="w-autosave"]';
  const about = (event) => event.target instanceof HTMLFormElement && event.target.matches(FORM);
  let keeping = false;

  addEventListener("w-autosave:save", (event) => { if (about(event)) keeping = !event.defaultPrevented; });
  const done = (event) => { if (about(event)) keeping = false; };
  addEventListener("w-autosave:success", done);
  addEventListener("w-autosave:error", done);

  // First of all, before the editor takes the form for one that is on its way.
  addEventListener("submit", (event) => {
    if (!about(event) || !keeping) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target: form, submitter } = event;
    // The button is disabled by now, and a disabled one is not sent.
    if (submitter?.name && !form.querySelector("input[data-pressed]")) {
      const pressed = Object.assign(document.createElement("input"), { type: "hidden" });
      Object.assign(pressed, { name: submitter.name, value: submitter.value });
      pressed.dataset.pressed = "";
      form.append(pressed);
    }
    const since = Date.now();
    const wait = setInterval(() => {
      if (keeping && Date.now() - since < LONGEST) return;
      clearInterval(wait);
      keeping = false;
      form.requestSubmit();
    }, 50);
  }, true);
})();
