// The moderators' queue: the next comment is on the page already, and decisions are sent behind it, one after the other.
// Every key presses a button of the page (desk.js); what is here are J, K and X, and not waiting for the server.
"use strict";
(() => {
  const desk = document.querySelector("[data-queue]");
  if (!desk) return;
  const list = desk.querySelector("[data-waiting]");
  const place = desk.querySelector("[data-card-place]");
  const said = desk.querySelector("[data-said]");
  const done = desk.querySelector("[data-done]");
  const cards = new Map(); // a comment's id → its card, while it is not shown
  const rowOf = (id) => list.querySelector(`[data-comment="${id}"]`);
  const current = () => place.querySelector("[data-card]")?.dataset.card;
  let further = desk.dataset.further, fetching = false, sending = Promise.resolve();
  desk.querySelector("[data-next-page]")?.remove();

  const take = (root) => {
    for (const each of root.querySelectorAll("template[data-card-of]")) {
      cards.set(each.dataset.cardOf, each.content.firstElementChild);
      each.remove();
    }
  };
  take(desk);

  const say = (words, tone = "") => { said.textContent = words; said.className = `said ${tone}`; };

  const show = (id, { focus = true } = {}) => {
    const row = id && rowOf(id);
    const now = place.firstElementChild;
    if (now) cards.set(now.dataset.card, now);
    for (const each of list.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
    const card = row && cards.get(id);
    place.replaceChildren(...(card ? [card] : []));
    const nothing = desk.querySelector("[data-nothing]");
    nothing.hidden = Boolean(card);
    if (card) {
      row.querySelector("a").setAttribute("aria-current", "true");
      row.scrollIntoView({ block: "nearest" });
      look(id);
    }
    if (focus) (card || nothing).querySelector("h1").focus({ preventScroll: true });
    if (focus) scrollTo({ top: Math.max(0, place.getBoundingClientRect().top + scrollY - 120) });
    more();
  };

  // What comes after, before it is needed.
  const more = async () => {
    if (!further || fetching || list.children.length > 5) return;
    fetching = true;
    const answer = await fetch(desk.dataset.part + encodeURIComponent(further)).catch(() => null);
    if (answer?.ok) {
      const come = part(await answer.text());
      further = come.querySelector("[data-further]").dataset.further;
      for (const row of come.querySelectorAll("[data-row]")) if (!rowOf(row.dataset.comment)) list.append(row);
    }
    fetching = false;
    if (answer?.ok && !current() && list.children.length) show(list.firstElementChild.dataset.comment);
  };
  const part = (markup) => {
    const holder = document.createElement("template");
    holder.innerHTML = markup;
    take(holder.content);
    return holder.content;
  };

  const post = (address, fields) =>
    fetch(address, { method: "POST", body: fields, headers: { Accept: "application/json" } })
      .then(async (answer) => ({ ok: answer.ok, status: answer.status, ...(await answer.json().catch(() => ({}))) }))
      .catch(() => ({ ok: false, status: 0 }));
  const inTurn = (deed) => { sending = sending.then(deed, deed); return sending; };

  // Who else has it before them.
  const look = async (id) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(`${desk.dataset.comments}${id}/look/`, {
      method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" },
    }).catch(() => null);
    if (!answer?.ok || current() !== id) return;
    const told = await answer.json();
    const words = place.querySelector("[data-looked]");
    if (current() !== id || !words) return;
    words.textContent = told.gone ? desk.dataset.gone : told.by ? desk.dataset.here.replace("%s", told.by) : "";
    words.hidden = !words.textContent;
  };
  setInterval(() => current() && !document.hidden && look(current()), 45000);

  const decide = (form, submitter) => {
    const card = form.closest("[data-card]"), id = card.dataset.card, row = rowOf(id);
    const next = row?.nextElementSibling || row?.previousElementSibling, before = row?.nextElementSibling;
    const start = row?.querySelector("a span").textContent ?? "";
    const fields = new FormData(form, submitter);
    const answer = inTurn(() => post(form.action, fields));
    if (row) row.remove();
    cards.delete(id);
    place.replaceChildren();
    show(next?.dataset.comment);
    answer.then((told) => {
      if (told.ok) { note(told, start); say(told.told); return; }
      if (told.status === 409) { say(`${start} – ${told.refused}`, "late"); again(id); return; }
      list.insertBefore(row, before?.isConnected ? before : null);
      cards.set(id, card);
      say(desk.dataset.notSent, "late");
      if (!current()) show(id);
    });
  };

  const note = (told, start) => {
    const line = desk.querySelector("[data-done-line]").content.firstElementChild.cloneNode(true);
    line.querySelector("p").append(start, document.createElement("br"), told.told);
    line.querySelector("form").action = told.undo;
    for (const each of done.querySelectorAll("[data-key=u]")) {
      delete each.dataset.key;
      each.querySelector("kbd")?.remove();
    }
    done.prepend(line);
    while (done.children.length > 5) done.lastElementChild.remove();
    desk.querySelector("[data-nothing-done]").hidden = true;
  };

  // A comment that waits again, or still, fresh from the server.
  const again = async (id, shown = false) => {
    const answer = await fetch(`${desk.dataset.comments}${id}/card/`).catch(() => null);
    if (!answer?.ok) return;
    const row = part(await answer.text()).querySelector("[data-row]");
    rowOf(id)?.remove();
    list.prepend(row);
    if (shown || !current()) show(id);
  };

  const undo = (form) => {
    const line = form.closest("li");
    const fields = new FormData(form);
    inTurn(() => post(form.action, fields)).then((told) => {
      if (!told.ok) { say(told.refused || desk.dataset.notSent, "late"); return; }
      say(told.told);
      line.remove();
      const first = done.querySelector("button");
      if (first) {
        first.dataset.key = "u";
        if (!first.querySelector("kbd")) {
          const key = document.createElement("kbd");
          key.textContent = "U";
          key.setAttribute("aria-hidden", "true");
          first.append(" ", key);
        }
      }
      desk.querySelector("[data-nothing-done]").hidden = Boolean(first);
      if (told.comment) again(String(told.comment), true);
      else location.reload();
    });
  };

  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-decide]")) { event.preventDefault(); decide(form, event.submitter); }
    else if (form.matches("[data-undo]")) { event.preventDefault(); undo(form); }
  });

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a"), id = link?.closest("[data-comment]").dataset.comment;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (id !== current()) show(id);
  });

  // Before desk.js: here J and K do not only move, they show.
  addEventListener("keydown", (event) => {
    const busy = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("desk-keys") === "off") return;
    const key = event.key.toLowerCase(), here = rowOf(current());
    if (event.repeat && /^[au1-9]$/.test(key)) { event.stopImmediatePropagation(); return; } // a key that is held decides once
    if (!["j", "k", "x"].includes(key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === "x") { const box = here?.querySelector("input"); if (box) box.checked = !box.checked; return; }
    const next = key === "j" ? here?.nextElementSibling : here?.previousElementSibling;
    if (next) show(next.dataset.comment);
  }, true);
  more();
})();
