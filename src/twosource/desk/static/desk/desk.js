// One key a decision, and nothing that works only here: every key presses a button or follows a link of the page.
"use strict";
(() => {
  const wish = "desk-keys";
  let on = localStorage.getItem(wish) !== "off";
  const busy = (target) => target.closest("input, textarea, select, [contenteditable]");
  const press = (target) => {
    if (target.matches("button")) target.form ? target.form.requestSubmit(target) : target.click();
    else if (target.matches("a")) target.click();
    else if (target.matches("summary")) {
      target.parentElement.open = true;
      (target.parentElement.querySelector("input:not([type=hidden]), textarea, select") || target).focus();
    } else target.focus();
  };

  // In a list, J and K (inside it the arrows too) go from row to row; Enter follows the row's own link.
  const moveInRows = (key, event) => {
    const here = event.target.closest("[data-row]");
    const step = key === "j" || (here && key === "arrowdown") ? 1 : key === "k" || (here && key === "arrowup") ? -1 : 0;
    const rows = step ? [...document.querySelectorAll("[data-row]")] : [];
    if (!rows.length) return false;
    const next = here ? rows[rows.indexOf(here) + step] : step > 0 ? rows[0] : rows[rows.length - 1];
    event.preventDefault();
    const first = next?.querySelector("[data-row-first]");
    first?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && busy(event.target)) { event.target.blur(); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      const first = event.target.form.querySelector("button.first:not([disabled])");
      event.target.form.requestSubmit(first);
      return;
    }
    // Alt and a figure takes an earlier claim that is alike, also while one writes.
    if (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(event.code)) {
      const taken = document.querySelector(`[data-alike] [data-pick="${event.code.slice(5)}"]`);
      if (taken) { event.preventDefault(); taken.click(); return; }
    }
    if (!on || event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
    const key = event.key.toLowerCase();
    if (moveInRows(key, event)) return;
    const row = event.target.closest("[data-row]");
    const target = row?.querySelector(`[data-row-key="${CSS.escape(key)}"]`)
      || document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target && !target.disabled) { event.preventDefault(); press(target); }
  });

  // Who writes with a voice or switches may turn single keys off; this machine remembers.
  for (const button of document.querySelectorAll("button[data-keys]")) {
    const show = () => { button.hidden = false; button.textContent = on ? button.dataset.on : button.dataset.off; };
    button.addEventListener("click", () => { on = !on; localStorage.setItem(wish, on ? "on" : "off"); show(); });
    show();
  }

  // While a claim is written, earlier ones alike are asked for; without this they come when the form is sent back.
  for (const place of document.querySelectorAll("[data-alike]")) {
    const field = document.getElementById(place.dataset.from);
    let timer;
    field?.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const asked = field.value;
        const address = `${place.dataset.alike}&q=${encodeURIComponent(asked.slice(0, 1500))}`;
        const answer = await fetch(address).catch(() => null);
        if (answer?.ok && field.value === asked) {
          const markup = await answer.text();
          if (place.innerHTML !== markup) place.innerHTML = markup;
        }
      }, 250);
    });
  }

  // A form is sent once, however often its button is pressed.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
  document.querySelector("[data-first-error]")?.focus();
  // Whoever comes for one thing (“#remind”, “#log-answer”) finds it open and in hand.
  const meant = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (meant) {
    if (meant.matches("summary")) meant.parentElement.open = true;
    meant.focus();
  }
})();
