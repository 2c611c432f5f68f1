// Comforts of a discussion, which is whole without them: the form opens where one reads, what is not sent is kept in
// this browser, support needs no other page, and the discussion comes under the story when a reader comes near it.
(() => {
  "use strict";
  const KEPT = "twosource-draft:";
  const SENT = "twosource-sent";

  // --- What is not sent yet ------------------------------------------------------------------------

  function store(of, deed) {
    try {
      return deed(of());
    } catch {
      return null; // no storage here: the form works all the same
    }
  }
  const local = (deed) => store(() => window.localStorage, deed);
  const session = (deed) => store(() => window.sessionStorage, deed);

  // The place the page came back to says that it arrived; only then is the kept text let go.
  function letGo() {
    const sent = session((kept) => kept.getItem(SENT));
    const posted = document.querySelector("[data-posted]");
    if (!sent || !posted || !sent.startsWith(posted.dataset.posted + ":")) return;
    local((kept) => kept.removeItem(KEPT + sent));
    session((kept) => kept.removeItem(SENT));
  }

  function keep(form) {
    const field = form.querySelector("textarea[name=text]");
    const note = form.querySelector(".kept-note");
    if (!field || form.dataset.isKept) return;
    form.dataset.isKept = "1";
    const name = KEPT + form.dataset.draft;
    const given = field.value;
    const before = local((kept) => kept.getItem(name));
    if (before && before.trim() !== given.trim() && (!given.trim() || before.trim().startsWith(given.trim()))) {
      field.value = before;
      if (note) note.textContent = note.dataset.back;
    }
    let timer = 0;
    const write = () => {
      clearTimeout(timer);
      timer = 0;
      const words = field.value;
      local((kept) => (words.trim() && words !== given ? kept.setItem(name, words) : kept.removeItem(name)));
    };
    field.addEventListener("input", () => {
      if (note && note.textContent !== note.dataset.kept) note.textContent = note.dataset.kept;
      if (!timer) timer = setTimeout(write, 300);
    });
    window.addEventListener("pagehide", () => timer && write());
    form.addEventListener("submit", (event) => {
      if (form.dataset.isSent) {
        event.preventDefault(); // a second press; the receipt would make it the same comment anyhow
        return;
      }
      form.dataset.isSent = "1";
      write();
      session((kept) => kept.setItem(SENT, form.dataset.draft));
    });
    // Back from the next page, out of the browser's memory of this one.
    window.addEventListener("pageshow", () => delete form.dataset.isSent);
  }

  // --- The form where one reads --------------------------------------------------------------------

  let fetched = 0;

  async function openForm(link) {
    const answer = await fetch(link.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    const form = answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-draft]") : null;
    if (!form) return false;
    // Two forms may stand on one page: their fields have names of their own.
    fetched += 1;
    for (const each of form.querySelectorAll("[id]")) each.id += `-${fetched}`;
    for (const each of form.querySelectorAll("[for]")) each.htmlFor += `-${fetched}`;
    for (const each of form.querySelectorAll("[aria-describedby]")) each.setAttribute("aria-describedby", each.getAttribute("aria-describedby") + `-${fetched}`);
    const home = link.closest(".acts, .to-write");
    const made = document.importNode(form, true);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close-form";
    close.textContent = form.dataset.close;
    close.addEventListener("click", () => {
      made.remove();
      delete home.dataset.open;
      link.focus({ preventScroll: true });
    });
    made.querySelector(".send").append(close);
    const old = home.parentElement.querySelector(":scope > form[data-draft]");
    if (old) old.remove();
    home.after(made);
    home.dataset.open = link.href;
    keep(made);
    const field = made.querySelector("textarea");
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
    made.scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-write]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.dataset.isOpening) return;
    link.dataset.isOpening = "1";
    let done = false;
    try {
      done = await openForm(link);
    } catch {
      done = false;
    }
    delete link.dataset.isOpening;
    if (!done) window.location.assign(link.href); // to sign in, or to the page that says why not
  });

  // --- Support -------------------------------------------------------------------------------------

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-support]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (told.sign_in) window.location.assign(told.sign_in);
      else if (answer.ok) supported(button, told);
      else say(form, told.words || "");
    } catch {
      form.submit();
    }
    button.disabled = false;
    button.focus({ preventScroll: true });
  });

  function supported(button, told) {
    let number = button.querySelector(".n");
    if (!number) {
      number = document.createElement("span");
      number.className = "n";
      button.append(" ", number);
    }
    number.textContent = told.count || "";
    button.setAttribute("aria-pressed", String(told.supports));
  }

  function say(form, words) {
    let place = form.querySelector(".acts-said");
    if (!place) {
      place = document.createElement("span");
      place.className = "acts-said";
      place.setAttribute("role", "status");
      form.append(" ", place);
    }
    place.textContent = words;
  }

  letGo();
  document.querySelectorAll("form[data-draft]").forEach(keep);
})();
